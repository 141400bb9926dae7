//! Bringing files, pasted text and recordings of this site to the engine.

use js_sys::{ArrayBuffer, Uint8Array};
use leakscope_core::engine::protocol::{Answer, OpenedInfo, Request, Trouble, TroubleKind};
use leakscope_core::telemetry::ServiceId;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::client::{Engine, Progress, unexpected};
use crate::net;

/// What is said to the engine of all that is opened at once, as [`Request::Open`] has it.
#[derive(Clone, Copy, Default)]
pub struct Opening {
    /// How far to inflate; none for the default.
    pub inflated_limit_bytes: Option<u64>,
    /// The service in view.
    pub beside: Option<ServiceId>,
}

impl Engine {
    /// Opens a file that was chosen or dropped.
    pub async fn open_file(
        self,
        file: web_sys::File,
        how: Opening,
        on_progress: impl Fn(Progress) + 'static,
    ) -> Result<OpenedInfo, Trouble> {
        let (name, modified_ms) = (file.name(), Some(file.last_modified()));
        self.open_blob(name, modified_ms, &file, how, on_progress)
            .await
    }

    /// Opens what a browser has not read yet.
    pub async fn open_blob(
        self,
        name: String,
        modified_ms: Option<f64>,
        blob: &web_sys::Blob,
        how: Opening,
        on_progress: impl Fn(Progress) + 'static,
    ) -> Result<OpenedInfo, Trouble> {
        let bytes = match JsFuture::from(blob.array_buffer()).await {
            Ok(bytes) => bytes.unchecked_into::<ArrayBuffer>(),
            Err(error) => return Err(unreadable(&name, &format!("{error:?}"))),
        };
        self.open_bytes(name, modified_ms, bytes, how, on_progress)
            .await
    }

    /// Opens pasted text.
    pub async fn open_text(
        self,
        text: &str,
        how: Opening,
        on_progress: impl Fn(Progress) + 'static,
    ) -> Result<OpenedInfo, Trouble> {
        let bytes = Uint8Array::from(text.as_bytes()).buffer();
        self.open_bytes("pasted text".into(), None, bytes, how, on_progress)
            .await
    }

    /// Opens what an address holds that a person chose: the demo recording of this site.
    pub async fn open_url(
        self,
        url: &str,
        how: Opening,
        on_progress: impl Fn(Progress) + 'static,
    ) -> Result<OpenedInfo, Trouble> {
        let name = url.rsplit('/').next().unwrap_or(url).to_owned();
        let bytes = net::load(url).await?;
        self.open_bytes(name, None, bytes, how, on_progress).await
    }

    /// Opens bytes under a name. They are transferred: the buffer is empty afterwards.
    pub async fn open_bytes(
        self,
        name: String,
        modified_ms: Option<f64>,
        bytes: ArrayBuffer,
        how: Opening,
        on_progress: impl Fn(Progress) + 'static,
    ) -> Result<OpenedInfo, Trouble> {
        net::mark("leakscope:bytes-received");
        let request = Request::Open {
            name,
            modified_ms,
            inflated_limit_bytes: how.inflated_limit_bytes,
            beside: how.beside,
        };
        match self
            .ask_with(request, Some(bytes), on_progress)
            .await?
            .answer
        {
            Answer::Opened(info) => {
                net::mark("leakscope:profile-ready");
                Ok(info)
            }
            _ => Err(unexpected()),
        }
    }
}

fn unreadable(name: &str, raw: &str) -> Trouble {
    Trouble {
        kind: TroubleKind::BadFile,
        title: format!("{name} could not be read from the disk"),
        detail: "The browser gave no bytes for it. A file that was moved or changed meanwhile has to be chosen again.".into(),
        raw: raw.into(),
        ..Trouble::default()
    }
}
