//! Groups of goroutines, kept for the next page of their rows.

use std::rc::Rc;

use super::{Missing, Shelf};
use crate::engine::protocol::{Subject, Trouble, TroubleKind};
use crate::job::Pace;
use crate::layout::{
    GoroutineDetails, GoroutinePage, GoroutineQuery, GroupBy, Listed, goroutine, goroutine_groups,
    goroutine_page,
};
use crate::telemetry::ProfileId;

impl Shelf {
    /// A page of groups of goroutines. Scrolling and opening rows group nothing anew.
    ///
    /// # Errors
    ///
    /// See [`Shelf::flame`].
    pub async fn goroutines(
        &self,
        subject: &Subject,
        query: &GoroutineQuery,
        pace: &Pace,
    ) -> Result<GoroutinePage, Missing> {
        let ready = self.ready(subject, pace).await?;
        let now = self.get(subject.profile);
        let now = now.ok_or(Missing::Profile(subject.profile))?;
        let dump = now.dump.as_ref();
        // What a counted profile does not say, its goroutines cannot be grouped by.
        let by = match (query.by, dump) {
            (GroupBy::State | GroupBy::Wait | GroupBy::Creator, None) => GroupBy::Stack,
            (by, _) => by,
        };
        let query = &GoroutineQuery {
            by,
            ..query.clone()
        };
        let known = ready.goroutines.borrow().clone();
        let groups = match known.filter(|groups| groups.are_for(query)) {
            Some(groups) => groups,
            None => {
                let listed = dump.map(|dump| Listed {
                    dump,
                    origin: ready.origin.as_deref(),
                });
                let groups = goroutine_groups(&ready.selection, listed, query, pace).await;
                let groups = Rc::new(groups);
                *ready.goroutines.borrow_mut() = Some(Rc::clone(&groups));
                groups
            }
        };
        Ok(goroutine_page(&ready.selection, &groups, dump, query, pace).await)
    }

    /// One goroutine of a dump.
    ///
    /// # Errors
    ///
    /// Where the profile is not here, is no dump, or has no such goroutine.
    pub fn goroutine(&self, profile: ProfileId, index: u32) -> Result<GoroutineDetails, Missing> {
        let loaded = self.get(profile).ok_or(Missing::Profile(profile))?;
        let dump = loaded.dump.as_ref();
        let details = dump.and_then(|dump| goroutine(dump, index));
        details.ok_or_else(|| {
            Missing::Impossible(Trouble {
                kind: TroubleKind::Engine,
                title: "That goroutine is not in this profile".into(),
                detail: "It was chosen in another dump; choose one of this.".into(),
                ..Trouble::default()
            })
        })
    }
}
