//! Files opened with no network at all: from a profile to its cause, comparing, saving, coming back.

use leakscope_e2e::{Page, serve, story, until};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

fn opened() -> (impl Sized, Page) {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    // Whoever cuts the network then has all of the page.
    page.wait_for_mark("leakscope:whole");
    (site, page)
}

#[test]
fn the_storys_single_profile_tells_suspected_cause_and_cure_offline() {
    for file in ["goroutine.pb.gz", "goroutine.debug1.txt"] {
        let (_site, page) = opened();
        page.cut_network();
        page.drop_files(&[story(file)]);
        page.see("Suspected:");
        page.see("50,000 readLoop and 50,000 writeLoop");
        page.wait_for_mark("leakscope:profile-ready");
        page.wait_for_mark("leakscope:flame-painted");
        page.click("Why & how to fix");
        page.see("Timeout");
        page.see("Close");
        assert_eq!(page.console_errors(), Vec::<String>::new());
    }
}

#[test]
fn the_whole_offline_path_needs_no_network() {
    let (_site, page) = opened();
    page.cut_network();

    // Two profiles of one kind dropped together are compared.
    page.drop_files(&[story("early/goroutine.pb.gz"), story("goroutine.pb.gz")]);
    page.wait_for_mark("leakscope:flame-painted");
    page.see("net/http.(*persistConn).readLoop");
    page.see("Grew");

    // Top lists the functions as pprof names them.
    page.click("Top");
    page.see("runtime.gopark");
    page.click("Flame");

    // Text pastes; heap text has its sample types.
    let heap = std::fs::read_to_string(story("early/heap.debug1.txt")).expect("the fixture");
    page.paste(&heap);
    page.see("inuse_space");
    page.see("alloc_objects");
    page.click("inuse_objects");
    page.expect("the link to name the sample type", |_| {
        page.url().contains("inuse_objects")
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

/// Two profiles of the story, and what is none, under these names.
fn day() -> [(&'static str, Vec<u8>); 3] {
    let read = |name: &str| std::fs::read(story(name)).expect("the fixture");
    [
        ("day/goroutine-2.pb.gz", read("early/goroutine.pb.gz")),
        ("day/goroutine-10.pb.gz", read("goroutine.pb.gz")),
        ("day/README.md", b"What this is\n".to_vec()),
    ]
}

/// The early profile against the late one, and a word on what was left out.
fn see_the_day(page: &Page) {
    page.wait_for_mark("leakscope:flame-painted");
    page.see("net/http.(*persistConn).readLoop");
    page.see("Grew");
    page.see("goroutine-10.pb.gz");
    page.see("1 file was no profile");
    page.see("README.md");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_zip_of_two_profiles_is_a_comparison() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("day.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    for (name, bytes) in day() {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).expect("a file in it");
        zip.write_all(&bytes).expect("its bytes");
    }
    zip.finish().expect("a zip");
    let (_site, page) = opened();
    page.drop_files(&[path]);
    see_the_day(&page);
    // Each is a profile of its own.
    page.reload();
    page.click("Leakscope");
    page.see("goroutine-2.pb.gz");
    page.see("goroutine-10.pb.gz");
}

#[test]
fn a_folder_is_opened_as_the_files_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let within = folder.path().join("day/deeper");
    std::fs::create_dir_all(&within).expect("a folder");
    for (index, (name, bytes)) in day().into_iter().enumerate() {
        let name = name.trim_start_matches("day/");
        let path = if index == 1 {
            within.join(name)
        } else {
            folder.path().join("day").join(name)
        };
        std::fs::write(path, bytes).expect("a file");
    }
    let (_site, page) = opened();
    page.drop_files(&[folder.path().join("day")]);
    see_the_day(&page);
    page.see("day/deeper/goroutine-10.pb.gz");
}

#[test]
fn reloading_loses_no_open_profile() {
    let (_site, page) = opened();
    page.drop_files(&[story("goroutine.pb.gz")]);
    page.see("Suspected:");
    page.reload();
    page.see("Suspected:");
    page.see("net/http.(*persistConn).writeLoop");
}

#[test]
fn what_cannot_be_read_is_named_and_nothing_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let good = std::fs::read(story("goroutine.pb.gz")).expect("the fixture");
    let files = [
        write("empty.pb.gz", b""),
        write("cut.pb.gz", &good[..good.len() / 2]),
        write("random.bin", &[0x9d, 0x17, 0xfe, 0x00, 0x55, 0xaa, 0x81, 0x3c]),
        write(
            "page.html",
            b"<!doctype html><html><head><title>Sign in</title></head><body>no profile</body></html>",
        ),
    ];
    let (_site, page) = opened();
    page.drop_files(&[story("goroutine.pb.gz")]);
    page.see("Suspected:");
    page.drop_files(&files);
    for name in ["empty.pb.gz", "cut.pb.gz", "random.bin", "page.html"] {
        page.see(name);
    }
    page.see("HTML");
    page.see("Suspected:");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_bomb_stops_at_the_limit_and_a_stack_of_100000_frames_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let bomb = folder.path().join("bomb.gz");
    std::fs::write(&bomb, bomb_of_600_mib()).expect("a file");
    let deep = folder.path().join("deep.txt");
    std::fs::write(&deep, stack_of_100_000_frames()).expect("a file");

    let (_site, page) = opened();
    page.drop_files(&[bomb]);
    page.see("512 MiB");
    page.see("Raise the limit");
    page.drop_files(&[deep]);
    page.wait_for_mark("leakscope:flame-painted");
    // As many rows as a row's number can count; what lies below is counted as hidden.
    page.see("65535 rows");
    page.see("1 hidden under");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn every_file_of_the_corpus_opens_or_is_named() {
    let corpus = xtask::paths::repo().join("../shared/corpus");
    if !corpus.is_dir() {
        println!("skipped: there is no corpus beside the project");
        return;
    }
    let mut files = Vec::new();
    for folder in ["pprof", "goroutine", "legacy"] {
        collect(&corpus.join(folder), &mut files);
    }
    assert!(files.len() > 90, "{} files", files.len());
    let (_site, page) = opened();
    for file in &files {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let before = count(&page, "leakscope:profile-ready");
        page.drop_files(std::slice::from_ref(file));
        let outcome = until(Duration::from_secs(30), || {
            let is_open = count(&page, "leakscope:profile-ready") > before;
            let is_named = page.text().contains(&name);
            if is_open || is_named {
                Ok(())
            } else {
                Err(page.text())
            }
        });
        outcome.unwrap_or_else(|text| panic!("{}: {text}", file.display()));
        // Messages are put away so that the next file's can be told from them.
        page.run(
            "document.querySelectorAll('.messages button[aria-label^=Put]').forEach(b => b.click())",
        );
    }
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

fn count(page: &Page, mark: &str) -> usize {
    page.marks().iter().filter(|m| m.name == mark).count()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the folder");
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, files);
        } else if ![".golden.json", ".string", "zoo.go.txt"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            files.push(path);
        }
    }
}

/// 600 MiB of zeros in some 600 kB.
fn bomb_of_600_mib() -> Vec<u8> {
    use std::io::Write;
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mebibyte = vec![0u8; 1 << 20];
    for _ in 0..600 {
        bomb.write_all(&mebibyte).expect("memory");
    }
    bomb.finish().expect("memory")
}

fn stack_of_100_000_frames() -> String {
    use std::fmt::Write;
    let mut text = String::from("goroutine profile: total 1\n1 @");
    for pc in 1..=100_000 {
        let _ = write!(text, " {pc:#x}");
    }
    text.push('\n');
    for pc in 1..=100_000u32 {
        let depth = 100_000 - pc;
        let _ = writeln!(text, "#\t{pc:#x}\tmain.f{depth}+0x1\t\tmain.go:{pc}");
    }
    text
}
