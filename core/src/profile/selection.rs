//! What layouts run over: a profile's stacks with one sample type as a dense column, and perhaps
//! the same of a base.

use std::sync::{Arc, OnceLock};

use super::diff::{CompareError, Comparison, beside};
use super::stack_order::{Ranks, ReadFrom, StackOrder};
use super::{Granularity, Nodes, Profile, Tables};
use crate::job::Pace;

/// Samples handled between two breaths.
const STRIDE: usize = 4096;

/// One sample type of a profile, or of two that are compared, ready for layouts.
///
/// A comparison holds the samples of both, one after the other, over one set of tables; each
/// sample has a value in one of the two columns only:
///
/// ```text
/// sample  0   1   2 | 3   4
/// now     5   2   9 | 0   0
/// base    0   0   0 | 4   7
/// ```
#[derive(Clone)]
pub struct Selection {
    /// The samples; their own values are not looked at any more.
    pub profile: Arc<Profile>,
    /// What frames are shown as.
    pub nodes: Arc<Nodes>,
    /// Which sample type.
    pub sample_type: usize,
    /// Its name: `inuse_space`.
    pub kind: String,
    /// Its unit: `bytes`.
    pub unit: String,
    /// Value of each sample now.
    pub now: Vec<i64>,
    /// Value of each sample in the base, where there is one.
    pub base: Option<Vec<i64>>,
    /// Samples of the base whose stack, node by node, has no value now. Empty without a base.
    pub is_vanished: Vec<bool>,
    /// Σ|value| now: what percents refer to.
    pub total: i64,
    /// The same of the base.
    pub base_total: Option<i64>,
    orders: Arc<Orders>,
    /// Whose values the profile holds, where there is a base.
    sides: Option<Arc<Sides>>,
}

/// The profile of a comparison: which of its samples are of now, which of its types are which of now's.
struct Sides {
    now_samples: usize,
    type_of_now: Vec<usize>,
    default_of_now: usize,
}

/// The orders of a profile's stacks, by nodes, made when first asked for.
#[derive(Default)]
struct Orders {
    ranks: OnceLock<Ranks>,
    /// From the root, and from the leaf.
    known: [OnceLock<Arc<StackOrder>>; 2],
    in_time: OnceLock<Arc<StackOrder>>,
}

impl Selection {
    /// One sample type of `profile`; none for its default. A type that is not there counts nothing.
    pub async fn of(profile: Arc<Profile>, sample_type: Option<usize>, pace: &Pace) -> Selection {
        let nodes = Arc::new(Nodes::new(&profile.tables, Granularity::Functions));
        pace.breathe().await;
        Selection::with_nodes(profile, nodes, sample_type)
    }

    /// Another sample type of the profile at hand, of now alone; none for its default.
    pub fn of_another_type(&self, sample_type: Option<usize>) -> Selection {
        let (profile, nodes) = (Arc::clone(&self.profile), Arc::clone(&self.nodes));
        Selection {
            orders: Arc::clone(&self.orders),
            ..Selection::with_nodes(profile, nodes, sample_type)
        }
    }

    /// As [`Selection::of`], with nodes made before for the same tables, perhaps of another granularity.
    fn with_nodes(
        profile: Arc<Profile>,
        nodes: Arc<Nodes>,
        sample_type: Option<usize>,
    ) -> Selection {
        let sample_type = sample_type.unwrap_or_else(|| profile.default_sample_type());
        let now = match sample_type < profile.sample_types.len() {
            true => profile.column(sample_type),
            false => vec![0; profile.samples.len()],
        };
        let (kind, unit) = profile
            .sample_type_names()
            .into_iter()
            .nth(sample_type)
            .unwrap_or_default();
        Selection {
            nodes,
            sample_type,
            kind,
            unit,
            total: absolute_sum(&now),
            now,
            base: None,
            is_vanished: Vec::new(),
            base_total: None,
            orders: Arc::default(),
            sides: None,
            profile,
        }
    }

    /// `now` against `base`, both copied, in one sample type of `now`; none for its default.
    ///
    /// # Errors
    ///
    /// As [`Selection::against`].
    pub async fn compare(
        now: &Profile,
        base: &Profile,
        sample_type: Option<usize>,
        pace: &Pace,
    ) -> Result<Selection, CompareError> {
        let now = Selection::of(Arc::new(now.clone()), None, pace).await;
        let base = Selection::of(Arc::new(base.clone()), None, pace).await;
        now.against(&base, sample_type, pace).await
    }

