//! Profiles and dumps from a seed: the same on every machine, so that figures can be compared.

use std::fmt::Write;
use std::sync::Arc;

use leakscope_core::profile::{
    About, FrameId, FunctionId, Label, LabelSetId, LabelSets, LabelValue, MappingId, Profile,
    Samples, StrId, Tables, ValueType,
};

/// How large a profile is.
#[derive(Clone, Copy)]
pub struct Size {
    /// Functions, as many locations twice over.
    pub functions: u32,
    /// Stacks.
    pub samples: u32,
    /// The deepest stack; most have half of it.
    pub depth: u32,
}

/// About what `/debug/pprof/heap` of a large service holds.
pub const LARGE: Size = Size {
    functions: 4_000,
    samples: 40_000,
    depth: 48,
};

/// About what it holds of a small one: 20 kB, gzipped.
pub const SMALL: Size = Size {
    functions: 400,
    samples: 300,
    depth: 40,
};

/// Numbers that look random (xorshift64*, Vigna 2016).
pub struct Random(u64);

impl Random {
    /// A sequence of its own for each seed.
    pub fn new(seed: u64) -> Random {
        // The golden ratio's bits, so that small seeds differ in all of theirs.
        Random(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32;
        ((u64::from(high) * u64::from(end)) >> 32) as u32
    }
}

/// A heap profile with four sample types. Another seed gives other stacks and values of the same
/// functions.
pub fn profile(seed: u64, size: Size) -> Profile {
    let mut random = Random::new(seed);
    let mut tables = Tables::default();
    let types = [
        ("alloc_objects", "count"),
        ("alloc_space", "bytes"),
        ("inuse_objects", "count"),
        ("inuse_space", "bytes"),
    ];
    let sample_types = types.map(|(kind, unit)| ValueType {
        kind: tables.strings.intern(kind.as_bytes()),
        unit: tables.strings.intern(unit.as_bytes()),
    });
    add_locations(&mut tables, size);
    let (labels, label_sets) = labels(&mut tables);
    let mut samples = Samples::default();
    let mut stack = Vec::new();
    for _ in 0..size.samples {
        add_stack(&tables, size, &mut random, &mut stack);
        let objects = i64::from(random.below(1000)) + 1;
        let bytes = objects * 16 * i64::from(random.below(64) + 1);
        let kept = i64::from(random.below(3));
        let values = [objects, bytes, objects * kept / 2, bytes * kept / 2];
        let labels = label_sets[random.below(label_sets.len() as u32) as usize];
        samples.push(&stack, &values, labels);
    }
    Profile {
        tables: Arc::new(tables),
        sample_types: sample_types.to_vec(),
        samples,
        labels: Arc::new(labels),
        about: About {
            period: 512 << 10,
            ..About::default()
        },
        ..Profile::default()
    }
}

fn add_locations(tables: &mut Tables, size: Size) {
    let functions: Vec<FunctionId> = (0..size.functions)
        .map(|number| {
            let name = tables.strings.intern(function_name(number).as_bytes());
            let file = format!(
                "example.com/shop/part{}/file{}.go",
                number % 50,
                number % 400
            );
            let file = tables.strings.intern(file.as_bytes());
            tables.add_function(name, name, file, i64::from(number))
        })
        .collect();
    let binary = tables.strings.intern(b"/srv/shop");
    let mapping = tables.add_mapping(0x40_0000, 0x4000_0000, 0, binary, StrId(0), 15);
    for number in 0..size.functions * 2 {
        let function = functions[(number / 2) as usize];
        let inlined = functions[(number * 7 % size.functions) as usize];
        let lines = [(function, i64::from(number), 0), (inlined, 3, 0)];
        // One location in eight has a function inlined.
        let lines = &lines[..if number % 8 == 0 { 2 } else { 1 }];
        let address = 0x40_0000 + u64::from(number) * 64;
        add_location(tables, mapping, address, lines);
    }
}

fn add_location(
    tables: &mut Tables,
    mapping: MappingId,
    address: u64,
    lines: &[(FunctionId, i64, i64)],
) {
    tables.add_location(mapping, address, false, lines.iter().copied());
}

fn function_name(number: u32) -> String {
    let package = number % 50;
    match number % 3 {
        0 => format!("example.com/shop/part{package}.(*Server).handle{number}"),
        1 => format!("example.com/shop/part{package}.run{number}.func1"),
        _ => format!("example.com/shop/part{package}.new{number}"),
    }
}

/// No label for the most, and one of a few handlers for others.
fn labels(tables: &mut Tables) -> (LabelSets, Vec<LabelSetId>) {
    let mut labels = LabelSets::default();
    let key = tables.strings.intern(b"handler");
    let mut ids = vec![labels.intern(&[]); 8];
    for name in ["/health", "/orders", "/customers", "/search"] {
        let value = LabelValue::Str(tables.strings.intern(name.as_bytes()));
        ids.push(labels.intern(&[Label { key, value }]));
    }
    (labels, ids)
}

/// A walk from one of few roots, each location calling one of four: stacks share their beginnings.
fn add_stack(tables: &Tables, size: Size, random: &mut Random, stack: &mut Vec<FrameId>) {
    stack.clear();
    let locations = size.functions * 2;
    let mut location = random.below(4);
    let depth = size.depth / 4 + random.below(size.depth / 2) + random.below(size.depth / 4 + 1);
    for _ in 0..depth {
        let frames = tables.locations.first_frame[location as usize].0
            ..tables.locations.first_frame[location as usize + 1].0;
        stack.extend(frames.map(FrameId));
        location = (location * 5 + random.below(4) + 1) % locations;
    }
}

/// A goroutine dump (debug=2): `goroutines` of a few hundred stacks.
pub fn dump(seed: u64, goroutines: u32) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut text = String::new();
    for id in 1..=goroutines {
        let minutes = random.below(90) + 1;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "goroutine {id} [chan receive, {minutes} minutes]:");
        let mut function = random.below(300);
        for _ in 0..6 + function % 12 {
            let (name, line) = (function_name(function), function % 500);
            let _ = writeln!(text, "{name}(0xc000{id:06x}, {{0x1, 0x2}})");
            let _ = writeln!(text, "\t/srv/part{}/file.go:{line} +0x9f", function % 50);
            function = (function * 5 + 1) % 4000;
        }
        text += "created by main.start in goroutine 1\n\t/srv/main.go:12 +0x85\n\n";
    }
    text.into_bytes()
}
