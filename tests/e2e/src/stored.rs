//! What the page keeps in the browser, and what happens to its engine.

use crate::page::Page;
use crate::scripts;
use serde_json::Value;
use std::collections::BTreeMap;

/// The store, by key: how many bytes each entry has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Records under text keys.
    pub records: BTreeMap<String, u64>,
    /// Bytes of files and profiles under numbers.
    pub blobs: BTreeMap<u32, u64>,
}

impl Stored {
    /// What `later` lacks of it, or has less of; the notes of what is being read come and go.
    pub fn lost_in(&self, later: &Stored) -> Vec<String> {
        let is_kept = |key: &String| !key.starts_with("v1/reading-of/");
        let records = self.records.iter().filter(|(key, _)| is_kept(key));
        let records = records
            .filter(|(key, bytes)| later.records.get(*key).is_none_or(|now| now < bytes))
            .map(|(key, _)| key.clone());
        let blobs = self.blobs.iter();
        let blobs = blobs
            .filter(|(id, bytes)| later.blobs.get(id) != Some(bytes))
            .map(|(id, _)| format!("blob {id}"));
        records.chain(blobs).collect()
    }

    /// Profiles without their bytes and bytes without their profile.
    pub fn halves(&self) -> Vec<String> {
        let of_record =
            |key: &String| u32::from_str_radix(key.strip_prefix("v1/profile/")?, 16).ok();
        let profiles: Vec<u32> = self.records.keys().filter_map(of_record).collect();
        let bare = profiles.iter().filter(|id| !self.blobs.contains_key(id));
        let orphans = self.blobs.keys().filter(|id| !profiles.contains(id));
        bare.map(|id| format!("profile {id} without bytes"))
            .chain(orphans.map(|id| format!("bytes {id} without a profile")))
            .collect()
    }
}

impl Page {
    /// What is stored now.
    #[track_caller]
    pub fn stored(&self) -> Stored {
        let found = self.run(scripts::STORED);
        let entries = |name: &str| found[name].as_object().cloned().unwrap_or_default();
        let bytes = |value: &Value| value.as_u64().unwrap_or_default();
        Stored {
            records: entries("records")
                .iter()
                .map(|(key, value)| (key.clone(), bytes(value)))
                .collect(),
            blobs: entries("blobs")
                .iter()
                .filter_map(|(key, value)| Some((key.parse().ok()?, bytes(value))))
                .collect(),
        }
    }

    /// Ends the engine's worker without a word, as a hang would look from the page.
    #[track_caller]
    pub fn kill_engine(&self) {
        self.run(scripts::KILL_WORKER);
    }

    /// Ends the engine's worker as a trap of its wasm does: the page is told at once.
    #[track_caller]
    pub fn crash_engine(&self) {
        self.run(scripts::CRASH_WORKER);
    }

    /// Texts painted on canvases since the page was loaded.
    #[track_caller]
    pub fn painted(&self) -> Vec<String> {
        let texts = self.run(scripts::PAINTED);
        let texts = texts.as_array().cloned().unwrap_or_default();
        texts
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    }

    /// Waits until a text that holds this is painted on a canvas.
    #[track_caller]
    pub fn see_painted(&self, wanted: &str) {
        self.expect(&format!("{wanted:?} to be painted"), |_| {
            self.painted().iter().any(|text| text.contains(wanted))
        });
    }
}
