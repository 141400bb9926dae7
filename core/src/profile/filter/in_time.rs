//! What calls go on from one sample to the next where some between them are left out.

use crate::profile::Samples;

/// Goes along with a filter, sample by sample. Does nothing where samples stand in no order of time.
pub(super) struct InTime<'a> {
    goes_on: &'a [u32],
    of_kept: fn(u32) -> u32,
    /// How many frames go on from the sample kept last.
    least: u32,
}

impl InTime<'_> {
    /// Of these samples; `of_kept` says how many frames go on where the filter has changed stacks.
    pub fn of(samples: &Samples, of_kept: fn(u32) -> u32) -> InTime<'_> {
        InTime {
            goes_on: &samples.goes_on,
            of_kept,
            least: u32::MAX,
        }
    }

    /// The filter has come to this sample.
    pub fn pass(&mut self, sample: usize) {
        if let Some(&goes_on) = self.goes_on.get(sample) {
            self.least = self.least.min(goes_on);
        }
    }

    /// It has pushed it.
    pub fn keep(&mut self, samples: &mut Samples) {
        if !self.goes_on.is_empty() {
            samples.goes_on.push((self.of_kept)(self.least));
            self.least = u32::MAX;
        }
    }
}

/// Where frames were taken out of stacks, all that are equal may go on; what ended with the whole
/// stack has ended.
pub(super) fn of_other_frames(goes_on: u32) -> u32 {
    match goes_on {
        0 => 0,
        _ => u32::MAX,
    }
}
