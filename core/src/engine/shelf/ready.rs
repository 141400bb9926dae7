//! Selections, made when a view first asks for one and kept for the next.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::{Missing, Shelf, not_a_filter};
use crate::engine::protocol::{Subject, Trouble, TroubleKind};
use crate::expression;
use crate::job::Pace;
use crate::layout::{
    Beside, GoroutineGroups, Inlined, TopQuery, TopSort, Totals, inlined_nodes, top_order, totals,
};
use crate::profile::filter::{filtered, left};
use crate::profile::stack_order::ReadFrom;
use crate::profile::{NodeId, Profile, Scaling, Selection, StrId, ValueType};

/// How many selections are kept: the one shown, the one it was switched from, and their like.
const SELECTIONS: usize = 8;

/// Up to how many functions a table is sorted before somebody asks: a few milliseconds' work.
const SORTED_AHEAD: usize = 10_000;

/// A selection and its totals.
pub(super) struct Ready {
    pub selection: Selection,
    totals: RefCell<Option<Rc<Totals>>>,
    top: RefCell<TopParts>,
    /// What values of now were multiplied with.
    factor: f64,
    /// Which sample of the profile now, as it was read, each sample is, where filters change places: of
    /// dumps, whose goroutines are listed.
    pub origin: Option<Vec<u32>>,
    pub goroutines: RefCell<Option<Rc<GoroutineGroups>>>,
}

/// What pages of the Top table have in common.
#[derive(Clone, Default)]
pub(super) struct TopParts {
    /// The rows in order, and the order and the further sample types they are for.
    order: Option<(TopSort, Vec<u32>, Rc<Vec<NodeId>>)>,
    inlined: Option<Rc<Vec<Inlined>>>,
}

impl Ready {
    /// The rows of the Top table in the query's order, made if they are not here yet.
    pub fn top_order(
        &self,
        totals: &Totals,
        beside: &[Beside],
        query: &TopQuery,
    ) -> Rc<Vec<NodeId>> {
        let mut parts = self.top.borrow_mut();
        let known = parts.order.as_ref();
        let known = known.filter(|(sort, types, _)| (*sort, types) == (query.sort, &query.types));
        if let Some((.., order)) = known {
            return Rc::clone(order);
        }
        let order = Rc::new(top_order(&self.selection, totals, beside, query.sort));
        parts.order = Some((query.sort, query.types.clone(), Rc::clone(&order)));
        order
    }

    /// Whether [`Shelf::prepare`] has nothing to do.
    fn is_prepared(&self) -> bool {
        let top = self.top.borrow();
        self.totals.borrow().is_some() && top.inlined.is_some()
    }

    /// What of it is inlined, made if it is not here yet.
    pub async fn inlined(&self, pace: &Pace) -> Rc<Vec<Inlined>> {
        let known = self.top.borrow().inlined.clone();
        if let Some(inlined) = known {
            return inlined;
        }
        let made = Rc::new(inlined_nodes(&self.selection, pace).await);
        self.top.borrow_mut().inlined = Some(Rc::clone(&made));
        made
    }

    /// The selection's totals, made if they are not here yet.
    pub async fn totals(&self, pace: &Pace) -> Rc<Totals> {
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
    /// Whether all that [`Shelf::prepare`] makes is here.
    pub fn is_prepared(&self, subject: &Subject) -> bool {
        self.known(subject).is_some_and(|ready| ready.is_prepared())
    }

    /// Makes what a flame begins with.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn order_stacks(&self, subject: &Subject, pace: &Pace) -> Result<(), Missing> {
        let ready = self.ready(subject, pace).await?;
        ready.selection.order(ReadFrom::Root, pace).await;
        Ok(())
    }

