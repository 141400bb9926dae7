//! A first file before there is one. A browser compiles each function of wasm when it is first called,
//! which for a small profile takes longer than all it does; so the engine, once it has nothing else to
//! do, opens a profile of its own, looks at it as the page will, and forgets it. Then it does so once more
//! with many samples: code that ran long enough a browser compiles for speed, and the first large profile
//! of a person finds the fast code where it would have made it necessary.

use std::sync::Arc;

use super::loading::parsed;
use super::protocol::{Answer, Subject, ToPage};
use super::shelf::{Missing, Shelf};
use crate::codec::to_bytes;
use crate::formats::{self, Limits};
use crate::job::Pace;
use crate::layout::{FlameQuery, FrameQuery, TopQuery};
use crate::leak::Reduced;
use crate::profile::{FrameId, LabelSetId, Profile, Scaling};
use crate::telemetry::ProfileId;

/// A heap profile of twelve functions, made for this.
const FILE: &[u8] = include_bytes!("rehearsal.pb.gz");

/// How many samples there are the second time, and how deep they are: some tenths of a second of work for
/// code that was compiled in haste, a third of that for what replaces it.
const MANY: (u32, u32) = (24_000, 40);

/// Opens it and looks at it. How many answers the page would have had, for the test.
pub async fn rehearse(pace: &Pace) -> Result<usize, Missing> {
    let (limits, bytes) = (Limits::default(), FILE.to_vec());
    super::content::content_hash(&bytes, pace).await;
    let opened = formats::open("", bytes, &limits, pace, &|_| {}).await;
    let Ok(Ok(parsed)) = opened.map(parsed) else {
        return Ok(0);
    };
    let profile = Arc::clone(&parsed.loaded.profile);
    let shelf = Shelf::new(usize::MAX);
    shelf.insert(ProfileId(0), parsed.loaded);
    let subject = Subject {
        profile: ProfileId(0),
        base: None,
        sample_type: None,
        filters: Vec::new(),
        scaling: Scaling::AsIs,
    };
    let flame = shelf.flame(&subject, &flame_query(), &[], pace).await?;
    let name = flame.names.last().map(|name| name.name.clone());
    let node = flame.names.last().map_or(0, |name| name.node);
    let top = TopQuery {
        limit: 20,
        ..TopQuery::default()
    };
    let frame = FrameQuery { node };
    let answers = [
        Answer::Flame(flame.into()),
        Answer::Top(shelf.top(&subject, &top, pace).await?),
        Answer::Frame(shelf.frame(&subject, &frame, pace).await?),
        Answer::Found(
            shelf
                .search(&subject, &name.unwrap_or_default(), pace)
                .await?,
        ),
    ];
    let count = answers.len();
    for answer in answers {
        to_bytes(&ToPage {
            reply_to: None,
            answer,
        });
        pace.breathe().await;
    }
    Reduced::of(&profile, pace).await;
    with_many(&profile, pace).await?;
    Ok(count)
}

/// Opens a large profile, looks at it, and compares it with itself.
async fn with_many(small: &Profile, pace: &Pace) -> Result<(), Missing> {
    let many = many_samples(small, pace).await;
    let bytes = formats::write_protobuf(&many, true);
    drop(many);
    pace.breathe().await;
    let shelf = Shelf::new(usize::MAX);
    for id in [ProfileId(0), ProfileId(1)] {
        super::content::content_hash(&bytes, pace).await;
        let limits = Limits::default();
        let opened = formats::open("", bytes.clone(), &limits, pace, &|_| {}).await;
        let Ok(Ok(parsed)) = opened.map(parsed) else {
            return Ok(());
        };
        shelf.insert(id, parsed.loaded);
        let alone = Subject {
            profile: id,
            base: None,
            sample_type: None,
            filters: Vec::new(),
            scaling: Scaling::AsIs,
        };
        shelf.flame(&alone, &flame_query(), &[], pace).await?;
    }
    let compared = Subject {
        profile: ProfileId(1),
        base: Some(ProfileId(0)),
        sample_type: None,
        filters: Vec::new(),
        scaling: Scaling::AsIs,
    };
    shelf.flame(&compared, &flame_query(), &[], pace).await?;
    Ok(())
}

/// Samples of the frames of `small`, all of them different.
async fn many_samples(small: &Profile, pace: &Pace) -> Profile {
    let mut many = small.clone();
    let frames = small.tables.frames.line.len().max(1) as u32;
    let values = vec![1; small.sample_types.len()];
    // A step of Knuth's (MMIX), whose upper bits are even enough.
    let mut state = 1u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        FrameId((state >> 33) as u32 % frames)
    };
    let mut stack = Vec::new();
    for sample in 0..MANY.0 {
        // Half of it is a stack's that was here before, as in a real profile.
        stack.truncate(MANY.1 as usize / 2);
        stack.resize_with(MANY.1 as usize, &mut next);
        if sample % 64 == 0 {
            stack.fill_with(&mut next);
            pace.breathe().await;
        }
        many.samples.push(&stack, &values, LabelSetId(0));
    }
    many
}

fn flame_query() -> FlameQuery {
    FlameQuery {
        min_share: 1e-3,
        ..FlameQuery::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job;

    #[test]
    fn it_comes_to_its_end() {
        let answers = job::run(rehearse(&Pace::unhurried()));
        assert_eq!(answers.ok(), Some(4));
    }
}
