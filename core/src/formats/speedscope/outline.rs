//! Where in the file things are.

use super::scan::Scan;
use super::{FormatError, Job, Step};

/// Each is a thread or a run; the busiest servers have some thousand threads.
const MAX_PROFILES: usize = 10_000;

/// What a file holds, by where it begins.
pub struct Outline {
    /// The list of frames.
    pub frames: usize,
    /// Its profiles.
    pub profiles: Vec<Listed>,
    /// Which of the distinct units the profile has that the file asks to be shown.
    pub active: Option<usize>,
}

/// One profile.
pub struct Listed {
    /// Its name, `profile 3` where it has none.
    pub name: Vec<u8>,
    /// What its weights are.
    pub unit: Unit,
    /// Whether it has events in place of samples.
    pub is_evented: bool,
    /// Where the list of its samples or events begins.
    pub samples: usize,
    /// Where the list of its weights begins.
    pub weights: usize,
    /// When it ended.
    pub end_value: f64,
}

/// What a weight is.
#[derive(Clone, Copy)]
pub struct Unit {
    /// The sample type and its unit.
    pub column: (&'static str, &'static str),
    /// How many of those a weight of 1 is.
    pub factor: f64,
}

const UNITS: [(&[u8], &str, &str, f64); 6] = [
    (b"none", "samples", "count", 1.0),
    (b"nanoseconds", "time", "nanoseconds", 1.0),
    (b"microseconds", "time", "nanoseconds", 1e3),
    (b"milliseconds", "time", "nanoseconds", 1e6),
    (b"seconds", "time", "nanoseconds", 1e9),
    (b"bytes", "space", "bytes", 1.0),
];

/// Goes through the file once.
pub async fn read(job: &Job<'_>) -> Result<Outline, FormatError> {
    let bom = if job.bytes.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    let mut file = Scan::new(job.bytes, bom);
    let names = &["shared", "profiles", "activeProfileIndex"];
    let found = members(job, &mut file, names).await?;
    let (shared, profiles, active) = (found[0], found[1], found[2]);
    let end = Scan::new(job.bytes, job.bytes.len());
    let missing = |name: &str| end.error(format!("the file has no `{name}`"));
    let shared = shared.ok_or_else(|| missing("shared"))?;
    let frames = members(job, &mut Scan::new(job.bytes, shared), &["frames"]).await?[0];
    let mut list = Scan::new(job.bytes, profiles.ok_or_else(|| missing("profiles"))?);
    list.enter(b'[')?;
    let mut profiles = Vec::new();
    while list.more(b']')? {
        if profiles.len() == MAX_PROFILES {
            return Err(list.error(format!("it holds more than {MAX_PROFILES} profiles")));
        }
        profiles.push(listed(job, &mut list, profiles.len()).await?);
    }
    if profiles.is_empty() {
        return Err(list.error("there is no profile in it".into()));
    }
    // Null, or one that is not there, is the first: it is no reason to show nothing.
    let active = active.and_then(|at| Scan::new(job.bytes, at).number().ok());
    let active = profiles.get(active.unwrap_or_default() as usize);
    let active = active.map(|listed| listed.unit.column);
    let mut columns: Vec<_> = Vec::new();
    for listed in &profiles {
        if !columns.contains(&listed.unit.column) {
            columns.push(listed.unit.column);
        }
    }
    Ok(Outline {
        frames: frames.ok_or_else(|| missing("shared.frames"))?,
        active: columns.iter().position(|column| Some(*column) == active),
        profiles,
    })
}

async fn listed(job: &Job<'_>, list: &mut Scan<'_>, number: usize) -> Result<Listed, FormatError> {
    list.peek();
    let start = *list;
    let names = &[
        "type", "name", "unit", "samples", "weights", "events", "endValue",
    ];
    let found = members(job, list, names).await?;
    let (kind, name, unit, end) = (found[0], found[1], found[2], found[6]);
    let (samples, weights, events) = (found[3], found[4], found[5]);
    let missing = |what: &str| start.error(format!("`profiles[{number}]` has no `{what}`"));
    let string = |at: Option<usize>, what: &str| {
        let mut value = Vec::new();
        Scan::new(job.bytes, at.ok_or_else(|| missing(what))?).string(&mut value)?;
        Ok::<_, FormatError>(value)
    };
    let other = |what: &str, value: &[u8]| {
        let value = String::from_utf8_lossy(value);
        let value = crate::formats::json::short(&value, 40);
        start.error(format!(
            "`profiles[{number}]` has the {what} “{value}”, which is not known"
        ))
    };
    let kind = string(kind, "type")?;
    let is_evented = match kind.as_slice() {
        b"sampled" => false,
        b"evented" => true,
        _ => return Err(other("type", &kind)),
    };
    let unit = string(unit, "unit")?;
    let found = UNITS.iter().find(|(name, ..)| *name == unit);
    let (_, kind, name_of_unit, factor) = *found.ok_or_else(|| other("unit", &unit))?;
    let (samples, weights) = match is_evented {
        true => (events.ok_or_else(|| missing("events"))?, 0),
        false => (
            samples.ok_or_else(|| missing("samples"))?,
            weights.ok_or_else(|| missing("weights"))?,
        ),
    };
    let name = string(name, "name").unwrap_or_default();
    Ok(Listed {
        name: match name.is_empty() {
            true => format!("profile {}", number + 1).into_bytes(),
            false => name,
        },
        unit: Unit {
            column: (kind, name_of_unit),
            factor,
        },
        is_evented,
        samples,
        weights,
        end_value: match end {
            Some(at) => Scan::new(job.bytes, at).number()?,
            None => 0.0,
        },
    })
}

/// Where the values of these members of an object begin; the last one counts where there are several,
/// as everywhere.
async fn members(
    job: &Job<'_>,
    scan: &mut Scan<'_>,
    names: &[&str],
) -> Result<Vec<Option<usize>>, FormatError> {
    let mut found = vec![None; names.len()];
    let mut key = Vec::new();
    scan.enter(b'{')?;
    while scan.more(b'}')? {
        scan.key(&mut key)?;
        scan.peek();
        if let Some(index) = names.iter().position(|name| name.as_bytes() == key) {
            found[index] = Some(scan.at);
        }
        let mut depth = 0;
        job.in_pieces(&mut |most| {
            Ok(match scan.skip(&mut depth, most)? {
                true => Step::Done,
                false => Step::At(scan.at),
            })
        })
        .await?;
    }
    Ok(found)
}
