//! What the heaviest stacks hold over the kept profiles, one on the other.

use super::patterns::Matches;
use super::snapshot::stack_name;
use super::{Kept, KeptProfile, StackNames};
use crate::codec::coded;
use crate::map::Map;
use crate::order;
use crate::profile::StackId;

/// How many layers stand for stacks of their own; what else there is makes one more.
pub const MAX_LAYERS: usize = 6;
/// How many colours there are for them: more than layers, so that a stack mostly keeps its own when
/// another one joins.
pub const TINTS: u8 = 8;
/// How many profiles are looked at, the highest of each stretch where there are more.
const MAX_PROFILES: usize = 512;
/// A stack that never holds this share of the largest profile has no layer: it would not be seen.
const LEAST_SHARE: f64 = 0.005;

/// Layers over time, from the bottom up: the heaviest first, all others together last. In each profile
/// they add up to its total.
///
/// ```text
///          ____________  others
///       __/____________
///   ___/  ____________   writeLoop + readLoop
///  ______/
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    /// When each profile was taken, milliseconds since 1970, rising.
    pub at_ms: Vec<f64>,
    /// The positions at which a stretch begins, the first among them: nothing is known of what was
    /// between two stretches.
    pub starts: Vec<u32>,
    /// The layers; all of them as long as `at_ms`.
    pub layers: Vec<Layer>,
}

coded! { struct Layers { at_ms, starts, layers } }

/// One layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// Its stacks as [`GrowthRow::stack`](super::GrowthRow) names them, the heaviest first; none for
    /// all others.
    pub stacks: Vec<String>,
    /// What to call it: `readLoop + writeLoop`.
    pub name: String,
    /// The function its heaviest stack is known by.
    pub function: String,
    /// Which of [`TINTS`] colours it has; of all others [`TINTS`] itself.
    pub tint: u8,
    /// What it holds in each profile.
    pub values: Vec<i64>,
}

coded! { struct Layer { stacks, name, function, tint, values } }

impl Layers {
    /// The stretches without a break, as positions.
    pub fn stretches(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let ends = self.starts.iter().skip(1).map(|&end| end as usize);
        let ends = ends.chain([self.at_ms.len()]);
        let starts = self.starts.iter().map(|&start| start as usize);
        starts.zip(ends).map(|(start, end)| start..end.max(start))
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.at_ms.is_empty()
    }
}

/// The layers of the profiles of `kind` in the range, and of the nearest beyond each of its ends.
/// `column` names the sample type; `is_cut` says of two times whether something between them, a restart
/// or a long silence, forbids a line from one to the other.
pub fn layers(
    kept: &Kept,
    kind: &str,
    column: Option<&str>,
    (from_ms, to_ms): (f64, f64),
    is_cut: &dyn Fn(f64, f64) -> bool,
) -> Layers {
    let all = kept.of_one_form(kind, (f64::NEG_INFINITY, f64::INFINITY));
    let first = all.partition_point(|p| p.at_ms < from_ms).saturating_sub(1);
    let end = (all.partition_point(|p| p.at_ms <= to_ms) + 1).min(all.len());
    let profiles = highest_of_each(all.get(first..end).unwrap_or_default(), column);
    if profiles.is_empty() {
        return Layers::default();
    }
    let at_ms: Vec<f64> = profiles.iter().map(|p| p.at_ms).collect();
    let begins = |i: &usize| *i == 0 || is_cut(at_ms[*i - 1], at_ms[*i]);
    let starts = (0..at_ms.len()).filter(begins).map(|i| i as u32).collect();
    let mut layers: Vec<Layer> = heaviest(&profiles, kind, column, &kept.names)
        .into_iter()
        .map(|stacks| Layer {
            name: name_of(&stacks, &kept.names),
            function: function_of(stacks[0], &kept.names),
            values: profiles.iter().map(|p| held(p, &stacks, column)).collect(),
            stacks: stacks.iter().map(StackId::to_string).collect(),
            tint: 0,
        })
        .collect();
    tint(&mut layers);
    layers.push(others(&profiles, &layers, column));
    Layers {
        at_ms,
        starts,
        layers,
    }
}

/// At most [`MAX_PROFILES`], the first and the last among them, and of each stretch in between the one
/// that holds most: a spike stays.
fn highest_of_each<'a>(profiles: &[&'a KeptProfile], column: Option<&str>) -> Vec<&'a KeptProfile> {
    let [first, middle @ .., last] = profiles else {
        return profiles.to_vec();
    };
    let room = MAX_PROFILES - 2;
    if middle.len() <= room {
        return profiles.to_vec();
    }
    let stretches = (0..room).map(|i| {
        let place = |i: usize| i * middle.len() / room;
        middle[place(i)..place(i + 1)].iter()
    });
    let highest = stretches.filter_map(|some| some.max_by_key(|p| total(p, column)));
    [*first]
        .into_iter()
        .chain(highest.copied())
        .chain([*last])
        .collect()
}

