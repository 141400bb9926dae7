//! The members of `recording.json`, as serde reads and writes them. What a struct does not name
//! goes to `unknown` and comes out again.

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt;
use std::marker::PhantomData;

/// More members than that in one list are nobody's recording: one health answer every 30 s for
/// two months are 172,800.
const MAX_LISTED: usize = 200_000;

type Fields = Map<String, Value>;

#[derive(Deserialize)]
pub struct Format {
    pub format: u64,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Recording {
    pub format: u64,
    #[serde(deserialize_with = "listed")]
    pub services: Vec<Service>,
    #[serde(deserialize_with = "listed")]
    pub profiles: Vec<Profile>,
    #[serde(flatten)]
    pub unknown: Fields,
}

#[derive(Serialize, Deserialize)]
pub struct Service {
    pub id: u32,
    #[serde(default)]
    pub target: Target,
    #[serde(default, deserialize_with = "listed")]
    pub series: Vec<Series>,
    #[serde(default, deserialize_with = "listed")]
    pub health: Vec<Health>,
    #[serde(default, deserialize_with = "listed")]
    pub events: Vec<Event>,
    #[serde(default, deserialize_with = "listed")]
    pub gaps: Vec<Gap>,
    #[serde(default, deserialize_with = "listed")]
    pub restarts: Vec<Restart>,
    #[serde(default)]
    pub our_checks_ms: Vec<Number>,
    #[serde(default, deserialize_with = "listed")]
    pub profiles: Vec<Profile>,
    #[serde(flatten)]
    pub unknown: Fields,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Target {
    pub name: String,
    pub base_url: String,
    pub health: String,
    pub pprof: String,
    pub vars: String,
    pub events: String,
    #[serde(flatten)]
    pub unknown: Fields,
}

#[derive(Serialize, Deserialize)]
pub struct Series {
    pub metric: String,
    #[serde(default)]
    pub at_ms: Vec<Number>,
    #[serde(default)]
    pub values: Vec<Number>,
    #[serde(flatten)]
    pub unknown: Fields,
}

#[derive(Serialize, Deserialize)]
pub struct Health {
    pub at_ms: Number,
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uptime_ms: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(default, deserialize_with = "listed")]
    pub dependencies: Vec<Dependency>,
    #[serde(flatten)]
    pub unknown: Fields,
}

#[derive(Serialize, Deserialize)]
pub struct Dependency {
    pub name: String,
    #[serde(default)]
    pub state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<Number>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    #[serde(flatten)]
    pub unknown: Fields,
}

/// In the shape of Grafana's annotations.
#[derive(Serialize, Deserialize)]
pub struct Event {
    pub time: Number,
    #[serde(default, rename = "timeEnd", skip_serializing_if = "Option::is_none")]
    pub time_end: Option<Number>,
    #[serde(default, deserialize_with = "listed")]
    pub tags: Vec<String>,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub note: bool,
    #[serde(flatten)]
    pub unknown: Fields,
}

#[derive(Serialize, Deserialize)]
pub struct Gap {
    pub from_ms: Number,
    pub to_ms: Number,
    #[serde(flatten)]
    pub unknown: Fields,
}

#[derive(Serialize, Deserialize)]
pub struct Restart {
    pub at_ms: Number,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(flatten)]
    pub unknown: Fields,
}

#[derive(Serialize, Deserialize)]
pub struct Profile {
    pub id: u32,
    #[serde(default)]
    pub source: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub at_ms: Number,
    #[serde(default)]
    pub bytes: u64,
    #[serde(default)]
    pub hash: String,
    #[serde(default)]
    pub file: String,
    #[serde(flatten)]
    pub unknown: Fields,
}

/// A finite number, printed without `.0` where it is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Number(pub f64);

/// Whole numbers up to here print the same as integers.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_negative_zero = self.0 == 0.0 && self.0.is_sign_negative();
        if self.0.fract() == 0.0 && self.0.abs() < EXACT && !is_negative_zero {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        f64::deserialize(deserializer).map(Number)
    }
}

/// A list of no more than [`MAX_LISTED`].
fn listed<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Listed<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Listed<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Vec<T>, A::Error> {
            let mut list = Vec::new();
            while let Some(member) = members.next_element()? {
                if list.len() == MAX_LISTED {
                    return Err(A::Error::custom(format!(
                        "a list has more than {MAX_LISTED} members"
                    )));
                }
                list.push(member);
            }
            Ok(list)
        }
    }

    deserializer.deserialize_seq(Listed(PhantomData))
}
