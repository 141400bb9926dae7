//! Reports of random profiles against a living `go tool pprof`, character by character. Which Go
//! is asked is said by `LEAKSCOPE_GO`, which `cargo xtask test` sets; nothing is asked without it.
//! `LEAKSCOPE_CASES=1000..9000` asks of others than usual. Profiles of the formats older than protobufs
//! are compared with `-like-pprof`.

#[path = "pprof_live/command_lines.rs"]
mod command_lines;
#[path = "../examples/report/flags.rs"]
mod flags;
#[path = "pprof_live/legacy.rs"]
mod legacy;
#[path = "../src/formats/protobuf/messages.rs"]
mod messages;
#[path = "pprof_live/profiles.rs"]
mod profiles;
#[path = "pprof_live/random.rs"]
mod random;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use prost::Message;
use random::Random;

/// Which cases are compared, at some 5 ms each.
const CASES: Range<u64> = 0..3000;

/// Which legacy profiles are compared, by four reports each.
const LEGACY_CASES: Range<u64> = 0..400;

/// Which listings are compared.
const LISTINGS: Range<u64> = 0..400;

/// How often pprof is asked before a report differs.
const RUNS: usize = 300;

/// Cases that are known to differ, and why. One that turns out equal fails the test, so that this
/// list only shrinks. See docs/pprof-differences.md.
const KNOWN: &[(u64, &str)] = &[];

/// A report, or why there is none.
type Printed = Result<String, String>;

/// pprof's own program, which `go tool` builds where it is not there, and a folder to work in.
struct Pprof {
    program: PathBuf,
    folder: PathBuf,
}

impl Pprof {
    /// Of the Go that is named; none where none is.
    fn find() -> Option<Pprof> {
        let Some(go) = env::var_os("LEAKSCOPE_GO") else {
            println!("skipped: LEAKSCOPE_GO names no go program");
            return None;
        };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pprof_live");
        fs::create_dir_all(&folder).expect("a folder to work in");
        let go_tool = |arguments: &[&str]| {
            let mut command = Command::new(&go);
            command.current_dir(&folder).args(arguments);
            command.env("GOTOOLCHAIN", "local").env_remove("GOROOT");
            command.output().expect("LEAKSCOPE_GO runs")
        };
        // The first call may build it, and prints where it lies only then.
        go_tool(&["tool", "pprof", "-help"]);
        let printed = go_tool(&["tool", "-n", "pprof"]).stdout;
        let program = String::from_utf8_lossy(&printed).trim().into();
        Some(Pprof { program, folder })
    }

    /// What it prints at last: rows with one name and one value come in the order of a Go map, which
    /// is another on each run, so that ours must be among what it prints.
    fn print_until(&self, arguments: &[String], ours: &Printed) -> Printed {
        let mut runs = (0..RUNS).map(|_| self.print(arguments));
        let first = runs.next().expect("more than one run");
        runs.find(|theirs| difference(ours, theirs).is_none())
            .unwrap_or(first)
    }

    /// What it prints, or why it fails.
    fn print(&self, arguments: &[String]) -> Printed {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder).args(arguments);
        command.env("PPROF_TMPDIR", &self.folder).env("TZ", "UTC");
        let output = command.output().expect("pprof runs");
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

/// The arguments of one case, whose files are written into `folder`.
fn case(seed: u64, folder: &Path) -> Vec<String> {
    let random = &mut Random::new(seed);
    let types = profiles::sample_types(random);
    let mut arguments = command_lines::command_line(random, &types);
    let write = |name: String, profile: &messages::ProfileMessage| {
        let path = folder.join(name);
        fs::write(&path, profile.encode_to_vec()).expect("the profile is written");
        path.to_string_lossy().into_owned()
    };
    let now = profiles::profile(random, &types);
    let path = write(format!("{seed}.pb"), &now);
    for argument in &mut arguments {
        if argument.ends_with("=BASE") {
            let base = profiles::base(random, &now, &types);
            let base = write(format!("{seed}-base.pb"), &base);
            *argument = argument.replace("BASE", &base);
        }
    }
    arguments.extend(["-symbolize=none".to_owned(), path]);
    if random.once_in(10) {
        let second = profiles::base(random, &now, &types);
        arguments.push(write(format!("{seed}-second.pb"), &second));
    }
    arguments
}

fn remove_files(seed: u64, folder: &Path) {
    for ending in ["", "-base", "-second"] {
        // Most cases have one file alone.
        let _ = fs::remove_file(folder.join(format!("{seed}{ending}.pb")));
    }
}

/// What differs; none if nothing does.
fn difference(ours: &Printed, theirs: &Printed) -> Option<String> {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) if ours == theirs => None,
        (Err(_), Err(_)) => None,
        (Ok(ours), Ok(theirs)) => {
            let mut lines = ours.lines().zip(theirs.lines()).enumerate();
            let first = lines.find(|(_, (ours, theirs))| ours != theirs);
            Some(match first {
                Some((at, (ours, theirs))) => {
                    format!("line {}:\n  ours   {ours}\n  pprof  {theirs}", at + 1)
                }
                None => format!("ends differ:\n{ours:?}\n{theirs:?}"),
            })
        }
        (Ok(_), Err(error)) => Some(format!("pprof refuses: {error}")),
        (Err(error), Ok(_)) => Some(format!("ours refuses: {error}")),
    }
}

