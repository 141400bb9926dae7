//! The profiles at hand: parsed, with what was worked out of them, within a budget of bytes.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::protocol::{Found, Subject, Trouble, TroubleKind};
use crate::formats::GoroutineDump;
use crate::job::Pace;
use crate::layout::{
    CallGraph, Flame, FlameQuery, FrameDetails, FrameQuery, GraphQuery, TopPage, TopQuery, Totals,
    flame, frame, graph, search, top_page, totals,
};
use crate::profile::filter::{Filters, Matcher, filtered, passes};
use crate::profile::{Profile, Selection};
use crate::telemetry::ProfileId;

/// How many selections are kept: the one shown, the one it was switched from, and their like.
const SELECTIONS: usize = 8;

/// A parsed profile.
pub struct Loaded {
    /// The profile.
    pub profile: Arc<Profile>,
    /// `goroutine`, `heap`, …
    pub kind: String,
    /// The goroutines one by one, where it was a full dump.
    pub dump: Option<GoroutineDump>,
    /// Remarks of its reader.
    pub remarks: Vec<String>,
}

/// What a subject means.
pub struct Whole {
    /// The profile.
    pub now: Arc<Profile>,
    /// Its base.
    pub base: Option<Arc<Profile>>,
    /// What filters do to either, one after the other; never empty.
    pub filters: Vec<Filters>,
}

/// Why a view could not be made.
#[derive(Debug)]
pub enum Missing {
    /// That profile is not on the shelf: put it there and ask again.
    Profile(ProfileId),
    /// It cannot be done at all.
    Impossible(Trouble),
}

/// Compiles an expression: see [`super::Host::expression`].
pub type Expression = fn(&str) -> Result<Matcher, String>;

/// Parsed profiles, least recently used first, and the selections made of them.
pub struct Shelf {
    limit_bytes: usize,
    expression: Expression,
    profiles: RefCell<Vec<(ProfileId, Rc<Loaded>)>>,
    selections: RefCell<Vec<(Subject, Rc<Ready>)>>,
}

/// A selection and its totals.
struct Ready {
    selection: Selection,
    totals: RefCell<Option<Rc<Totals>>>,
}

impl Ready {
    /// The selection's totals, made if they are not here yet.
    async fn totals(&self, pace: &Pace) -> Rc<Totals> {
        let known = self.totals.borrow().clone();
        if let Some(totals) = known {
            return totals;
        }
        let made = Rc::new(totals(&self.selection, pace).await);
        *self.totals.borrow_mut() = Some(Rc::clone(&made));
        made
    }
}

impl Shelf {
    /// A shelf that holds about `limit_bytes` of parsed profiles, and always the last one; filters
    /// compile their expressions with `expression`.
    pub fn new(limit_bytes: usize, expression: Expression) -> Shelf {
        Shelf {
            limit_bytes,
            expression,
            profiles: RefCell::default(),
            selections: RefCell::default(),
        }
    }

    /// Puts a profile on the shelf; those longest unused give way.
    pub fn insert(&self, id: ProfileId, loaded: Loaded) -> Rc<Loaded> {
        self.remove(id);
        let loaded = Rc::new(loaded);
        let mut profiles = self.profiles.borrow_mut();
        profiles.push((id, Rc::clone(&loaded)));
        let size = |profiles: &[(ProfileId, Rc<Loaded>)]| -> usize {
            profiles.iter().map(|(_, l)| size_bytes(&l.profile)).sum()
        };
        while profiles.len() > 1 && size(&profiles) > self.limit_bytes {
            let (gone, _) = profiles.remove(0);
            self.forget_selections(gone);
        }
        loaded
    }

    /// The profile of this id, which is now the last to give way.
    pub fn get(&self, id: ProfileId) -> Option<Rc<Loaded>> {
        let mut profiles = self.profiles.borrow_mut();
        let place = profiles.iter().position(|(known, _)| *known == id)?;
        let found = profiles.remove(place);
        let loaded = Rc::clone(&found.1);
        profiles.push(found);
        Some(loaded)
    }

    /// Forgets a profile and all that was made of it.
    pub fn remove(&self, id: ProfileId) {
        self.profiles.borrow_mut().retain(|(known, _)| *known != id);
        self.forget_selections(id);
    }

    /// A flame view.
    ///
    /// # Errors
    ///
    /// As all views: a profile that is not here, or two that cannot be compared.
    pub async fn flame(
        &self,
        subject: &Subject,
        query: &FlameQuery,
        pace: &Pace,
    ) -> Result<Flame, Missing> {
        let ready = self.ready(subject, pace).await?;
        Ok(flame(&ready.selection, query, pace).await)
    }

