//! The patterns laid over one profile.

use super::{Pattern, Relation, Signature, is_quiet, tiers};
use crate::leak::{StackCounts, StackNames};
use crate::map::Map;
use crate::order;
use crate::profile::StackId;

/// Which stack of a profile shows which pattern.
#[derive(Debug, Default)]
pub struct Matches {
    of_stack: Map<StackId, &'static Pattern>,
    groups: Vec<Group>,
}

/// The stacks of one pattern.
#[derive(Debug)]
pub struct Group {
    /// The pattern.
    pub pattern: &'static Pattern,
    /// Its stacks, heaviest first; companions among them.
    pub stacks: Vec<(StackId, i64)>,
    /// Σ of the lead's stacks.
    pub lead: i64,
    /// Σ of all its stacks.
    pub value: i64,
}

impl Matches {
    /// Matches every stack of a goroutine profile. Stacks that come with several patterns
    /// (`writeLoop`) go to the one whose lead is heaviest.
    pub fn of(counts: &StackCounts, names: &StackNames) -> Matches {
        Matches::weighed(counts.column_values(0).collect(), names)
    }

    /// The same with any weight per stack, such as its growth; stacks of weight 0 or less have none.
    pub fn weighed(weights: Vec<(StackId, i64)>, names: &StackNames) -> Matches {
        let sum = |signature: &Signature| -> i64 {
            let matching = weights.iter().filter(|(id, weight)| {
                *weight > 0 && names.get(*id).is_some_and(|s| signature.matches(s))
            });
            matching.fold(0i64, |sum, (_, weight)| sum.saturating_add(*weight))
        };
        let mut matches = Matches::default();
        // Patterns of what a package does first, companions included: any of it may wait in a select.
        for tier in tiers() {
            let mut held: Vec<(&'static Pattern, i64)> = tier
                .iter()
                .flat_map(|table| table.iter())
                .map(|pattern| (pattern, sum(&pattern.lead)))
                .filter(|(pattern, lead)| {
                    *lead >= pattern.least
                        && pattern.relations.iter().all(|relation| match relation {
                            Relation::With(other) => sum(other).saturating_mul(2) >= *lead,
                            Relation::Without(other) => sum(other).saturating_mul(2) < *lead,
                        })
                })
                .collect();
            // Leads first, in the tables' order; then what comes with them, by the heaviest lead.
            for (pattern, _) in &held {
                matches.take(pattern, &weights, names, |p| std::slice::from_ref(&p.lead));
            }
            order::sort_by_key(&mut held, |(_, lead)| std::cmp::Reverse(*lead));
            for (pattern, _) in &held {
                matches.take(pattern, &weights, names, |p| p.companions);
            }
        }
        matches.collect_groups(&weights, names);
        matches
    }

    /// The pattern of a stack.
    pub fn get(&self, id: StackId) -> Option<&'static Pattern> {
        self.of_stack.get(&id).copied()
    }

    /// The patterns found, heaviest first.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    fn take(
        &mut self,
        pattern: &'static Pattern,
        weights: &[(StackId, i64)],
        names: &StackNames,
        signatures: fn(&Pattern) -> &[Signature],
    ) {
        for (id, _) in weights {
            let Some(stack) = names.get(*id) else {
                continue;
            };
            // What every service has once is a finding where there are many of it.
            if pattern.least <= 1 && is_quiet(stack) {
                continue;
            }
            if signatures(pattern).iter().any(|s| s.matches(stack)) {
                self.of_stack.or_insert_with(*id, || pattern);
            }
        }
    }

    fn collect_groups(&mut self, weights: &[(StackId, i64)], names: &StackNames) {
        for (id, weight) in weights.iter().filter(|(_, weight)| *weight > 0) {
            let Some(pattern) = self.get(*id) else {
                continue;
            };
            let place = self
                .groups
                .iter()
                .position(|g| std::ptr::eq(g.pattern, pattern));
            let place = place.unwrap_or_else(|| {
                self.groups.push(Group {
                    pattern,
                    stacks: Vec::new(),
                    lead: 0,
                    value: 0,
                });
                self.groups.len() - 1
            });
            let group = &mut self.groups[place];
            group.stacks.push((*id, *weight));
            group.value = group.value.saturating_add(*weight);
            if names.get(*id).is_some_and(|s| pattern.lead.matches(s)) {
                group.lead = group.lead.saturating_add(*weight);
            }
        }
        for group in &mut self.groups {
            heaviest_first(&mut group.stacks);
        }
        order::sort_by_key(&mut self.groups, |g| std::cmp::Reverse(g.value));
    }
}

/// Heaviest first, equal ones by their ids.
pub(in crate::leak) fn heaviest_first(stacks: &mut [(StackId, i64)]) {
    order::sort_by_key(stacks, |(id, weight)| (std::cmp::Reverse(*weight), *id));
}
