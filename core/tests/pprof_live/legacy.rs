//! Random profiles of the formats older than protobufs: what pprof reads of them, and no more.

use super::random::Random;

/// Symbols behind Java's samples.
const SYMBOLS: &[&str] = &[
    "com.example.Leaf.run (Leaf.java:12)",
    "com.example.Leaf.run (Other.java:13)",
    "a.Root.<init> (Root.java:-1)",
    "b.Root.x  (Root.java:0)",
    "malloc (/lib/libc.so.6)",
    "operator new[] (x.cc:99999999999999999999)",
    "runtime.call32 (asm.s:7)",
    "f(int) (:12)",
    "g (a (b.c:3)",
    "GC",
    "generated stub/JIT 0x12",
    "Unlock(bool) (mutex.cc:4)",
    "__restore (dir/)",
    "ends with )",
];

/// What may stand for a file in a memory map, with or without what follows it.
const FILES: &[&str] = &[
    "/bin/server",
    "/bin/server",
    "/lib/libc.so",
    "/lib/libm.so.6",
    "/lib/a.so_1",
    "/lib/b.sox",
    "[vdso]",
    "/anon_hugepage",
    "$dir/tool",
    "$dirx",
    "(deleted)",
    "[stack](deleted)",
    "c",
];

/// A legacy profile.
pub fn profile(random: &mut Random) -> Vec<u8> {
    match random.below(8) {
        0 => counts(random),
        1 | 2 => heap(random),
        3 => contention(random),
        4 => threads(random),
        5 => cpu(random),
        6 => java_cpu(random),
        _ => java_text(random),
    }
}

fn counts(random: &mut Random) -> Vec<u8> {
    let mut text = "goroutine profile: total 9\n".to_owned();
    for _ in 0..random.below(8) {
        let depth = random.below(5) + 1;
        text += &format!("{} @{}\n", random.below(100), addresses(random, depth));
        text += random.pick(&["", "\n", "#\t0x1\tmain.f+0x1\tf.go:2\n"]);
        text += random.pick(&["", "", "# labels: {\"k\":\"v\"}\n"]);
    }
    text += random.pick(&["", "---\nwords\n"]);
    if text.ends_with("words\n") {
        text += &behind(random);
    }
    text.into_bytes()
}

fn heap(random: &mut Random) -> Vec<u8> {
    let rate = random.pick(&["", "/1", "/1048576"]);
    let kind = random.pick(&[
        "heap",
        "heap_v2",
        "heapz_v2",
        "heapprofile",
        "growth",
        "growthz",
    ]);
    let rate = if kind.starts_with("heap") { rate } else { "" };
    let totals = random.pick(&["3: 4 [3: 4]", "3:4[5:6]", "3: 4 [0: 0]", " 3:  4 [ 3: 5]"]);
    let mut text = format!("heap profile: {totals} @ {kind}{rate}\n");
    for _ in 0..random.below(8) {
        let [a, b] = [pair(random), pair(random)];
        let depth = random.below(5);
        text += &format!("  {a} [{b}] @{}\n", addresses(random, depth));
        text += random.pick(&["", "\n", "# words\n"]);
    }
    (text + &behind(random)).into_bytes()
}

fn pair(random: &mut Random) -> String {
    match random.pick(&[0, 1, 2, 3, 500]) {
        0 => "0: 0".to_owned(),
        count => format!("{count}: {}", random.below(5000)),
    }
}

fn contention(random: &mut Random) -> Vec<u8> {
    let mut text = random
        .pick(&["--- contentionz 1 ---\n", "--- mutex:\n"])
        .to_owned();
    text += random.pick(&["", "cycles/second = 2000000000\n", "cycles/second=0\n"]);
    text += random.pick(&["", "sampling period = 100\n", "sampling period=0\n"]);
    text += random.pick(&["", "ms since reset = 75000\n", "discarded samples = 0\n"]);
    for _ in 0..random.below(8) {
        let (depth, cycles, count) = (random.below(5), random.below(9999), random.below(9));
        text += &format!("  {cycles}  {count} @{}\n", addresses(random, depth));
    }
    (text + &behind(random)).into_bytes()
}

fn threads(random: &mut Random) -> Vec<u8> {
    let mut text = random
        .pick(&["--- threadz 1 ---\n\n", "\n# words\n--- threadz 2 ---\n"])
        .to_owned();
    for thread in 0..random.below(6) + 1 {
        text += &format!("--- Thread 7f{thread} (name: a/{thread}) stack: ---\n");
        if random.once_in(4) {
            text += "  [same as previous thread]\n";
            continue;
        }
        let depth = random.below(5);
        text += &format!("  PC: {}\n", addresses(random, depth));
        text += random.pick(&[
            "",
            "\n",
            "      creator: 0x400011\n",
            "  0x400021: f(arg *)\n",
        ]);
    }
    (text + "--- Memory map: ---\n" + &map(random)).into_bytes()
}

