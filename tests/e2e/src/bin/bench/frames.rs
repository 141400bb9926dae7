//! How smooth a large flame is under the pointer: in each frame one event, and what the page's thread does
//! until it is free again, handlers, drawing and layout.

use crate::opening::settle;
use crate::{FLAGS, OBSERVER, Tool};
use leakscope_e2e::Page;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// What is done in each frame.
pub const GESTURES: [(&str, &str); 3] = [
    ("hovering", "hover"),
    ("panning", "pan"),
    ("zooming", "zoom"),
];

/// Frames of one gesture.
const FRAMES: u32 = 240;
/// Longer than this is a frame that is missed, in milliseconds: they come each 16.7.
const LATE_MS: f64 = 25.0;

/// A message that is sent in a frame arrives when the frame's work is done.
const SCRIPT: &str = r"
globalThis.benchGesture = (kind, frames) => {
  const area = (canvas) => canvas.clientWidth * canvas.clientHeight;
  const canvas = [...document.querySelectorAll('canvas')].sort((a, b) => area(b) - area(a))[0];
  const box = canvas.getBoundingClientRect();
  const work = [], gaps = [];
  let last = 0, began = 0, frame = 0;
  const channel = new MessageChannel();
  channel.port1.onmessage = () => work.push(performance.now() - began);
  const step = (now) => {
    if (frame > 1) gaps.push(now - last);
    last = now;
    if (frame++ >= frames) { globalThis.benchFrames = { work, gaps }; return; }
    requestAnimationFrame(step);
    began = performance.now();
    const at = {
      bubbles: true, cancelable: true, view: window,
      clientX: box.left + box.width * (0.1 + 0.8 * (frame * 37 % 100) / 100),
      clientY: box.top + 40 + (box.height - 60) * (frame * 23 % 100) / 100,
    };
    const target = document.elementFromPoint(at.clientX, at.clientY) ?? canvas;
    const forth = frame % 40 < 20 ? 1 : -1;
    if (kind === 'hover') {
      target.dispatchEvent(new PointerEvent('pointermove', { ...at, pointerType: 'mouse' }));
      target.dispatchEvent(new MouseEvent('mousemove', at));
    } else if (kind === 'pan') {
      target.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: 30 * forth }));
    } else if (frame % 10 === 0) {
      target.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: -30 * forth, ctrlKey: true }));
    }
    channel.port2.postMessage(null);
  };
  requestAnimationFrame(step);
};
";

/// One gesture over the flame of a file.
pub fn gesture(tool: &Tool, url: &str, file: &Path, kind: &str) -> Value {
    let page = Page::open_with(url, FLAGS, &format!("{OBSERVER}{SCRIPT}"));
    settle(&page, tool);
    page.drop_files(&[file.to_path_buf()]);
    page.wait_for_mark(tool.painted);
    std::thread::sleep(Duration::from_secs(3));
    page.run(&format!("benchGesture('{kind}', {FRAMES})"));
    let start = Instant::now();
    let measured = loop {
        let measured = page.run("return globalThis.benchFrames ?? null");
        if !measured.is_null() || start.elapsed() > Duration::from_secs(120) {
            break measured;
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    let numbers = |key: &str| {
        let numbers = measured[key].as_array().into_iter().flatten();
        let mut numbers: Vec<f64> = numbers.filter_map(Value::as_f64).collect();
        numbers.sort_by(f64::total_cmp);
        numbers
    };
    let (work, gaps) = (numbers("work"), numbers("gaps"));
    let at_95 = work.get(work.len() * 95 / 100).copied();
    let late = gaps.iter().filter(|&&gap| gap > LATE_MS).count();
    json!({
        "work_p95_ms": at_95,
        "late_share": late as f64 / gaps.len().max(1) as f64,
        "longest_ms": gaps.last(),
    })
}

/// A line of the table: what the page's thread spends in a frame at the 95th percentile, and the share of
/// frames that come late, of either.
pub fn line(what: &str, ours: &Value, theirs: &Value) -> String {
    let ms = |side: &Value| {
        let ms = side["work_p95_ms"].as_f64();
        ms.map_or("—".to_owned(), |ms| format!("{ms:.1} ms"))
    };
    let late = |side: &Value| {
        let share = side["late_share"].as_f64().unwrap_or(f64::NAN);
        format!("{:.1} %", share * 100.0)
    };
    let cells = [
        what.to_owned(),
        ms(ours),
        ms(theirs),
        late(ours),
        late(theirs),
    ];
    format!("| {} |", cells.join(" | "))
}
