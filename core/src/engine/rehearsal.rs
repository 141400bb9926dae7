//! A first file before there is one. A browser compiles each function of wasm when it is first called,
//! which for a small profile takes longer than all it does; so the engine, once it has nothing else to
//! do, opens a profile of its own, looks at it as the page will, and forgets it. Then it does so once more
//! with many samples: code that ran long enough a browser compiles for speed, and the first large profile
//! of a person finds the fast code where it would have made it necessary.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::desk::Desk;
use super::loading::parsed;
use super::protocol::{Request, Subject};
use super::requests::answer;
use super::shelf::{Missing, Shelf};
use super::store::Store;
use super::{Host, ahead};
use crate::formats::{self, Limits};
use crate::job::Pace;
use crate::layout::{FlameQuery, FrameQuery, TopQuery};
use crate::leak::Reduced;
use crate::profile::{FrameId, Granularity, LabelSetId, Nodes, Profile, Scaling};
use crate::telemetry::ProfileId;

/// A heap profile of twelve functions, made for this.
const FILE: &[u8] = include_bytes!("rehearsal.pb.gz");

/// How many samples there are the second time, and how deep they are: some tenths of a second of work for
/// code that was compiled in haste, a third of that for what replaces it.
const MANY: (u32, u32) = (24_000, 40);

/// Whom answers go to: the page numbers its requests from 1 and drops what it has not asked.
const NOBODY: u32 = u32::MAX - 1;
/// What the profile is called on the shelf while it is looked at. Those of a person are numbered from 1.
const REHEARSED: ProfileId = ProfileId(u32::MAX);

/// Opens it and looks at it.
pub async fn rehearse<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
) -> Result<(), Missing> {
    let pace = &desk.pace;
    let (limits, bytes) = (Limits::default(), FILE.to_vec());
    super::content::content_hash(&bytes, pace).await;
    let opened = formats::open("", bytes, &limits, pace, &|_| {}).await;
    let Ok(Ok(parsed)) = opened.map(parsed) else {
        return Ok(());
    };
    let profile = Arc::clone(&parsed.loaded.profile);
    desk.shelf.insert(REHEARSED, parsed.loaded);
    let subject = subject(REHEARSED);
    // As the page asks: what answers it is compiled too.
    let node = last_node(&profile);
    let asked = [
        Request::Flame {
            subject: subject.clone(),
            query: flame_query(),
        },
        Request::Judge { profile: REHEARSED },
        Request::OwnCode { profile: REHEARSED },
        Request::Top {
            subject: subject.clone(),
            query: TopQuery {
                limit: 20,
                ..TopQuery::default()
            },
        },
        Request::Frame {
            subject: subject.clone(),
            query: FrameQuery { node },
        },
        Request::Search {
            subject,
            text: "main".to_owned(),
        },
    ];
    for request in asked {
        answer(desk, NOBODY, request, None);
        // They are more urgent than this, and wait for nothing.
        NextTurn::default().await;
    }
    ahead::stop(desk);
    desk.shelf.remove(REHEARSED);
    Reduced::of(&profile, pace).await;
    with_many(&profile, pace).await
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
        shelf.flame(&subject(id), &flame_query(), &[], pace).await?;
    }
    let compared = Subject {
        base: Some(ProfileId(0)),
        ..subject(ProfileId(1))
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

fn subject(profile: ProfileId) -> Subject {
    Subject {
        profile,
        base: None,
        sample_type: None,
        filters: Vec::new(),
        scaling: Scaling::AsIs,
    }
}

/// The function of the last frame, by its node.
fn last_node(profile: &Profile) -> u32 {
    let nodes = Nodes::new(&profile.tables, Granularity::Functions);
    nodes.of_frame().last().map_or(0, |node| node.0)
}

/// Lets all jobs that are more urgent go on once.
#[derive(Default)]
struct NextTurn(bool);

impl Future for NextTurn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

fn flame_query() -> FlameQuery {
    FlameQuery {
        min_share: 1e-3,
        ..FlameQuery::default()
    }
}
