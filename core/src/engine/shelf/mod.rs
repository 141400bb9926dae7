//! The profiles at hand: parsed, with what was worked out of them, within a budget of bytes.

mod goroutines;
mod ready;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use ready::Ready;

use super::protocol::{Found, Subject, Trouble, TroubleKind};
use crate::expression;
use crate::formats::GoroutineDump;
use crate::job::Pace;
use crate::layout::{
    Beside, CallGraph, Calls, CallsQuery, Flame, FlameQuery, FrameDetails, FrameQuery, GraphQuery,
    LabelQuery, LabelTables, Numbers, NumbersQuery, SourceListing, SourceQuery, SuggestQuery,
    Suggestions, TopKnown, TopPage, TopQuery, calls, flame_marked, frame, graph, labels,
    nodes_named, numbers, search, source, suggest, top_page,
};
use crate::leak::samples_of;
use crate::profile::filter::{Filters, passes, with_label_frames};
use crate::profile::{Profile, StackId};
use crate::telemetry::{Metric, ProfileId};

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
    /// What the file itself says of the process's memory.
    pub memory: Vec<(Metric, f64)>,
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

/// Parsed profiles, least recently used first, and the selections made of them.
pub struct Shelf {
    limit_bytes: usize,
    profiles: RefCell<Vec<(ProfileId, Rc<Loaded>)>>,
    selections: RefCell<Vec<(Subject, Rc<Ready>)>>,
}

impl Shelf {
    /// A shelf that holds about `limit_bytes` of parsed profiles, and always the last one.
    pub fn new(limit_bytes: usize) -> Shelf {
        Shelf {
            limit_bytes,
            profiles: RefCell::default(),
            selections: RefCell::default(),
        }
    }

    /// Puts a profile on the shelf; those longest unused give way.
    pub fn insert(&self, id: ProfileId, loaded: Loaded) -> Rc<Loaded> {
        self.remove(id);
        let loaded = Rc::new(loaded);
        self.make_room(size_bytes(&loaded.profile));
        self.profiles.borrow_mut().push((id, Rc::clone(&loaded)));
        loaded
    }

    /// Lets those longest unused give way to one of `bytes` that is to come, but for those in somebody's
    /// hands. Done before it is read: what is freed is used again, and the worker's memory never shrinks.
    pub fn make_room(&self, bytes: usize) {
        let mut profiles = self.profiles.borrow_mut();
        let sizes = profiles.iter().map(|(_, known)| size_bytes(&known.profile));
        let mut held: usize = sizes.sum();
        while held.saturating_add(bytes) > self.limit_bytes {
            let mut places = profiles.iter();
            let Some(place) = places.position(|(_, known)| Rc::strong_count(known) == 1) else {
                return;
            };
            let (gone, known) = profiles.remove(place);
            held -= size_bytes(&known.profile);
            self.forget_selections(gone);
        }
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

    /// A flame view, which tells what of each box is in the stacks `growing`, if it asks for that.
    ///
    /// # Errors
    ///
    /// As all views: a profile that is not here, or two that cannot be compared.
    pub async fn flame(
        &self,
        subject: &Subject,
        query: &FlameQuery,
        growing: &[StackId],
        pace: &Pace,
    ) -> Result<Flame, Missing> {
        let ready = self.ready(subject, pace).await?;
        let marked = match query.marks_growth {
            true => samples_of(&ready.selection.profile, growing, pace).await,
            false => Vec::new(),
        };
        Ok(flame_marked(&ready.selection, query, &marked, pace).await)
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
        let mut others = Vec::new();
        for &sample_type in &query.types {
            let other = Subject {
                sample_type: Some(sample_type),
                ..subject.clone()
            };
            let other = self.ready(&other, pace).await?;
            others.push((Rc::clone(&other), other.totals(pace).await));
        }
        let beside = others.iter().map(|(other, totals)| Beside {
            kind: &other.selection.kind,
            unit: &other.selection.unit,
            totals,
        });
        let beside: Vec<Beside> = beside.collect();
        let order = ready.top_order(&totals, &beside, query);
        let inlined = ready.inlined(pace).await;
        let known = TopKnown {
            order: Some(&order),
            inlined: Some(&inlined),
        };
        Ok(top_page(&ready.selection, &totals, &beside, known, query, pace).await)
    }

    /// A function between its callers and its callees.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn calls(
        &self,
        subject: &Subject,
        query: &CallsQuery,
        pace: &Pace,
    ) -> Result<Calls, Missing> {
        let ready = self.ready(subject, pace).await?;
        let totals = ready.totals(pace).await;
        let calls = calls(&ready.selection, &totals, query, pace).await;
        calls.ok_or_else(|| Missing::Impossible(no_such_name(&query.name)))
    }

