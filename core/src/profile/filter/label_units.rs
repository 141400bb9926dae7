//! The units of numeric labels.

use crate::map::Map;
use crate::profile::{LabelValue, Profile, StrId};

/// One unit for each key of numeric labels.
pub struct LabelUnits(Map<StrId, String>);

impl LabelUnits {
    /// pprof's choice: the first unit that a sample gives; without one, `bytes` for `alignment` and
    /// `request`, and for any other key the key itself.
    pub fn new(profile: &Profile) -> LabelUnits {
        let strings = &profile.tables.strings;
        let mut given: Map<StrId, StrId> = Map::default();
        for &set in &profile.samples.labels {
            for label in profile.labels.get(set) {
                if let LabelValue::Num(_, unit) = label.value {
                    let known = given.or_insert_with(label.key, || unit);
                    if *known == StrId(0) {
                        *known = unit;
                    }
                }
            }
        }
        let units = given.rows().iter().map(|&(key, unit)| {
            let unit = match (unit, &*strings.get(key)) {
                (StrId(0), "alignment" | "request") => "bytes".to_owned(),
                (StrId(0), key) => key.to_owned(),
                (unit, _) => strings.get(unit).into_owned(),
            };
            (key, unit)
        });
        LabelUnits(units.collect())
    }

    /// The unit of a key; empty for one that no numeric label has.
    pub fn of(&self, key: StrId) -> &str {
        self.0.get(&key).map_or("", String::as_str)
    }
}
