//! Filters against an oracle that knows only lists of names.

use proptest::prelude::*;

use super::*;
use crate::profile::testing::folded;

/// A stack as names alone, root first: the lines of each location, outermost first.
type Stack = Vec<Vec<String>>;

/// What is left of a stack, by the rules as they are told: none where the sample goes.
fn oracle(mut stack: Stack, set: &[Option<String>; 6]) -> Option<Stack> {
    let [focus, ignore, hide, show, show_from, prune_from] = set;
    let has = |lines: &[String], name: &str| lines.iter().any(|line| line == name);
    let any = |stack: &Stack, name: &str| stack.iter().any(|lines| has(lines, name));
    if set[..4].iter().any(Option::is_some) {
        if focus.as_ref().is_some_and(|name| !any(&stack, name))
            || ignore.as_ref().is_some_and(|name| any(&stack, name))
        {
            return None;
        }
        if let Some(name) = hide {
            stack.retain(|lines| lines.is_empty() || lines.iter().any(|line| line != name));
            stack
                .iter_mut()
                .for_each(|lines| lines.retain(|line| line != name));
        }
        if let Some(name) = show {
            stack
                .iter_mut()
                .for_each(|lines| lines.retain(|line| line == name));
            stack.retain(|lines| !lines.is_empty());
        }
        if stack.is_empty() {
            return None;
        }
    }
    if let Some(name) = show_from {
        let first = stack.iter().position(|lines| has(lines, name))?;
        stack.drain(..first);
        for lines in &mut stack {
            let first = lines.iter().position(|line| line == name);
            lines.drain(..first.unwrap_or(0));
        }
    }
    if let Some(name) = prune_from {
        let last = stack.iter().rposition(|lines| has(lines, name));
        stack.truncate(last.map_or(stack.len(), |last| last + 1));
        for lines in &mut stack {
            let last = lines.iter().rposition(|line| line == name);
            lines.truncate(last.map_or(lines.len(), |last| last + 1));
        }
    }
    Some(stack)
}

fn text_of(stack: &Stack, value: usize) -> String {
    let location = |lines: &Vec<String>| match lines.is_empty() {
        true => "0x4012".to_owned(),
        false => lines.join(";~"),
    };
    let stack: Vec<String> = stack.iter().map(location).collect();
    format!("{} {value}\n", stack.join(";"))
}

proptest! {
    #[test]
    fn filters_agree_with_the_oracle(
        stacks in prop::collection::vec(
            prop::collection::vec(prop::collection::vec("[a-d]", 0..3), 0..6),
            0..8,
        ),
        set in prop::array::uniform6(prop::option::weighted(0.3, "[a-d]")),
    ) {
        let numbered = stacks.iter().zip(1..);
        let text: String = numbered.clone().map(|(stack, i)| text_of(stack, i)).collect();
        let profile = folded("objects/count", &text);
        let whole = |at: usize| set[at].as_ref().and_then(|name| pattern(&format!("^{name}$")));
        let filters = Filters {
            focus: whole(0),
            ignore: whole(1),
            hide: whole(2),
            show: whole(3),
            show_from: whole(4),
            prune_from: whole(5),
            ..Filters::default()
        };
        let left = filters.apply(&profile, &LabelUnits::new(&profile));
        let expected = numbered.filter_map(|(stack, i)| Some(text_of(&oracle(stack.clone(), &set)?, i)));
        prop_assert_eq!(print(&left), expected.collect::<String>());
        let stays = filters.left(&profile, &LabelUnits::new(&profile));
        prop_assert_eq!(stays.is_some(), set[2..].iter().all(|name| name.is_none()));
        if let Some(stays) = stays {
            prop_assert_eq!(print(&kept(&profile, &stays)), print(&left));
        }
    }
}
