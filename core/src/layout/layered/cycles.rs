//! Lines that would lead upwards are laid out the other way round.

use super::Line;

/// Turns lines until no way leads back to where it began. Boxes that nobody calls come on top; where
/// there is none, what calls more than it is called.
pub(super) fn turn_backward_lines(boxes: usize, lines: &mut [Line]) {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    let mut pull = vec![(0usize, 0.0); boxes];
    for (place, line) in lines.iter().enumerate() {
        out[line.upper].push(place);
        pull[line.lower].0 += 1;
        pull[line.lower].1 += line.weight;
        pull[line.upper].1 -= line.weight;
    }
    let mut starts: Vec<usize> = (0..boxes).collect();
    crate::order::sort_by(&mut starts, |&a, &b| {
        let is_called = |at: usize| pull[at].0 > 0;
        let by_root = is_called(a).cmp(&is_called(b));
        by_root.then(pull[a].1.total_cmp(&pull[b].1))
    });
    let mut state = vec![State::New; boxes];
    // The way down to where the walk is: boxes, and how many of their lines were looked at. A stack
    // of our own, because a recursive one has an end.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in starts {
        if state[start] != State::New {
            continue;
        }
        state[start] = State::OnWay;
        way.push((start, 0));
        while let Some((at, next)) = way.last_mut() {
            let Some(&place) = out[*at].get(*next) else {
                state[*at] = State::Done;
                way.pop();
                continue;
            };
            *next += 1;
            let line = &mut lines[place];
            match state[line.lower] {
                State::New => {
                    state[line.lower] = State::OnWay;
                    way.push((line.lower, 0));
                }
                State::OnWay => {
                    (line.upper, line.lower) = (line.lower, line.upper);
                    line.is_upward = true;
                }
                State::Done => {}
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    OnWay,
    Done,
}