    /// Makes what tables and graphs of a subject begin with.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn prepare(&self, subject: &Subject, pace: &Pace) -> Result<(), Missing> {
        let ready = self.ready(subject, pace).await?;
        let totals = ready.totals(pace).await;
        ready.inlined(pace).await;
        // Sorting does not give way to others: a long table is sorted when it is asked for.
        if ready.selection.nodes.len() <= SORTED_AHEAD {
            ready.top_order(&totals, &[], &TopQuery::default());
        }
        Ok(())
    }

    /// The selection for a subject, made if it is not here yet.
    pub(super) async fn ready(&self, subject: &Subject, pace: &Pace) -> Result<Rc<Ready>, Missing> {
        if let Some(ready) = self.known(subject) {
            return Ok(ready);
        }
        let now = self
            .get(subject.profile)
            .ok_or(Missing::Profile(subject.profile))?;
        let base = match subject.base {
            Some(id) => Some(self.get(id).ok_or(Missing::Profile(id))?),
            None => None,
        };
        let base = base.as_ref().map(|base| &base.profile);
        let (mut origin, mut factor) = (None, 1.0);
        let selection = match subject.filters.is_empty() {
            true => match base.filter(|_| subject.scaling != Scaling::AsIs) {
                Some(base) => {
                    // The comparison as it is was most likely looked at before.
                    let plain = Subject {
                        scaling: Scaling::AsIs,
                        ..subject.clone()
                    };
                    let plain = Box::pin(self.ready(&plain, pace)).await?;
                    let (now, base) = (&now.profile.about, &base.about);
                    let found = subject.scaling.factor(&plain.selection, now, base);
                    factor = found.ok_or_else(|| Missing::Impossible(untimed()))?;
                    plain.selection.clone().scaled(factor)
                }
                None => self.select(subject, &now.profile, base, pace).await?,
            },
            false => {
                // Percents are of all there is, as pprof's are without -relative_percentages.
                let all = Subject {
                    filters: Vec::new(),
                    ..subject.clone()
                };
                let all = Box::pin(self.ready(&all, pace)).await?;
                factor = all.factor;
                match self.stays(subject, &now.profile, base)? {
                    Some(stays) => all.selection.only(&stays, pace).await,
                    None => {
                        let left = |profile| self.left(profile, subject);
                        let base = base.map(left).transpose()?;
                        let now = match now.dump {
                            Some(_) => {
                                let numbered = left(&Arc::new(numbered(&now.profile)))?;
                                let (now, places) = unnumbered(&numbered);
                                origin = Some(places);
                                Arc::new(now)
                            }
                            None => left(&now.profile)?,
                        };
                        let mut selection = self.select(subject, &now, base.as_ref(), pace).await?;
                        if factor != 1.0 {
                            selection = selection.scaled(factor);
                        }
                        selection.total = all.selection.total;
                        selection.base_total = all.selection.base_total;
                        selection
                    }
                }
            }
        };
        let ready = Rc::new(Ready {
            selection,
            totals: RefCell::default(),
            top: RefCell::default(),
            goroutines: RefCell::default(),
            factor,
            origin,
        });
        let mut selections = self.selections.borrow_mut();
        selections.push((subject.clone(), Rc::clone(&ready)));
        if selections.len() > SELECTIONS {
            selections.remove(0);
        }
        Ok(ready)
    }

    /// A subject's sample type of a profile, against a base if there is one.
    async fn select(
        &self,
        subject: &Subject,
        now: &Arc<Profile>,
        base: Option<&Arc<Profile>>,
        pace: &Pace,
    ) -> Result<Selection, Missing> {
        let sample_type = subject.sample_type.map(|t| t as usize);
        Ok(match base {
            None => match self.of_another_type(subject) {
                Some(other) => other.selection.of_another_type(sample_type),
                None => Selection::of(Arc::clone(now), sample_type, pace).await,
            },
            Some(base) => {
                if let Some(other) = self.of_another_type(subject) {
                    let other = other
                        .selection
                        .of_another_common_type(sample_type, pace)
                        .await;
                    if let Some(other) = other {
                        return Ok(other);
                    }
                }
                // What was looked at alone is in order already.
                let now = self.alone(now, pace).await;
                let base = self.alone(base, pace).await;
                let both = now.against(&base, sample_type, pace).await;
                both.map_err(|error| Missing::Impossible(not_comparable(&error.to_string())))?
            }
        })
    }

    /// Some selection of a profile without a base.
    async fn alone(&self, profile: &Arc<Profile>, pace: &Pace) -> Selection {
        let known = {
            let selections = self.selections.borrow();
            let mut known = selections.iter().map(|(_, ready)| &ready.selection);
            let of_it = |it: &&Selection| Arc::ptr_eq(&it.profile, profile) && it.base.is_none();
            known.find(of_it).cloned()
        };
        match known {
            Some(known) => known,
            None => Selection::of(Arc::clone(profile), None, pace).await,
        }
    }

    /// Which samples a subject's filters leave, those of now and then those of the base, where they
    /// change nothing else.
    fn stays(
        &self,
        subject: &Subject,
        now: &Profile,
        base: Option<&Arc<Profile>>,
    ) -> Result<Option<Vec<bool>>, Missing> {
        let mut stays = Vec::new();
        for profile in [Some(now), base.map(|base| &**base)].into_iter().flatten() {
            let left = left(profile, &subject.filters, &mut expression::compile);
            match left.map_err(|why| Missing::Impossible(not_a_filter(&why)))? {
                Some(left) => stays.extend(left),
                None => return Ok(None),
            }
        }
        Ok(Some(stays))
    }

    /// What a subject's filters leave of a profile.
    fn left(&self, profile: &Arc<Profile>, subject: &Subject) -> Result<Arc<Profile>, Missing> {
        let left = filtered(profile, &subject.filters, &mut expression::compile);
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
}

/// `profile` with the number of each sample as one more of its values, which filters leave alone.
fn numbered(profile: &Profile) -> Profile {
    let types = profile.sample_types.len();
    let mut numbered = profile.clone();
    numbered.sample_types.push(ValueType {
        kind: StrId(0),
        unit: StrId(0),
    });
    let values = (0..profile.samples.len()).flat_map(|sample| {
        let own = &profile.samples.values[sample * types..][..types];
        own.iter().copied().chain([sample as i64])
    });
    numbered.samples.values = values.collect();
    numbered
}

/// What was [`numbered`] without the numbers, and these.
fn unnumbered(profile: &Profile) -> (Profile, Vec<u32>) {
    let types = profile.sample_types.len() - 1;
    let numbers = profile.column(types).into_iter();
    let numbers = numbers.map(|number| number as u32).collect();
    let mut left = profile.clone();
    left.sample_types.pop();
    let rows = profile.samples.values.chunks(types + 1);
    left.samples.values = rows.flat_map(|row| &row[..types]).copied().collect();
    (left, numbers)
}

fn untimed() -> Trouble {
    Trouble {
        kind: TroubleKind::BadFile,
        title: "One of the two profiles does not say how long it was taken".into(),
        detail: "Compare them by their totals, or as they are.".into(),
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
