//! Profiles with all that the format allows and few files have.

use super::messages::{
    FunctionMessage, LabelMessage, LineMessage, LocationMessage, MappingMessage, ProfileMessage,
    SampleMessage, ValueTypeMessage,
};
use super::random::Random;

/// Names of functions: the same one may have several files.
pub const NAMES: &[&str] = &[
    "main.main",
    "main.(*T).Run",
    "main.run.func1",
    "runtime.mallocgc",
    "runtime.goexit",
    "net/http.(*conn).serve",
    "std::sort(int*, int*)",
    "(anonymous namespace)::f(int)",
    "A::operator()(int) const",
    ".local",
    "g[go.shape.int]",
    "日本.語",
    "a name with  spaces",
    "",
];
const FILES: &[&str] = &[
    "",
    "",
    "/src/main.go",
    "/src/a/b.go",
    "runtime/malloc.go",
    "c.cc",
];
const BINARIES: &[&str] = &["", "/bin/app", "/lib/libc.so.6", "[vdso]"];
const KEYS: &[&str] = &["user", "bytes", "request", "k e y", "alignment", "état"];
const WORDS: &[&str] = &["alice", "bob", "a,b", "x=y", "", "32kb", "true"];
const UNITS: &[&str] = &["", "", "", "bytes", "kb", "ms", "seconds", "widgets"];

/// A profile for this seed; `types` are its sample types, so that two of one list can be compared.
pub fn profile(random: &mut Random, types: &[(&str, &str)]) -> ProfileMessage {
    let mut texts = Texts(vec![Vec::new()]);
    let sample_type = types.iter().map(|named| texts.value_type(*named)).collect();
    let mapping = mappings(random, &mut texts);
    let function = functions(random, &mut texts);
    let location = locations(random, &mapping, function.len());
    let count = random.pick(&[0, 1, 3, 8, 8, 20, 40]);
    let mut sample: Vec<SampleMessage> = (0..count)
        .map(|_| SampleMessage {
            location_id: stack(random, location.len()),
            value: types.iter().map(|_| value(random)).collect(),
            label: labels(random, &mut texts),
        })
        .collect();
    if count > 1 && random.once_in(3) {
        // The same once more: a diff adds them up.
        let again = sample[random.below(count)].clone();
        sample.push(again);
    }
    let mut profile = ProfileMessage {
        sample_type,
        sample,
        mapping,
        location,
        function,
        ..ProfileMessage::default()
    };
    about(random, &mut texts, &mut profile, types);
    profile.string_table = texts.0;
    profile
}

/// One to hold `profile` against: mostly of the same stacks, so that there is something to take off.
pub fn base(random: &mut Random, now: &ProfileMessage, types: &[(&str, &str)]) -> ProfileMessage {
    if random.once_in(3) {
        return profile(random, types);
    }
    let mut base = now.clone();
    base.sample.retain(|_| !random.once_in(4));
    for sample in &mut base.sample {
        if !random.once_in(4) {
            sample.value.fill_with(|| value(random));
        }
    }
    base
}

/// One to three sample types.
pub fn sample_types(random: &mut Random) -> Vec<(&'static str, &'static str)> {
    const TYPES: &[(&str, &str)] = &[
        ("inuse_space", "bytes"),
        ("space", "kilobytes"),
        ("objects", "count"),
        ("cpu", "nanoseconds"),
        ("delay", "microseconds"),
        ("wall", "seconds"),
        ("odd", "widgets"),
        ("none", ""),
    ];
    let mut types: Vec<(&str, &str)> = Vec::new();
    for _ in 0..=random.below(3) {
        let named = random.pick(TYPES);
        if !types.contains(&named) {
            types.push(named);
        }
    }
    types
}

/// The string table as it grows.
struct Texts(Vec<Vec<u8>>);

impl Texts {
    fn index(&mut self, text: &str) -> i64 {
        let known = self.0.iter().position(|known| known == text.as_bytes());
        let index = known.unwrap_or_else(|| {
            self.0.push(text.as_bytes().to_vec());
            self.0.len() - 1
        });
        index as i64
    }

    fn value_type(&mut self, (kind, unit): (&str, &str)) -> ValueTypeMessage {
        ValueTypeMessage {
            kind: self.index(kind),
            unit: self.index(unit),
        }
    }
}

fn value(random: &mut Random) -> i64 {
    let bits = random.pick(&[3, 3, 8, 12, 20, 34, 45]);
    let size = (random.next() % (1 << bits)) as i64;
    match random.below(8) {
        0 => 0,
        1 => -size,
        _ => size,
    }
}