fn cpu(random: &mut Random) -> Vec<u8> {
    let mut words = vec![0, 3, 0, 10_000, 0];
    let common = address(random);
    for _ in 0..random.pick(&[0, 3, 40]) {
        let leaf = address(random);
        let depth = random.below(5);
        let mut stack: Vec<u64> = (0..depth).map(|_| address(random)).collect();
        if !random.once_in(3) && !random.once_in(9) {
            stack.splice(0..0, [leaf, common]);
        }
        if random.once_in(4) && !stack.is_empty() {
            stack.insert(0, stack[0]);
        }
        words.extend([random.below(9) as u64, stack.len() as u64]);
        words.extend(stack);
    }
    words.extend([0, 1, 0]);
    let mut bytes = bytes_of(random, &words);
    bytes.extend(map(random).into_bytes());
    bytes
}

fn java_cpu(random: &mut Random) -> Vec<u8> {
    let mut words = vec![0, 3, 1, 10_000, 0];
    for _ in 0..random.below(8) {
        let depth = random.below(5);
        words.extend([random.below(9) as u64, depth as u64]);
        words.extend((0..depth).map(|_| random.below(9) as u64 + 1));
    }
    words.extend([0, 1, 0]);
    let mut bytes = bytes_of(random, &words);
    bytes.extend(names(random).into_bytes());
    bytes
}

fn java_text(random: &mut Random) -> Vec<u8> {
    let is_heap = random.once_in(2);
    let mut text = match is_heap {
        true => "--- heapz 1 ---\nformat = java\nresolution = bytes\n".to_owned(),
        false => {
            let period = random.pick(&["", "sampling period = 100\n", "ms since reset = 7\n"]);
            format!("--- contentionz 1 ---\nformat=java\nresolution=microseconds\n{period}")
        }
    };
    for _ in 0..random.below(8) {
        let (value, count) = (random.below(5000), random.below(9) + 1);
        let depth = random.below(4) + 1;
        let numbers = (0..depth).map(|_| format!("0x{:08x} ", random.below(9) + 1));
        let numbers: String = numbers.collect();
        text += &format!("   {value}     {count} @ {numbers}\n");
    }
    (text + "\n\n" + &names(random)).into_bytes()
}

/// Names of some of the numbers 1 to 9, perhaps twice.
fn names(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(20) {
        let number = random.below(12) + 1;
        text += &format!(" 0x{number:07x} {}\n", random.pick(SYMBOLS));
    }
    let has_names = !text.is_empty();
    text + random.pick(&["", if has_names { "words\n" } else { "" }])
}

/// Words of 4 or 8 bytes, of either byte order.
fn bytes_of(random: &mut Random, words: &[u64]) -> Vec<u8> {
    let (is_wide, is_big) = (random.once_in(2), random.once_in(2));
    let bytes = words.iter().flat_map(|&word| match (is_wide, is_big) {
        (true, true) => word.to_be_bytes().to_vec(),
        (true, false) => word.to_le_bytes().to_vec(),
        (false, true) => (word as u32).to_be_bytes().to_vec(),
        (false, false) => (word as u32).to_le_bytes().to_vec(),
    });
    bytes.collect()
}

fn addresses(random: &mut Random, depth: usize) -> String {
    let addresses = (0..depth).map(|_| format!(" 0x{:x}", address(random)));
    addresses.collect()
}

/// An address in or next to what [`map`] maps, within 32 bits.
fn address(random: &mut Random) -> u64 {
    let block = random.pick(&[0x40_0000, 0x40_1000, 0x50_0000, 0x7f01_0000]);
    block + random.below(6) as u64 * 0x800 + random.below(3) as u64 + 1
}

fn behind(random: &mut Random) -> String {
    match random.below(4) {
        0 => String::new(),
        1 => "MAPPED_LIBRARIES:\n".to_owned() + &map(random),
        _ => "--- Memory map: ---\n".to_owned() + &map(random),
    }
}

fn map(random: &mut Random) -> String {
    let mut text = random
        .pick(&["", "  dir=/home\n", " dir = /x \n d=$dir/y\n"])
        .to_owned();
    for _ in 0..random.below(7) {
        let block = random.pick(&[0x40_0000, 0x40_1000, 0x50_0000, 0x7f01_0000]);
        let start = block + random.below(4) * 0x800;
        let limit = start + (random.below(3) + 1) * 0x800;
        let offset = random.pick(&[0, 0, 0x800, 0x1000, 0x7f00_0000]);
        let file = random.pick(FILES);
        let flags = random.pick(&["r-xp", "r-xp", "rw-p", "--xp"]);
        text += random.pick(&["", "", "", "I0101 7:0 server.cc:17] ", "words\n", "\n"]);
        text += &match random.below(6) {
            0 => format!("{start:08x}-{limit:08x} {flags} {offset:08x} 00:1f 12   {file}"),
            1 => format!("{start:x}-{limit:x} {flags} {offset:x} fd:00 0"),
            2 => format!("  {start:08x}-{limit:08x}: {file}"),
            3 => format!("  0x{start:x} 0x{limit:x} {file} (@{offset:x}) abc123"),
            4 => format!("{start:X}-{limit:X}: {flags} {file} (@{offset:X})"),
            _ => format!("{start:x}-  {limit:x} {flags} {file} c0ffee more"),
        };
        text += random.pick(&["", "", " (deleted)", "  "]);
        text += "\n";
    }
    text
}