/// The cases that are asked for, or the usual ones.
fn cases(usual: Range<u64>) -> Range<u64> {
    let Ok(range) = env::var("LEAKSCOPE_CASES") else {
        return usual;
    };
    let (from, to) = range.split_once("..").expect("LEAKSCOPE_CASES=FROM..TO");
    from.parse().expect("a number")..to.parse().expect("a number")
}

#[test]
fn random_legacy_profiles_as_pprof_reads_them() {
    let Some(pprof) = Pprof::find() else { return };
    let (mut compared, mut refused, mut unexpected) = (0, 0, String::new());
    for seed in cases(LEGACY_CASES) {
        let random = &mut Random::new(seed);
        let path = pprof.folder.join(format!("{seed}.legacy"));
        fs::write(&path, legacy::profile(random)).expect("the profile is written");
        for report in ["-raw", "-top", "-traces", "-tags"] {
            let file = path.to_string_lossy().into_owned();
            let mut arguments = vec![report.to_owned(), "-symbolize=none".to_owned(), file];
            let theirs = pprof.print(&arguments);
            arguments.push("-like-pprof".to_owned());
            let ours = flags::Command::parse(arguments).and_then(|command| command.print());
            compared += 1;
            refused += usize::from(theirs.is_err());
            if let Some(difference) = difference(&ours, &theirs) {
                unexpected += &format!("{report} {}\n{difference}\n", path.display());
            }
        }
        if !unexpected.contains(&format!("{seed}.legacy")) {
            let _ = fs::remove_file(path);
        }
    }
    println!("{compared} reports compared with pprof's, {refused} of them refused by both");
    assert!(
        unexpected.is_empty(),
        "reports differ from pprof's:\n{unexpected}"
    );
}

#[test]
fn random_reports_as_pprof_prints_them() {
    let Some(pprof) = Pprof::find() else { return };
    let (mut compared, mut refused, mut unexpected) = (0, 0, String::new());
    for seed in cases(CASES) {
        let arguments = case(seed, &pprof.folder);
        let ours = flags::Command::parse(arguments.clone()).and_then(|command| command.print());
        let mut theirs = pprof.print(&arguments);
        if difference(&ours, &theirs).is_some() {
            theirs = pprof.print_until(&arguments, &ours);
        }
        compared += 1;
        refused += usize::from(theirs.is_err());
        let known = KNOWN.iter().find(|(known, _)| *known == seed);
        match (difference(&ours, &theirs), known) {
            (None, None) => remove_files(seed, &pprof.folder),
            (None, Some(_)) => {
                unexpected += &format!("case {seed} is equal: take it off the list\n")
            }
            (Some(_), Some((_, reason))) => println!("known to differ, {reason}: case {seed}"),
            (Some(difference), None) => {
                unexpected += &format!("case {seed}: {}\n{difference}\n", arguments.join(" "));
            }
        }
    }
    println!("{compared} reports compared with pprof's, {refused} of them refused by both");
    assert!(
        unexpected.is_empty(),
        "reports differ from pprof's:\n{unexpected}"
    );
}

/// Sources of the random profiles, as far as they are relative: longer than any line there, and shorter.
fn write_sources(folder: &Path) {
    let lines = |count: usize| (1..=count).map(|at| format!("\tline {at} <b>\r\n"));
    fs::create_dir_all(folder.join("runtime")).expect("a folder");
    for (file, count) in [("c.cc", 400), ("runtime/malloc.go", 14)] {
        let text: String = lines(count).collect();
        fs::write(folder.join(file), text).expect("a source file");
    }
}

#[test]
fn random_listings_as_pprof_prints_them() {
    let Some(pprof) = Pprof::find() else { return };
    write_sources(&pprof.folder);
    let sources = format!("-source_path={}", pprof.folder.display());
    let (mut compared, mut refused, mut unexpected) = (0, 0, String::new());
    for seed in cases(LISTINGS) {
        let random = &mut Random::new(seed);
        let types = profiles::sample_types(random);
        let names = [
            "main",
            "runtime",
            ".",
            "sort|local",
            "func1$",
            "nothing at all",
        ];
        let mut arguments = vec![format!("-list={}", random.pick(&names)), sources.clone()];
        if random.once_in(3) {
            let flags = ["-mean", "-noinlines", "-unit=mb", "-sample_index=0"];
            arguments.push(random.pick(&flags).to_owned());
        }
        if random.once_in(5) {
            arguments.push("-trim_path=/src".to_owned());
        }
        let profile = profiles::profile(random, &types);
        let path = pprof.folder.join(format!("{seed}.list.pb"));
        fs::write(&path, profile.encode_to_vec()).expect("the profile is written");
        arguments.push("-symbolize=none".to_owned());
        arguments.push(path.to_string_lossy().into_owned());
        let ours = flags::Command::parse(arguments.clone()).and_then(|command| command.print());
        // Where a function begins at several lines pprof shows more or fewer of them on each run.
        let theirs = pprof.print_until(&arguments, &ours);
        compared += 1;
        refused += usize::from(theirs.is_err());
        match difference(&ours, &theirs) {
            None => drop(fs::remove_file(path)),
            Some(difference) => {
                unexpected += &format!("case {seed}: {}\n{difference}\n", arguments.join(" "));
            }
        }
    }
    println!("{compared} listings compared with pprof's, {refused} of them refused by both");
    assert!(
        unexpected.is_empty(),
        "listings differ from pprof's:\n{unexpected}"
    );
}
