//! pprof protobuf (google/pprof `proto/profile.proto`), streamed into a [`Profile`].
//!
//! Two passes over the bytes, copying nothing but strings: the first ([`outline`]) notes where each
//! message lies, since Go writes the string table last and everything refers to it; the second
//! fills the columns, [`tables`] first, then [`samples`].
//!
//! What makes a file valid is what pprof's own decoder and `CheckValid` say, so that the same files
//! are read and refused here and there.

mod ids;
mod messages;
mod names;
mod outline;
mod samples;
mod tables;
mod write;

pub use outline::starts_like_profile;
pub use write::write;

use std::sync::Arc;

use super::wire::{Cursor, Failure, Span, limit, malformed, within};
use super::{Limits, Progress};
use crate::job::Pace;
use crate::profile::{About, NamedType, Profile, StrId, Tables, ValueType};
use names::Names;
use outline::Outline;

/// Reads an (inflated) protobuf.
///
/// # Errors
/// With the field and the byte, for what pprof would refuse as well.
pub async fn read(
    file: &[u8],
    limits: &Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<Profile, Failure> {
    if file.len() > u32::MAX as usize {
        return Err(malformed("files of 4 GiB and more are not read").into());
    }
    let outline = outline::outline(file, pace).await?;
    if let Some(past) = outline.strings.get(limits.strings) {
        return Err(limit(limits.strings, "strings", *past));
    }
    let mut tables = Tables::default();
    let names = Names::intern(file, &outline.strings, &mut tables.strings, pace).await?;
    let source = Source {
        file,
        outline,
        names,
    };
    let sample_types = source.sample_types()?;
    let default_sample_type = source.default_sample_type()?;
    let about = source.about(&tables)?;
    let locations = tables::read(&source, &mut tables, pace).await?;
    let (samples, labels) = samples::read(
        &source,
        sample_types.len(),
        &tables,
        &locations,
        limits,
        pace,
        progress,
    )
    .await?;
    Ok(Profile {
        tables: Arc::new(tables),
        sample_types,
        default_sample_type,
        samples,
        labels: Arc::new(labels),
        about,
    })
}

/// A file after the first pass: its bytes, where its messages are, and its string table.
struct Source<'a> {
    file: &'a [u8],
    outline: Outline,
    names: Names,
}

impl Source<'_> {
    fn sample_types(&self) -> Result<Vec<ValueType>, Failure> {
        let spans = &self.outline.sample_types;
        let types = spans.iter().map(|&span| {
            let value_type = self.value_type(span);
            value_type.map_err(|failure| within(failure, span))
        });
        types.collect()
    }

    fn default_sample_type(&self) -> Result<Option<StrId>, Failure> {
        let reference = self.outline.default_sample_type;
        let name = self.names.refer(reference, "default_sample_type")?;
        Ok((name != StrId(0)).then_some(name))
    }

    fn value_type(&self, span: Span) -> Result<ValueType, Failure> {
        let (mut kind, mut unit) = (0, 0);
        let mut cursor = Cursor::new(self.file, span);
        while let Some(field) = cursor.next_field()? {
            match field.number {
                1 => kind = field.number_of("value_type.type")?,
                2 => unit = field.number_of("value_type.unit")?,
                _ => {}
            }
        }
        Ok(ValueType {
            kind: self.names.get(kind, "value_type.type")?,
            unit: self.names.get(unit, "value_type.unit")?,
        })
    }

    fn about(&self, tables: &Tables) -> Result<About, Failure> {
        let outline = &self.outline;
        let text = |reference, field| -> Result<String, Failure> {
            let id = self.names.refer(reference, field)?;
            Ok(tables.strings.get(id).into_owned())
        };
        let period_type = match outline.period_type {
            Some(span) => {
                let value_type = self.value_type(span);
                let value_type = value_type.map_err(|failure| within(failure, span))?;
                Some(NamedType {
                    kind: tables.strings.get(value_type.kind).into_owned(),
                    unit: tables.strings.get(value_type.unit).into_owned(),
                })
            }
            None => None,
        };
        let comments = outline.comments.iter();
        Ok(About {
            time_nanos: outline.time_nanos,
            duration_nanos: outline.duration_nanos,
            period_type,
            period: outline.period,
            comments: comments
                .map(|&reference| text(reference, "comment"))
                .collect::<Result<_, _>>()?,
            doc_url: text(outline.doc_url, "doc_url")?,
            drop_frames: text(outline.drop_frames, "drop_frames")?,
            keep_frames: text(outline.keep_frames, "keep_frames")?,
        })
    }
}

#[cfg(test)]
mod tests;
