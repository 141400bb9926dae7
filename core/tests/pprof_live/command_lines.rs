//! Command lines of what our reports take.

use super::random::Random;

const EXPRESSIONS: &[&str] = &[
    "main",
    "runtime",
    r"^runtime\.",
    "malloc|serve",
    "func1$",
    "b.go",
    "libc",
    "app",
    "語",
    "local",
    ".",
    "nothing at all",
    "(unclosed",
];
const TAG_FILTERS: &[&str] = &[
    "alice",
    "user=alice",
    "user=alice,bob",
    "alice,request",
    "user:b",
    "bytes=1kb:64kb",
    "bytes=:1kb",
    "1kb:",
    "512",
    "17",
    "request=17request:",
    "-5:1024",
    "1ms:1s",
    "3000000ms",
    "32kb",
    "k e y=.",
    "état=17:",
    "=x",
    "1kb:1s",
    "1kb:2kb:3kb",
];
const KEYS: &[&str] = &[
    "user",
    "bytes",
    "request",
    "k e y",
    "user,bytes",
    "missing",
    "état",
];

/// A report and its options, without files. `BASE` stands for the base's file.
pub fn command_line(random: &mut Random, types: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![report(random)];
    if random.once_in(3) {
        all.push("-trim=false".to_owned());
    }
    for _ in 0..random.pick(&[0, 1, 1, 2, 3, 4]) {
        let flag = flag(random, types);
        let name = |flag: &str| flag.split('=').next().unwrap_or_default().to_owned();
        if all.iter().all(|known| name(known) != name(&flag)) {
            all.push(flag);
        }
    }
    if random.once_in(4) {
        all.push(random.pick(&["-base=BASE", "-diff_base=BASE"]).to_owned());
        if random.once_in(3) {
            all.push("-normalize".to_owned());
        }
    }
    all
}

fn report(random: &mut Random) -> String {
    match random.below(12) {
        0..3 => "-top".to_owned(),
        3..5 => "-tree".to_owned(),
        5 => format!("-peek={}", random.pick(EXPRESSIONS)),
        6 => "-traces".to_owned(),
        7 => "-tags".to_owned(),
        8..11 => "-dot".to_owned(),
        _ => "-raw".to_owned(),
    }
}

fn flag(random: &mut Random, types: &[(&str, &str)]) -> String {
    let by_name = ["focus", "ignore", "hide", "show", "show_from", "prune_from"];
    match random.below(14) {
        0..3 => format!("-{}={}", random.pick(&by_name), random.pick(EXPRESSIONS)),
        3 | 4 => {
            let name = random.pick(&["tagfocus", "tagignore"]);
            format!("-{name}={}", random.pick(TAG_FILTERS))
        }
        5 => {
            let name = random.pick(&["tagshow", "taghide"]);
            format!("-{name}={}", random.pick(&["user", "^b", "e", "missing"]))
        }
        6 => {
            let name = random.pick(&["tagroot", "tagleaf"]);
            format!("-{name}={}", random.pick(KEYS))
        }
        7 => {
            let name = random.pick(types).0;
            random
                .pick(&[
                    "-sample_index=0",
                    "-sample_index=1",
                    &format!("-sample_index={name}"),
                    "-sample_index=inuse_space",
                    "-sample_index=absent",
                ])
                .to_owned()
        }
        8 => {
            let lines = ["-lines", "-files", "-addresses", "-functions"];
            random.pick(&lines).to_owned()
        }
        9 => random.pick(&["-cum", "-noinlines", "-mean"]).to_owned(),
        10 => {
            let switches = ["-drop_negative", "-relative_percentages"];
            random.pick(&switches).to_owned()
        }
        11 => format!("-nodecount={}", random.pick(&[0, 1, 3, 5])),
        12 => {
            let name = random.pick(&["nodefraction", "edgefraction"]);
            format!("-{name}={}", random.pick(&["0", "0.01", "0.1", "0.5"]))
        }
        _ => {
            let units = ["bytes", "mb", "ms", "auto", "minimum", "count"];
            format!("-unit={}", random.pick(&units))
        }
    }
}
