//! Messages and records cross over whole, and what is cut or garbled is not taken for one.

mod asked;
mod kept;
mod shown;

use std::fmt::Debug;

use proptest::prelude::*;

use super::{Intervals, ToEngine, ToPage};
use crate::codec::{Coded, from_bytes, to_bytes};
use crate::engine::records::{Entry, StoredProfile, StoredService};
use crate::telemetry::{History, Metric, Reading, Source};
use asked::requests;
use kept::{history, journal, profile, target};
use shown::answers;

/// It comes back whole; cut short it is none; garbled in any byte it is another or none.
fn check<T: Coded + PartialEq + Debug>(value: &T) {
    let mut bytes = to_bytes(value);
    assert_eq!(from_bytes(&bytes).as_ref(), Some(value));
    for cut in 0..bytes.len() {
        assert!(from_bytes::<T>(&bytes[..cut]).is_none(), "{cut}: {value:?}");
    }
    for place in 0..bytes.len() {
        for garbled in [0, 1, 0x7f, 0x80, 0xff] {
            let kept = std::mem::replace(&mut bytes[place], garbled);
            let _ = from_bytes::<T>(&bytes);
            bytes[place] = kept;
        }
    }
}

#[test]
fn what_the_page_asks_comes_over() {
    for request in requests() {
        check(&ToEngine { id: 700, request });
    }
}

#[test]
fn what_the_engine_answers_comes_over() {
    for (number, answer) in (0..).zip(answers()) {
        check(&ToPage {
            reply_to: (number > 3).then_some(number * 100),
            answer,
        });
    }
}

#[test]
fn what_is_stored_comes_back() {
    check(&journal());
    check(&history());
    check(&StoredService {
        target: target(),
        intervals: Intervals::default(),
        is_paused: true,
        is_live: false,
    });
    check(&StoredProfile {
        info: profile(),
        set_aside: Some("it died".to_owned()),
    });
}

/// As versions with postcard stored them: the order of fields and variants is theirs.
#[test]
fn what_is_stored_keeps_its_form() {
    let journal = vec![
        Entry::Reading(Reading {
            at_ms: 2.0,
            source: Source::Capture,
            values: vec![(Metric::Rss, 1.0)],
            health: None,
        }),
        Entry::Note(-2.0, "ab".to_owned()),
    ];
    let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 1, 4];
    bytes.extend([0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0]);
    bytes.extend([4, 0, 0, 0, 0, 0, 0, 0, 0xc0, 2, b'a', b'b']);
    assert_eq!(to_bytes(&journal), bytes);
    assert_eq!(to_bytes(&300u32), [0xac, 0x02]);
}

proptest! {
    #[test]
    fn any_bytes_are_a_message_or_none(bytes: Vec<u8>, variant in 0u8..34) {
        let message = [&[0, variant], &bytes[..]].concat();
        let _ = from_bytes::<ToEngine>(&message);
        let _ = from_bytes::<ToPage>(&message);
        let _ = from_bytes::<Vec<Entry>>(&bytes);
        let _ = from_bytes::<History>(&bytes);
        let _ = from_bytes::<StoredProfile>(&bytes);
    }
}