fn total(profile: &KeptProfile, column: Option<&str>) -> i64 {
    let column = profile.counts.column(column);
    profile.counts.totals.get(column).copied().unwrap_or(0)
}

fn held(profile: &KeptProfile, stacks: &[StackId], column: Option<&str>) -> i64 {
    let column = profile.counts.column(column);
    let values = stacks.iter().map(|id| profile.counts.value(*id, column));
    values.fold(0, i64::saturating_add)
}

/// The stacks that at some time hold most, those of one occurrence together; most first.
fn heaviest(
    profiles: &[&KeptProfile],
    kind: &str,
    column: Option<&str>,
    names: &StackNames,
) -> Vec<Vec<StackId>> {
    let totals = profiles.iter().map(|p| total(p, column));
    let least = (totals.max().unwrap_or(0) as f64 * LEAST_SHARE).max(1.0) as i64;
    let mut peaks: Map<StackId, i64> = Map::default();
    for profile in profiles {
        let values = profile.counts.column_values(profile.counts.column(column));
        for (id, value) in values.filter(|(_, value)| *value >= least) {
            let peak = peaks.or_default(id);
            *peak = value.max(*peak);
        }
    }
    let peaks: Vec<(StackId, i64)> = peaks.into_rows().into_iter().collect();
    let mut groups = together(&peaks, kind, names);
    order::sort_by(&mut groups, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    groups.truncate(MAX_LAYERS);
    groups.into_iter().map(|(stacks, _)| stacks).collect()
}

/// Stacks of goroutines that one occurrence leaves together (a connection's readLoop and writeLoop) as
/// one, as the verdict has them; every other stack by itself. Each with its weight.
fn together(peaks: &[(StackId, i64)], kind: &str, names: &StackNames) -> Vec<(Vec<StackId>, i64)> {
    let mut groups = Vec::new();
    let mut is_grouped: Map<StackId, ()> = Map::default();
    if kind.starts_with("goroutine") {
        for group in Matches::weighed(peaks.to_vec(), names).groups() {
            if group.pattern.companions.is_empty() {
                continue;
            }
            let stacks: Vec<StackId> = group.stacks.iter().map(|(id, _)| *id).collect();
            for id in &stacks {
                is_grouped.insert(*id, ());
            }
            groups.push((stacks, group.value));
        }
    }
    let alone = peaks.iter().filter(|(id, _)| is_grouped.get(id).is_none());
    groups.extend(alone.map(|(id, value)| (vec![*id], *value)));
    groups
}

/// `readLoop + writeLoop`: the names of the two heaviest, and that there are more.
fn name_of(stacks: &[StackId], names: &StackNames) -> String {
    let mut said: Vec<String> = Vec::new();
    for id in stacks {
        let name = stack_name(*id, names);
        if !name.is_empty() && !said.contains(&name) {
            said.push(name);
        }
    }
    match said.len() {
        0 => "(no frames)".to_owned(),
        1 | 2 => said.join(" + "),
        more => format!("{} + {} more", said[..2].join(" + "), more - 2),
    }
}

fn function_of(id: StackId, names: &StackNames) -> String {
    let stack = names.get(id);
    stack
        .map_or("", |stack| super::frames::known_by(&stack.frames))
        .to_owned()
}

/// Gives each layer a colour by what it is, and the next free one where that is taken.
fn tint(layers: &mut [Layer]) {
    let mut is_taken = [false; TINTS as usize];
    for layer in layers {
        let own = layer
            .stacks
            .first()
            .and_then(|id| id.parse::<StackId>().ok());
        let wanted = own.map_or(0, |id| (id.0 >> 64) as usize);
        let places = (0..is_taken.len()).map(|i| (wanted + i) % is_taken.len());
        let place = places
            .into_iter()
            .find(|&place| !is_taken[place])
            .unwrap_or(0);
        is_taken[place] = true;
        layer.tint = place as u8;
    }
}

/// What is in none of the layers.
fn others(profiles: &[&KeptProfile], layers: &[Layer], column: Option<&str>) -> Layer {
    let rest = profiles.iter().enumerate().map(|(i, profile)| {
        let shown = layers.iter().map(|layer| layer.values[i]);
        total(profile, column).saturating_sub(shown.fold(0, i64::saturating_add))
    });
    Layer {
        name: "others".to_owned(),
        tint: TINTS,
        values: rest.collect(),
        ..Layer::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::testing::folded;
    use crate::telemetry::ProfileId;
    use proptest::prelude::*;

    const ALL: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

    fn kept(texts: &[&str]) -> Kept {
        let mut kept = Kept::default();
        for (i, text) in (0u32..).zip(texts) {
            let profile = folded("goroutine/count", text);
            kept.add(ProfileId(i), "goroutine", f64::from(i) * 60e3, &profile);
        }
        kept
    }

    fn told(layers: &Layers) -> Vec<(&str, &[i64])> {
        let layers = layers.layers.iter();
        layers.map(|l| (l.name.as_str(), &l.values[..])).collect()
    }

    const CONNECTION: &str = "net/http.(*persistConn).readLoop;runtime.selectgo;runtime.gopark";
    const WRITER: &str = "net/http.(*persistConn).writeLoop;runtime.selectgo;runtime.gopark";

    #[test]
    fn what_one_occurrence_leaves_is_one_layer_and_all_adds_up() {
        let text = |n: u32| format!("{CONNECTION} {n}\n{WRITER} {n}\nmain.work 30\nmain.main 1\n");
        let texts: Vec<String> = [20, 40, 60].map(text).into();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let found = layers(&kept(&texts), "goroutine", None, ALL, &|_, _| false);
        assert_eq!(
            told(&found),
            [
                ("readLoop + writeLoop", &[40, 80, 120][..]),
                ("main.work", &[30, 30, 30]),
                ("main.main", &[1, 1, 1]),
                ("others", &[0, 0, 0]),
            ]
        );
        assert_eq!(found.layers[0].stacks.len(), 2);
        assert_eq!(
            (found.stretches().count(), found.stretches().next()),
            (1, Some(0..3))
        );
    }

    #[test]
    fn nothing_is_drawn_across_a_cut_and_a_range_has_a_neighbour_at_each_end() {
        let kept = kept(&["main.a 1\n", "main.a 2\n", "main.a 3\n", "main.a 4\n"]);
        let is_cut = |from: f64, to: f64| from < 90e3 && to > 90e3;
        let found = layers(&kept, "goroutine", None, ALL, &is_cut);
        assert_eq!(found.stretches().collect::<Vec<_>>(), [0..2, 2..4]);
        let part = layers(&kept, "goroutine", None, (70e3, 130e3), &is_cut);
        assert_eq!(part.at_ms, [60e3, 120e3, 180e3]);
        let none = layers(&kept, "heap", None, ALL, &is_cut);
        assert!(none.is_empty() && none.stretches().next().is_none());
    }

    #[test]
    fn of_many_profiles_those_that_hold_most_stay() {
        let mut kept = Kept::default();
        for i in 0..3000u32 {
            let count = if i == 1234 { 900 } else { 10 };
            let profile = folded("goroutine/count", &format!("main.a {count}\n"));
            kept.add(ProfileId(i), "goroutine", f64::from(i), &profile);
        }
        let found = layers(&kept, "goroutine", None, ALL, &|_, _| false);
        assert!(found.at_ms.len() <= MAX_PROFILES);
        assert_eq!((found.at_ms[0], found.at_ms.last()), (0.0, Some(&2999.0)));
        let spike = found.layers[0].values.iter().position(|v| *v == 900);
        assert_eq!(spike.map(|i| found.at_ms[i]), Some(1234.0));
    }

    proptest! {
        #[test]
        fn layers_add_up_to_the_totals_in_colours_of_their_own(
            counts in proptest::collection::vec(proptest::collection::vec(0u32..500, 12), 1..8),
        ) {
            let text = |row: &Vec<u32>| -> String {
                let lines = row.iter().enumerate().map(|(i, n)| format!("main.f{i} {n}\n"));
                lines.collect()
            };
            let texts: Vec<String> = counts.iter().map(text).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let kept = kept(&texts);
            let found = layers(&kept, "goroutine", None, ALL, &|_, _| false);
            prop_assert!(found.layers.len() <= MAX_LAYERS + 1);
            for (i, profile) in kept.profiles.iter().enumerate() {
                let sum: i64 = found.layers.iter().map(|l| l.values[i]).sum();
                prop_assert_eq!(sum, profile.counts.totals[0]);
            }
            let mut tints: Vec<u8> = found.layers.iter().map(|l| l.tint).collect();
            tints.sort_unstable();
            tints.dedup();
            prop_assert_eq!(tints.len(), found.layers.len());
        }
    }
}
