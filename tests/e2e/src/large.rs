//! pprof files as large as one wants.

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

/// What the calls of a large server look like: 20,000 functions at 60,000 places, some far more popular than
/// others, one place in five with an inlined caller, stacks of 20 to 60 frames, each of which branches off
/// from one before, on average at two thirds of it, and Go's four heap values, with the size of the
/// objects as a label. Some 110 bytes a sample, as protobuf without gzip; the same for the same seed.
pub fn heap(seed: u64, samples: u64) -> Vec<u8> {
    const LOCATIONS: u64 = 60_000;
    let mut file = Vec::with_capacity(samples as usize * 125 + LOCATIONS as usize * 60);
    let types = [
        "alloc_objects",
        "count",
        "alloc_space",
        "bytes",
        "inuse_objects",
        "count",
    ];
    let types = [&types[..], &["inuse_space", "bytes"]].concat();
    // Strings: the empty one, those of the types, and the functions' names.
    for kind in 0..4 {
        message(
            &mut file,
            1,
            &[field(1, 1 + 2 * kind), field(2, 2 + 2 * kind)].concat(),
        );
    }
    let mut random = seed * 2 + 1;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32
    };
    // Stacks to branch off from: the newest in place of the oldest.
    const KEPT: u64 = 4096;
    let mut kept: Vec<Vec<u64>> = Vec::new();
    let (mut stack, mut sample) = (Vec::new(), Vec::new());
    for number in 0..samples {
        let depth = 20 + next() % 41;
        let mut path = match kept.len() as u64 {
            0 => Vec::new(),
            // Now and then one of another thread, or they would all come to have one trunk.
            _ if next() % 50 == 0 => Vec::new(),
            // Mostly of the one just before: a program's own order.
            _ if next() % 3 != 0 => kept[((number - 1) % KEPT) as usize].clone(),
            some => kept[(next() % some) as usize].clone(),
        };
        // Of 1,000: a square root's distribution, two thirds in the middle.
        let share = (next() % 1000).max(next() % 1000);
        path.truncate((path.len() as u64 * share / 1000) as usize);
        while (path.len() as u64) < depth {
            // To the fourth power, so that low numbers are popular.
            let popular = (next() % 1000).pow(4);
            path.push(1 + popular * (LOCATIONS - 64) / 1_000_000_000_000 + next() % 64);
        }
        match kept.get_mut((number % KEPT) as usize) {
            Some(oldest) => oldest.clone_from(&path),
            None => kept.push(path.clone()),
        }
        stack.clear();
        for &location in path.iter().rev() {
            varint(&mut stack, location);
        }
        let (objects, size) = (1 + next() % 200, 16 << (next() % 12));
        let values = [objects * 3, objects * 3 * size, objects, objects * size];
        sample.clear();
        message(&mut sample, 1, &stack);
        message(
            &mut sample,
            2,
            &values.iter().fold(Vec::new(), |mut bytes, &value| {
                varint(&mut bytes, value);
                bytes
            }),
        );
        message(
            &mut sample,
            3,
            &[field(1, 4), field(3, size), field(4, 4)].concat(),
        );
        message(&mut file, 2, &sample);
    }
    let line =
        |function: u64, line: u64| [field(1, 1 + function % FUNCTIONS), field(2, line)].concat();
    for id in 1..=LOCATIONS {
        let mut location = [field(1, id), field(3, 0x40_0000 + id * 16)].concat();
        message(&mut location, 4, &line(id, id % 1000));
        if id % 5 == 0 {
            message(&mut location, 4, &line(id * 7, 10));
        }
        message(&mut file, 4, &location);
    }
    let names = types.len() as u64 + 1;
    for id in 1..=FUNCTIONS {
        let function = [
            field(1, id),
            field(2, names + id - 1),
            field(4, names + FUNCTIONS + id % 500),
        ];
        message(&mut file, 5, &function.concat());
    }
    message(&mut file, 6, b"");
    for text in types {
        message(&mut file, 6, text.as_bytes());
    }
    for id in 0..FUNCTIONS {
        let name = format!(
            "example.com/server/package{}.(*Type{}).method{id}",
            id % 300,
            id / 7
        );
        message(&mut file, 6, name.as_bytes());
    }
    for id in 0..500 {
        message(
            &mut file,
            6,
            format!("/src/example.com/server/file{id}.go").as_bytes(),
        );
    }
    file
}

/// A full goroutine dump of so many goroutines (`debug=2`), each of some 670 bytes.
pub fn dump(goroutines: u64) -> String {
    let mut text = String::with_capacity(goroutines as usize * 700);
    for id in 1..=goroutines {
        let group = id * id % 400;
        text += &format!("goroutine {id} [select, {} minutes]:\n", id % 900);
        for depth in 0..5 {
            let function = (group * 5 + depth) % 1000;
            text += &format!(
                "example.com/server/package{}.(*Type{function}).method{depth}(0xc{id:09x}, {{0x{function:x}, 0x8}})\n\t/src/example.com/server/file{function}.go:{} +0x1a4\n",
                function % 100,
                100 + function
            );
        }
        text += "created by example.com/server/package1.(*Server).Serve in goroutine 1\n\t/src/example.com/server/serve.go:88 +0x25\n\n";
    }
    text
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