fn about(
    random: &mut Random,
    texts: &mut Texts,
    profile: &mut ProfileMessage,
    types: &[(&str, &str)],
) {
    if random.once_in(4) {
        profile.default_sample_type = texts.index(random.pick(types).0);
    }
    if random.once_in(2) {
        profile.time_nanos = (random.next() >> 2) as i64;
    }
    if random.once_in(2) {
        profile.duration_nanos = (random.next() >> random.pick(&[4, 20, 30, 60])) as i64;
    }
    if random.once_in(2) {
        profile.period_type = Some(texts.value_type(random.pick(types)));
        profile.period = random.below(1 << 20) as i64;
    }
    for _ in 0..random.pick(&[0, 0, 1, 2]) {
        let comment = random.pick(&["a comment", "#hidden", "another: one"]);
        profile.comment.push(texts.index(comment));
    }
    if random.once_in(8) {
        profile.doc_url = texts.index("https://example.org/doc");
    }
    if random.once_in(6) {
        profile.drop_frames = texts.index(random.pick(&["runtime\\..*", "main\\.run.*|std::sort"]));
        if random.once_in(2) {
            profile.keep_frames = texts.index("runtime\\.goexit");
        }
    }
}

fn mappings(random: &mut Random, texts: &mut Texts) -> Vec<MappingMessage> {
    let count = random.pick(&[1, 1, 2, 3]);
    let one = |at: u64| MappingMessage {
        id: at + 1,
        memory_start: at * 0x10_0000 + 0x40_0000,
        memory_limit: at * 0x10_0000 + 0x48_0000,
        file_offset: at * 0x1000,
        filename: texts.index(random.pick(BINARIES)),
        build_id: match random.once_in(3) {
            true => texts.index("0123abcd"),
            false => 0,
        },
        has_functions: random.once_in(2),
        has_filenames: random.once_in(2),
        has_line_numbers: random.once_in(2),
        has_inline_frames: random.once_in(2),
    };
    (0..count).map(one).collect()
}

fn functions(random: &mut Random, texts: &mut Texts) -> Vec<FunctionMessage> {
    let count = 1 + random.below(14) as u64;
    let one = |at: u64| {
        let name = texts.index(random.pick(NAMES));
        FunctionMessage {
            id: at + 1,
            name,
            system_name: match random.below(3) {
                0 => 0,
                1 => texts.index("_ZSystem"),
                _ => name,
            },
            filename: texts.index(random.pick(FILES)),
            start_line: random.pick(&[0, 0, 7, 40]),
        }
    };
    (0..count).map(one).collect()
}

fn locations(
    random: &mut Random,
    mappings: &[MappingMessage],
    functions: usize,
) -> Vec<LocationMessage> {
    let count = 1 + random.below(16) as u64;
    let line = |random: &mut Random| LineMessage {
        function_id: 1 + random.below(functions) as u64,
        line: random.pick(&[0, 1, 12, 12, 345]),
        column: random.pick(&[0, 0, 0, 9]),
    };
    let mut one = |at: u64| {
        let mapping = match random.once_in(10) {
            true => None,
            false => Some(&mappings[random.below(mappings.len())]),
        };
        let lines = random.pick(&[0, 1, 1, 1, 2, 3, 4]);
        LocationMessage {
            id: at + 1,
            mapping_id: mapping.map_or(0, |mapping| mapping.id),
            address: mapping.map_or(0x10, |m| m.memory_start) + random.below(0x20) as u64 * 0x10,
            line: (0..lines).map(|_| line(random)).collect(),
            is_folded: random.once_in(12),
        }
    };
    (0..count).map(&mut one).collect()
}

/// Often a short walk over few locations, so that stacks share frames and come back to them.
fn stack(random: &mut Random, locations: usize) -> Vec<u64> {
    let depth = random.pick(&[0, 1, 2, 3, 4, 6, 10]);
    let reach = 1 + random.below(locations);
    (0..depth).map(|_| 1 + random.below(reach) as u64).collect()
}

fn labels(random: &mut Random, texts: &mut Texts) -> Vec<LabelMessage> {
    let count = random.pick(&[0, 0, 1, 2, 4]);
    let one = |_| {
        let key = texts.index(random.pick(KEYS));
        let (str, num, num_unit) = match random.once_in(2) {
            true => (texts.index(random.pick(WORDS)), 0, 0),
            false => (
                0,
                random.pick(&[0, 1, 17, 512, 1024, 32 << 10, 3_000_000, -5]),
                texts.index(random.pick(UNITS)),
            ),
        };
        LabelMessage {
            key,
            str,
            num,
            num_unit,
        }
    };
    (0..count).map(one).collect()
}