    /// This profile against that of `base`, in one sample type of this; none for its default. What is
    /// known of the order of either's stacks serves both.
    ///
    /// Node ids are those of now alone, and further ones for what only the base has.
    ///
    /// # Errors
    ///
    /// When the two have no sample type in common, or not this one.
    pub async fn against(
        &self,
        base: &Selection,
        sample_type: Option<usize>,
        pace: &Pace,
    ) -> Result<Selection, CompareError> {
        let comparison = beside(&self.profile, &base.profile, pace).await?;
        let merged = Merged {
            now: self,
            base,
            base_frames: self.profile.tables.frames.line.len(),
        };
        let now = &self.profile;
        Selection::of_both(comparison, now, sample_type, Some(merged), pace).await
    }

    /// As [`Selection::compare`], of a comparison made before; `now` names its sample types.
    pub async fn of_comparison(
        comparison: Comparison,
        now: &Profile,
        sample_type: Option<usize>,
        pace: &Pace,
    ) -> Result<Selection, CompareError> {
        Selection::of_both(comparison, now, sample_type, None, pace).await
    }

    async fn of_both(
        comparison: Comparison,
        now: &Profile,
        sample_type: Option<usize>,
        merged: Option<Merged<'_>>,
        pace: &Pace,
    ) -> Result<Selection, CompareError> {
        let sides = Sides {
            now_samples: comparison.now_samples,
            type_of_now: comparison.type_of_now,
            default_of_now: now.default_sample_type(),
        };
        let Some((wanted, common)) = sides.types(sample_type) else {
            let wanted = sample_type.unwrap_or(sides.default_of_now);
            let names = now.sample_type_names().into_iter();
            let name = names.map(|(kind, _)| kind).nth(wanted).unwrap_or_default();
            return Err(CompareError::NotInBase(name));
        };
        let profile = Arc::new(comparison.profile);
        let selection = Selection::of(profile, Some(common), pace).await;
        if let Some(order) = merged {
            order.root_order_of(&selection, pace).await;
        }
        Ok(selection.apart(wanted, Arc::new(sides), pace).await)
    }

    /// Another sample type of the comparison at hand; none for the default of now. None where there is no
    /// base, or it does not have the type.
    pub async fn of_another_common_type(
        &self,
        sample_type: Option<usize>,
        pace: &Pace,
    ) -> Option<Selection> {
        let sides = Arc::clone(self.sides.as_ref()?);
        let (wanted, common) = sides.types(sample_type)?;
        let selection = self.of_another_type(Some(common));
        Some(selection.apart(wanted, sides, pace).await)
    }

    /// Of a selection of all samples of both the one that knows whose they are.
    async fn apart(mut self, wanted: usize, sides: Arc<Sides>, pace: &Pace) -> Selection {
        self.sample_type = wanted;
        let mut base = vec![0; self.now.len()];
        let of_base = sides.now_samples..;
        base[of_base.clone()].copy_from_slice(&self.now[of_base.clone()]);
        self.now[of_base].fill(0);
        self.total = absolute_sum(&self.now);
        self.base_total = Some(absolute_sum(&base));
        self.base = Some(base);
        self.sides = Some(sides);
        self.is_vanished = self.vanished(pace).await;
        self
    }

    /// The same without the values of samples that do not stay: those of now, then those of the base.
    /// Totals stay as they are.
    pub async fn only(&self, stays: &[bool], pace: &Pace) -> Selection {
        let mut left = self.clone();
        let columns = [Some(&mut left.now), left.base.as_mut()];
        for column in columns.into_iter().flatten() {
            let gone = column.iter_mut().zip(stays).filter(|(_, stays)| !**stays);
            gone.for_each(|(value, _)| *value = 0);
        }
        if left.base.is_some() {
            left.is_vanished = left.vanished(pace).await;
        }
        left
    }

    /// The stacks of all samples in order, read from this end. Made once for all sample types.
    pub async fn order(&self, from: ReadFrom, pace: &Pace) -> Arc<StackOrder> {
        let known = &self.orders.known[from as usize];
        if let Some(order) = known.get() {
            return Arc::clone(order);
        }
        let samples = &self.profile.samples;
        let (frames, stacks) = (&samples.frames, samples.stacks());
        let order = StackOrder::of(frames, stacks, self.ranks(), from, pace).await;
        Arc::clone(known.get_or_init(|| Arc::new(order)))
    }

