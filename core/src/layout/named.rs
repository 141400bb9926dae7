//! Functions of one profile looked up in another, where nodes have other ids.

use crate::job::Pace;
use crate::map::Map;
use crate::profile::{NodeId, Selection};

/// Nodes looked at between two breaths.
const STRIDE: u32 = 2048;

/// The nodes of these names and files, as the flame view tells them apart; an empty file is any. None for
/// what the profile does not have.
pub async fn nodes_named(
    selection: &Selection,
    wanted: &[(String, String)],
    pace: &Pace,
) -> Vec<Option<u32>> {
    let mut places: Map<&str, Vec<usize>> = Map::default();
    for (place, (name, _)) in wanted.iter().enumerate() {
        places.or_default(name.as_str()).push(place);
    }
    let mut found = vec![None; wanted.len()];
    for node in 0..selection.nodes.len() as u32 {
        let name = selection.nodes.name(selection.tables(), NodeId(node));
        if let Some(places) = places.get(name.as_str()) {
            let file = selection.nodes.file(selection.tables(), NodeId(node));
            for &place in places {
                let is_its = wanted[place].1.is_empty() || wanted[place].1 == file;
                if found[place].is_none() && is_its {
                    found[place] = Some(node);
                }
            }
        }
        if node % STRIDE == 0 {
            pace.breathe().await;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::job::run;
    use crate::profile::testing::folded;

    #[test]
    fn a_function_is_found_by_its_name_wherever_it_stands() {
        let pace = Pace::unhurried();
        let of = |text: &str| {
            let profile = Arc::new(folded("goroutine/count", text));
            run(Selection::of(profile, None, &pace))
        };
        let (first, second) = (
            of("main.a;main.b;main.c 1\n"),
            of("main.x;main.c;main.b 1\n"),
        );
        let wanted: Vec<(String, String)> = ["main.c", "main.b", "main.a", "main.c"]
            .map(|name| (name.to_owned(), String::new()))
            .to_vec();
        let named = |selection: &Selection| {
            let nodes = run(nodes_named(selection, &wanted, &pace)).into_iter();
            let name = |node| selection.nodes.name(selection.tables(), NodeId(node));
            nodes.map(|node| node.map(name)).collect::<Vec<_>>()
        };
        let all = wanted.iter().map(|(name, _)| Some(name.clone()));
        assert_eq!(named(&first), all.collect::<Vec<_>>());
        let there = ["main.c", "main.b", "", "main.c"]
            .map(|name| (!name.is_empty()).then(|| name.to_owned()));
        assert_eq!(named(&second), there);
        let elsewhere = [("main.c".to_owned(), "main.go".to_owned())];
        assert_eq!(run(nodes_named(&second, &elsewhere, &pace)), [None]);
    }
}
