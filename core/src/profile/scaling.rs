//! How values of now are made comparable with a base's.

use super::{About, Selection};
use crate::codec::coded;

/// What values of now are scaled by before they are held against a base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scaling {
    /// By nothing.
    #[default]
    AsIs,
    /// So that both add up to the same, as pprof's `-normalize`: what changed its share is seen.
    Total,
    /// To the time over which the base was taken: what changed by the second is seen.
    Duration,
}

coded! { enum Scaling { AsIs, Total, Duration } }

impl Scaling {
    /// What values of now are multiplied with, of a selection that has a base and is not scaled yet;
    /// none where one of the two does not say how long it was taken.
    pub fn factor(self, selection: &Selection, now: &About, base: &About) -> Option<f64> {
        let sum = |values: &[i64]| values.iter().fold(0i64, |sum, &it| sum.wrapping_add(it));
        match self {
            Scaling::AsIs => Some(1.0),
            Scaling::Total => Some(match sum(&selection.now) {
                0 => 0.0,
                now => selection.base.as_deref().map_or(0, sum) as f64 / now as f64,
            }),
            Scaling::Duration => {
                let (now, base) = (now.duration_nanos, base.duration_nanos);
                (now > 0 && base > 0).then(|| base as f64 / now as f64)
            }
        }
    }
}

impl Selection {
    /// The same with values of now multiplied by `factor`.
    pub fn scaled(mut self, factor: f64) -> Selection {
        for value in &mut self.now {
            *value = super::diff::scaled(*value, factor);
        }
        self.total = super::selection::absolute_sum(&self.now);
        self
    }
}
