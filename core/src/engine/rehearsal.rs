//! A first file before there is one. A browser compiles each function of wasm when it is first called,
//! which for a small profile takes longer than all it does; so the engine, once it has nothing else to
//! do, opens a profile of its own, looks at it as the page will, and forgets it.

use std::sync::Arc;

use super::loading::parsed;
use super::protocol::{Answer, Subject, ToPage};
use super::shelf::{Missing, Shelf};
use crate::codec::to_bytes;
use crate::formats::{self, Limits};
use crate::job::Pace;
use crate::layout::{FlameQuery, FrameQuery, TopQuery};
use crate::leak::Reduced;
use crate::telemetry::ProfileId;

/// A heap profile of twelve functions, made for this.
const FILE: &[u8] = include_bytes!("rehearsal.pb.gz");

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
    };
    let query = FlameQuery {
        min_share: 1e-3,
        ..FlameQuery::default()
    };
    let flame = shelf.flame(&subject, &query, &[], pace).await?;
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
    Ok(count)
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