    /// The lines of a function.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn source(
        &self,
        subject: &Subject,
        query: &SourceQuery,
        pace: &Pace,
    ) -> Result<SourceListing, Missing> {
        let ready = self.ready(subject, pace).await?;
        let totals = ready.totals(pace).await;
        let listing = source(&ready.selection, &totals, query, pace).await;
        listing.ok_or_else(|| Missing::Impossible(no_such_name(&query.name)))
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

    /// The nodes of functions by name and file; none for what is not in it.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn named(
        &self,
        subject: &Subject,
        names: &[(String, String)],
        pace: &Pace,
    ) -> Result<Vec<Option<u32>>, Missing> {
        let ready = self.ready(subject, pace).await?;
        Ok(nodes_named(&ready.selection, names, pace).await)
    }

    /// What samples add up to by their labels.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn labels(
        &self,
        subject: &Subject,
        query: &LabelQuery,
        pace: &Pace,
    ) -> Result<LabelTables, Missing> {
        let ready = self.ready(subject, pace).await?;
        Ok(labels(&ready.selection, query, pace).await)
    }

    /// What stands behind the numbers, but for the process's memory.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn numbers(
        &self,
        subject: &Subject,
        query: &NumbersQuery,
        pace: &Pace,
    ) -> Result<Numbers, Missing> {
        let ready = self.ready(subject, pace).await?;
        let whole = self.get(subject.profile);
        let whole = whole.ok_or(Missing::Profile(subject.profile))?;
        Ok(numbers(&ready.selection, &whole.profile, query, pace).await)
    }

    /// What a filter that is being typed may mean.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn suggest(
        &self,
        subject: &Subject,
        query: &SuggestQuery,
        pace: &Pace,
    ) -> Result<Suggestions, Missing> {
        let ready = self.ready(subject, pace).await?;
        let totals = ready.totals(pace).await;
        Ok(suggest(&ready.selection, &totals, query, pace).await)
    }

    /// The profiles of a subject as they were read but for frames of labels, with its filters still to
    /// apply.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub fn whole(&self, subject: &Subject) -> Result<Whole, Missing> {
        let get = |id: ProfileId| -> Result<Arc<Profile>, Missing> {
            let loaded = self.get(id).ok_or(Missing::Profile(id))?;
            Ok(match with_label_frames(&loaded.profile, &subject.filters) {
                Cow::Borrowed(_) => Arc::clone(&loaded.profile),
                Cow::Owned(profile) => Arc::new(profile),
            })
        };
        let base = subject.base.map(get).transpose()?;
        let filters = passes(&subject.filters, &mut expression::compile);
        Ok(Whole {
            now: get(subject.profile)?,
            base,
            filters: filters.map_err(|why| Missing::Impossible(not_a_filter(&why)))?,
        })
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

fn no_such_name(name: &str) -> Trouble {
    let title = match name {
        "" => "There is no function in this profile".to_owned(),
        name => format!("{name} is not in this profile, or filters leave nothing of it"),
    };
    Trouble {
        kind: TroubleKind::Engine,
        title,
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
