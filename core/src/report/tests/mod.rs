//! Reports of small profiles; those of real ones are held against pprof's in `tests/pprof_reports.rs`.

use super::*;
use crate::profile::Scaling;
use crate::profile::testing::folded;

mod any_profile;
mod printed;

const STACKS: &str = "
main.main;main.run;~bytes.Clone 2 1048576
main.main;main.serve;main.serve;http.Handle 4 524288
main.main;0x4012 1 2048
main.main;main.run 1 1024";

fn untrimmed() -> Options {
    Options {
        trim: None,
        ..Options::default()
    }
}

#[test]
fn a_base_is_taken_off_and_percents_are_of_it() {
    let now = folded("space/bytes", "main;run 300\nmain;serve 100\nmain;idle 7");
    let base = folded("space/bytes", "main;run 100\nmain;idle 7");
    let first_lines = |profile: &Profile| {
        let text = report(profile, &Kind::Top, &untrimmed()).unwrap();
        text.lines().nth(1).unwrap_or_default().to_owned()
    };
    let mut how = Base::default();
    let taken = subtract(&now, &base, how).unwrap();
    assert_eq!(
        first_lines(&taken),
        "Showing nodes accounting for 300B, 100% of 300B total"
    );
    how.is_diff = true;
    let taken = subtract(&now, &base, how).unwrap();
    assert_eq!(
        first_lines(&taken),
        "Showing nodes accounting for 300B, 280.37% of 107B total"
    );
    how.scaling = Scaling::Total;
    let taken = subtract(&now, &base, how).unwrap();
    assert_eq!(
        first_lines(&taken),
        "Showing nodes accounting for 0, 0% of 107B total"
    );
    let both = sum(&now, &base).unwrap();
    assert_eq!(
        first_lines(&both),
        "Showing nodes accounting for 514B, 100% of 514B total"
    );
    let other = folded("delay/nanoseconds", "main 1");
    assert!(matches!(
        subtract(&now, &other, how),
        Err(ReportError::Base(_))
    ));
}

#[test]
fn sample_types_by_name_and_number() {
    let profile = folded("objects/count space/bytes", STACKS);
    let kind = |wanted: &str| {
        let options = Options {
            sample_index: Some(wanted.to_owned()),
            ..Options::default()
        };
        Values::new(&profile, &options).map(|values| values.kind)
    };
    for (wanted, expected) in [
        ("", "space"),
        ("0", "objects"),
        ("objects", "objects"),
        ("inuse_space", "space"),
    ] {
        assert_eq!(kind(wanted).as_deref(), Ok(expected), "{wanted}");
    }
    for wanted in ["2", "-1", "delay"] {
        let message = kind(wanted).unwrap_err().to_string();
        assert!(message.ends_with("objects, space or its number, from 0 on"));
    }
    let nothing = report(&Profile::default(), &Kind::Raw, &Options::default());
    assert_eq!(nothing, Err(ReportError::NoSampleType));
}
