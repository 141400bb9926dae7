//! Any graph is drawn, and what is drawn lies where it should.

use proptest::prelude::*;

use super::*;

fn link(from: usize, to: usize) -> Link {
    Link {
        from,
        to,
        weight: 0.5,
        label: (40.0, 14.0),
    }
}

fn links(ends: &[(usize, usize)]) -> Vec<Link> {
    ends.iter().map(|&(from, to)| link(from, to)).collect()
}

/// What must hold of every drawing.
fn check(sizes: &[Px], links: &[Link]) -> Drawing {
    let drawing = layered(sizes, links);
    let (width, height) = drawing.size;
    assert_eq!(drawing.boxes.len(), sizes.len());
    assert_eq!(drawing.routes.len(), links.len());
    let sides = |at: usize| {
        let ((x, y), (w, h)) = (drawing.boxes[at], sizes[at]);
        (x - w / 2.0, y - h / 2.0, x + w / 2.0, y + h / 2.0)
    };
    for at in 0..sizes.len() {
        let (left, top, right, bottom) = sides(at);
        assert!(left >= 0.0 && top >= 0.0 && right <= width && bottom <= height);
        for other in 0..at {
            let (l, t, r, b) = sides(other);
            let is_apart = right <= l + 0.1 || r <= left + 0.1 || bottom <= t || b <= top;
            assert!(is_apart, "boxes {at} and {other} lie over each other");
        }
    }
    for (link, route) in links.iter().zip(&drawing.routes) {
        if link.from == link.to || link.from.max(link.to) >= sizes.len() {
            assert!(route.points.is_empty());
            continue;
        }
        let is_downward = drawing.boxes[link.from].1 < drawing.boxes[link.to].1;
        for pair in route.points.windows(2) {
            assert_eq!(pair[0].1 < pair[1].1, is_downward, "{route:?}");
        }
        let (first, last) = (route.points[0], route.points[route.points.len() - 1]);
        let (from, to) = (sides(link.from), sides(link.to));
        let (start, end) = match is_downward {
            true => (from.3, to.1),
            false => (from.1, to.3),
        };
        assert!((first.1 - start).abs() < 1.0 && (last.1 - end).abs() < 1.0);
        assert!(from.0 <= first.0 && first.0 <= from.2);
        assert!(to.0 <= last.0 && last.0 <= to.2);
        // Beside the boxes of a layer, never through one.
        for &(x, y) in &route.points[1..route.points.len() - 1] {
            for at in (0..sizes.len()).filter(|&at| at != link.from && at != link.to) {
                let (left, top, right, bottom) = sides(at);
                let is_inside = x > left && x < right && y > top && y < bottom;
                assert!(!is_inside, "a line from {} runs through {at}", link.from);
            }
        }
    }
    drawing
}

#[test]
fn callers_stand_above_what_they_call() {
    let sizes = [(80.0, 30.0); 4];
    let drawing = check(&sizes, &links(&[(0, 1), (0, 2), (1, 3), (2, 3)]));
    let y = |at: usize| drawing.boxes[at].1;
    assert!(y(0) < y(1) && y(1) < y(3));
    assert_eq!(y(1), y(2));
    // main in the middle of the two.
    let x = |at: usize| drawing.boxes[at].0;
    assert!((x(0) - (x(1) + x(2)) / 2.0).abs() < 1.0);
}

#[test]
fn small_graphs() {
    assert_eq!(check(&[], &[]).size, (0.0, 0.0));
    assert_eq!(check(&[(10.0, 4.0)], &[]).boxes, [(13.0, 10.0)]);
    check(&[(10.0, 4.0)], &links(&[(0, 0)]));
    check(&[(10.0, 4.0); 2], &links(&[(0, 1), (1, 0)]));
    check(&[(10.0, 4.0); 3], &links(&[(0, 1), (1, 2), (2, 0), (1, 1)]));
    check(&[(10.0, 4.0); 2], &links(&[(0, 7)]));
}

#[test]
fn two_lines_of_one_pair_do_not_lie_on_each_other() {
    let drawing = check(&[(90.0, 20.0); 2], &links(&[(0, 1), (1, 0)]));
    let [down, up] = [0, 1].map(|at| drawing.routes[at].label.0);
    assert!((down - up).abs() > 40.0);
}

proptest! {
    #[test]
    fn any_graph(
        sizes in prop::collection::vec((10.0..300.0, 10.0..120.0), 0..24),
        ends in prop::collection::vec((0usize..24, 0usize..24, 0.0..1.0), 0..60),
    ) {
        let links: Vec<Link> = ends
            .into_iter()
            .map(|(from, to, weight)| Link { weight, ..link(from, to) })
            .collect();
        check(&sizes, &links);
    }
}

/// 80 boxes and 320 lines of all lengths.
#[test]
fn a_large_graph_in_time() {
    let sizes = vec![(120.0, 60.0); 80];
    let mut seed = 1u64;
    let mut random = |below: u64| {
        seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (seed >> 33) % below
    };
    let ends = (0..320).map(|_| (random(80) as usize, random(80) as usize));
    let links: Vec<Link> = ends.map(|(from, to)| link(from, to)).collect();
    check(&sizes, &links);
}