    /// A page of the Top table. Sorting and paging make no new pass over the samples.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn top(
        &self,
        subject: &Subject,
        query: &TopQuery,
        pace: &Pace,
    ) -> Result<TopPage, Missing> {
        let ready = self.ready(subject, pace).await?;
        let totals = ready.totals(pace).await;
        Ok(top_page(&ready.selection, &totals, query, pace).await)
    }

    /// The graph of calls.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn graph(
        &self,
        subject: &Subject,
        query: &GraphQuery,
        pace: &Pace,
    ) -> Result<CallGraph, Missing> {
        let ready = self.ready(subject, pace).await?;
        let totals = ready.totals(pace).await;
        Ok(graph(&ready.selection, &totals, query, pace).await)
    }

    /// One function in full.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn frame(
        &self,
        subject: &Subject,
        query: &FrameQuery,
        pace: &Pace,
    ) -> Result<FrameDetails, Missing> {
        let ready = self.ready(subject, pace).await?;
        frame(&ready.selection, query, pace)
            .await
            .ok_or_else(|| Missing::Impossible(no_such_node()))
    }

    /// Nodes whose names hold `text`, and what passes through any of them.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn search(
        &self,
        subject: &Subject,
        text: &str,
        pace: &Pace,
    ) -> Result<Found, Missing> {
        let ready = self.ready(subject, pace).await?;
        Ok(search(&ready.selection, text, pace).await)
    }

    /// The profiles of a subject as they were read, with its filters still to apply.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub fn whole(&self, subject: &Subject) -> Result<Whole, Missing> {
        let get = |id: ProfileId| self.get(id).ok_or(Missing::Profile(id));
        let base = subject.base.map(get).transpose()?;
        let filters = passes(&subject.filters, &mut |text| (self.expression)(text));
        Ok(Whole {
            now: Arc::clone(&get(subject.profile)?.profile),
            base: base.map(|base| Arc::clone(&base.profile)),
            filters: filters.map_err(|why| Missing::Impossible(not_a_filter(&why)))?,
        })
    }

    /// The selection for a subject, made if it is not here yet.
    async fn ready(&self, subject: &Subject, pace: &Pace) -> Result<Rc<Ready>, Missing> {
        if let Some(ready) = self.known(subject) {
            return Ok(ready);
        }
        let now = self
            .get(subject.profile)
            .ok_or(Missing::Profile(subject.profile))?;
        let sample_type = subject.sample_type.map(|t| t as usize);
        let mut selection = match subject.base {
            None => match self.of_another_type(subject) {
                Some(other) => {
                    let (profile, nodes) = (&other.selection.profile, &other.selection.nodes);
                    Selection::with_nodes(Arc::clone(profile), Arc::clone(nodes), sample_type)
                }
                None => {
                    let left = self.left(&now.profile, subject)?;
                    Selection::of(left, sample_type, pace).await
                }
            },
            Some(id) => {
                let base = self.get(id).ok_or(Missing::Profile(id))?;
                let (now, base) = (
                    self.left(&now.profile, subject)?,
                    self.left(&base.profile, subject)?,
                );
                Selection::compare(&now, &base, sample_type, pace)
                    .await
                    .map_err(|error| Missing::Impossible(not_comparable(&error.to_string())))?
            }
        };
        if !subject.filters.is_empty() {
            // Percents are of all there is, as pprof's are without -relative_percentages.
            let all = Subject {
                filters: Vec::new(),
                ..subject.clone()
            };
            let all = Box::pin(self.ready(&all, pace)).await?;
            selection.total = all.selection.total;
            selection.base_total = all.selection.base_total;
        }
        let ready = Rc::new(Ready {
            selection,
            totals: RefCell::default(),
        });
        let mut selections = self.selections.borrow_mut();
        selections.push((subject.clone(), Rc::clone(&ready)));
        if selections.len() > SELECTIONS {
            selections.remove(0);
        }
        Ok(ready)
    }

    /// What a subject's filters leave of a profile.
    fn left(&self, profile: &Arc<Profile>, subject: &Subject) -> Result<Arc<Profile>, Missing> {
        if subject.filters.is_empty() {
            return Ok(Arc::clone(profile));
        }
        let left = filtered(profile, &subject.filters, &mut |text| {
            (self.expression)(text)
        });
        left.map(Arc::new)
            .map_err(|why| Missing::Impossible(not_a_filter(&why)))
    }

    /// A selection of the same samples by another sample type.
    fn of_another_type(&self, subject: &Subject) -> Option<Rc<Ready>> {
        let selections = self.selections.borrow();
        let mut known = selections.iter().rev();
        let (_, ready) = known.find(|(known, _)| {
            (known.profile, known.base) == (subject.profile, subject.base)
                && known.filters == subject.filters
        })?;
        Some(Rc::clone(ready))
    }

    fn known(&self, subject: &Subject) -> Option<Rc<Ready>> {
        let selections = self.selections.borrow();
        let mut known = selections.iter();
        let (_, ready) = known.find(|(known, _)| known == subject)?;
        Some(Rc::clone(ready))
    }

    fn forget_selections(&self, id: ProfileId) {
        self.selections
            .borrow_mut()
            .retain(|(subject, _)| subject.profile != id && subject.base != Some(id));
    }
}