    /// The stacks of all samples as they followed one another. Made once for all sample types.
    pub async fn order_in_time(&self, pace: &Pace) -> Arc<StackOrder> {
        if let Some(order) = self.orders.in_time.get() {
            return Arc::clone(order);
        }
        let samples = &self.profile.samples;
        let (frames, stacks) = (&samples.frames, samples.stacks());
        let goes_on = |sample: u32| samples.goes_on.get(sample as usize).copied().unwrap_or(0);
        let order = StackOrder::in_time(frames, &stacks, self.ranks(), &goes_on, pace).await;
        Arc::clone(self.orders.in_time.get_or_init(|| Arc::new(order)))
    }

    /// Whether the samples stand in the order of time; those of a comparison do not.
    pub fn is_in_time(&self) -> bool {
        self.base.is_none() && self.profile.samples.are_in_time()
    }

    /// The ranks that stacks are ordered by.
    pub fn ranks(&self) -> &Ranks {
        let ranks = &self.orders.ranks;
        ranks.get_or_init(|| Ranks::new(self.tables(), &self.nodes))
    }

    /// Which samples of the base have no value now on the same path of nodes.
    async fn vanished(&self, pace: &Pace) -> Vec<bool> {
        let order = self.order(ReadFrom::Root, pace).await;
        let mut is_vanished = vec![false; self.now.len()];
        let mut start = 0;
        while start < order.len() {
            start = self.note_vanished(&order, start, &mut is_vanished);
            pace.breathe().await;
        }
        is_vanished
    }

    /// Looks at equal stacks from `start` on, run after run, for some thousand stacks; where it stopped.
    #[inline(never)]
    fn note_vanished(&self, order: &StackOrder, from: usize, is_vanished: &mut [bool]) -> usize {
        let mut start = from;
        while start < order.len() && start - from < STRIDE {
            let mut end = start + 1;
            while end < order.len() && order.is_same_as_before(end) {
                end += 1;
            }
            let samples = &order.samples[start..end];
            if samples.iter().all(|&sample| self.now[sample as usize] == 0) {
                for sample in samples.iter().map(|&sample| sample as usize) {
                    is_vanished[sample] = self.base_of(sample) != 0;
                }
            }
            start = end;
        }
        start
    }

    /// The tables that stacks refer to.
    pub fn tables(&self) -> &Tables {
        &self.profile.tables
    }

    /// A sample's value in the base, 0 without one.
    pub fn base_of(&self, sample: usize) -> i64 {
        self.base.as_ref().map_or(0, |base| base[sample])
    }

    /// Samples that have a value, now or in the base.
    pub fn live_samples(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.now.len())
            .filter(|&sample| self.now[sample] != 0 || self.base_of(sample) != 0)
            .map(|sample| sample as u32)
    }
}

impl Sides {
    /// A sample type of now, none for its default, and which it is of the comparison's.
    fn types(&self, sample_type: Option<usize>) -> Option<(usize, usize)> {
        let wanted = sample_type.unwrap_or(self.default_of_now);
        let common = self.type_of_now.iter().position(|&of_now| of_now == wanted);
        common.map(|common| (wanted, common))
    }
}

/// Two selections that a comparison was made of, and where the second one's frames start in it.
struct Merged<'a> {
    now: &'a Selection,
    base: &'a Selection,
    base_frames: usize,
}

impl Merged<'_> {
    /// Makes the order of all stacks from those of either, where their ranks hold.
    async fn root_order_of(&self, both: &Selection, pace: &Pace) {
        let (now, base, from) = (self.now, self.base, ReadFrom::Root);
        let holds = |side: &Selection, first| side.ranks().hold_within(both.ranks(), first);
        if !holds(now, 0) || !holds(base, self.base_frames) {
            return;
        }
        let orders = (now.order(from, pace).await, base.order(from, pace).await);
        let samples = &now.profile.samples;
        let shift = (samples.len() as u32, samples.frames.len() as u32);
        let frames = &both.profile.samples.frames;
        let order = StackOrder::merged(&orders.0, &orders.1, shift, frames, both.ranks(), pace);
        let order = Arc::new(order.await);
        both.orders.known[from as usize].get_or_init(|| order);
    }
}

/// Σ|value|, wrapping as Go's does.
pub fn absolute_sum(values: &[i64]) -> i64 {
    values
        .iter()
        .fold(0i64, |sum, value| sum.wrapping_add(value.wrapping_abs()))
}
