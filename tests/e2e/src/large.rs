//! A pprof file as large as one wants.

/// How many functions it has: their names alone are some hundred kB.
const FUNCTIONS: u64 = 20_000;
const FRAMES_PER_STACK: u64 = 40;

/// A heap-like profile with one sample type and `samples` stacks of 40 frames each, some 100
/// bytes a sample, as protobuf without gzip.
pub fn profile(samples: u64) -> Vec<u8> {
    let mut file = Vec::with_capacity(samples as usize * 110 + FUNCTIONS as usize * 60);
    // sample_type: strings 1 and 2.
    message(&mut file, 1, &[field(1, 1), field(2, 2)].concat());
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut stack = Vec::new();
    for _ in 0..samples {
        stack.clear();
        for depth in 0..FRAMES_PER_STACK {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // Leaf first; the root is one and the same, and near it there is less to choose.
            let choice = 1 + (FRAMES_PER_STACK - 1 - depth) * FUNCTIONS / FRAMES_PER_STACK;
            varint(&mut stack, 1 + random % choice);
        }
        let mut sample = Vec::with_capacity(stack.len() + 8);
        message(&mut sample, 1, &stack);
        message(&mut sample, 2, &[1 + (random % 100) as u8]);
        message(&mut file, 2, &sample);
    }
    for id in 1..=FUNCTIONS {
        let line = field(1, id);
        let mut location = field(1, id);
        message(&mut location, 4, &line);
        message(&mut file, 4, &location);
        message(&mut file, 5, &[field(1, id), field(2, id + 2)].concat());
    }
    for text in ["", "space", "bytes"] {
        message(&mut file, 6, text.as_bytes());
    }
    for id in 1..=FUNCTIONS {
        let name = format!("example.com/large/package{}.function{id}", id % 300);
        message(&mut file, 6, name.as_bytes());
    }
    file
}

/// A length-delimited field.
fn message(to: &mut Vec<u8>, number: u8, bytes: &[u8]) {
    to.push(number << 3 | 2);
    varint(to, bytes.len() as u64);
    to.extend_from_slice(bytes);
}

/// A varint field.
fn field(number: u8, value: u64) -> Vec<u8> {
    let mut bytes = vec![number << 3];
    varint(&mut bytes, value);
    bytes
}

fn varint(to: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}