/// What a parsed profile takes in memory, near enough to keep a budget.
fn size_bytes(profile: &Profile) -> usize {
    let samples = &profile.samples;
    let frames = profile.tables.frames.line.len();
    samples.frames.len() * 4 + samples.values.len() * 8 + samples.len() * 8 + frames * 24
}

fn no_such_node() -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "That function is not in this profile".into(),
        detail: "It was chosen in another profile; choose it again in this one.".into(),
        ..Trouble::default()
    }
}

fn not_a_filter(why: &str) -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "That filter cannot be used".into(),
        detail: why.into(),
        ..Trouble::default()
    }
}

fn not_comparable(why: &str) -> Trouble {
    Trouble {
        kind: TroubleKind::BadFile,
        title: "These two profiles cannot be compared".into(),
        detail: why.into(),
        ..Trouble::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job;
    use crate::profile::filter::{Filter, FilterKind};
    use crate::profile::testing::folded;

    fn loaded(stacks: &str) -> Loaded {
        Loaded {
            profile: Arc::new(folded("goroutine/count", stacks)),
            kind: "goroutine".into(),
            dump: None,
            remarks: Vec::new(),
        }
    }

    fn shelf(limit_bytes: usize) -> Shelf {
        let contains = |part: &str| -> Result<Matcher, String> {
            let part = part.to_owned();
            Ok(Box::new(move |name| name.contains(&part)))
        };
        Shelf::new(limit_bytes, contains)
    }

    fn of(profile: u32, base: Option<u32>) -> Subject {
        Subject {
            profile: ProfileId(profile),
            base: base.map(ProfileId),
            sample_type: None,
            filters: Vec::new(),
        }
    }

    fn total(shelf: &Shelf, subject: &Subject) -> Result<i64, Missing> {
        let pace = Pace::unhurried();
        job::run(shelf.flame(subject, &FlameQuery::default(), &pace)).map(|flame| flame.total)
    }

    #[test]
    fn a_profile_that_is_not_here_is_asked_for_by_its_id() {
        let shelf = shelf(1 << 20);
        shelf.insert(ProfileId(1), loaded("main;run 3"));
        assert_eq!(total(&shelf, &of(1, None)).ok(), Some(3));
        let missing = total(&shelf, &of(1, Some(2)));
        assert!(matches!(missing, Err(Missing::Profile(ProfileId(2)))));
    }

    #[test]
    fn a_new_profile_under_an_old_id_is_what_is_shown() {
        let shelf = shelf(1 << 20);
        shelf.insert(ProfileId(1), loaded("main;run 3"));
        assert_eq!(total(&shelf, &of(1, None)).ok(), Some(3));
        shelf.insert(ProfileId(1), loaded("main;run 5"));
        assert_eq!(total(&shelf, &of(1, None)).ok(), Some(5));
    }

    #[test]
    fn filters_leave_out_of_both_and_percents_are_of_all() {
        let shelf = shelf(1 << 20);
        shelf.insert(ProfileId(1), loaded("main;run 3\nmain;wait 4"));
        shelf.insert(ProfileId(2), loaded("main;run 1\nmain;wait 8"));
        let subject = Subject {
            filters: vec![Filter {
                kind: FilterKind::Focus,
                text: "run".to_owned(),
            }],
            ..of(1, Some(2))
        };
        let pace = Pace::unhurried();
        let flame = job::run(shelf.flame(&subject, &FlameQuery::default(), &pace)).unwrap();
        assert_eq!((flame.total, flame.base_total), (7, Some(9)));
        assert_eq!((flame.boxes.value[0], flame.boxes.base[0]), (3, 1));
    }

    #[test]
    fn those_longest_unused_give_way_and_the_last_one_stays() {
        let shelf = shelf(1);
        shelf.insert(ProfileId(1), loaded("main;run 3"));
        shelf.insert(ProfileId(2), loaded("main;run 4"));
        assert!(shelf.get(ProfileId(1)).is_none());
        assert!(shelf.get(ProfileId(2)).is_some());
    }
}
