//! Events of calls opened and closed, summed up into a tree: a call that opens a million times is one
//! stack.

use super::scan::Scan;
use super::{FormatError, Step};
use crate::formats::text;
use crate::map::Map;

/// What calls took.
pub struct Calls {
    /// How many frames the file has.
    frames: usize,
    /// Each way to a function: where its caller is, its frame, what it took itself. The first is none.
    nodes: Vec<(u32, u32, f64)>,
    children: Map<(u32, u32), u32>,
    /// The node whose call is open innermost, and how many are open.
    open: u32,
    depth: usize,
    last_at: Option<f64>,
    /// Which node is the next to be told of.
    told: usize,
    buffer: Vec<u8>,
}

impl Calls {
    /// No event yet.
    pub fn new(frames: usize) -> Calls {
        Calls {
            frames,
            nodes: vec![(0, 0, 0.0)],
            children: Map::default(),
            open: 0,
            depth: 0,
            last_at: None,
            told: 1,
            buffer: Vec::new(),
        }
    }

    /// Takes some `most` bytes of events.
    pub fn events(&mut self, scan: &mut Scan<'_>, most: usize) -> Result<Step, FormatError> {
        let until = scan.at + most;
        while scan.at < until {
            if !scan.more(b']')? {
                return Ok(Step::Done);
            }
            self.event(scan)?;
        }
        Ok(Step::At(scan.at))
    }

    fn event(&mut self, scan: &mut Scan<'_>) -> Result<(), FormatError> {
        scan.peek();
        let start = *scan;
        let (mut kind, mut frame, mut at) = (Vec::new(), None, None);
        scan.enter(b'{')?;
        while scan.more(b'}')? {
            scan.key(&mut self.buffer)?;
            match self.buffer.as_slice() {
                b"type" => scan.string(&mut kind)?,
                b"frame" => frame = Some(scan.index(self.frames, "frames")?),
                b"at" => at = Some(scan.number()?),
                _ => scan.skip_short()?,
            }
        }
        let (Some(frame), Some(at)) = (frame, at) else {
            return Err(start.error("an event has no `frame` or no `at`".into()));
        };
        let passed = at - self.last_at.unwrap_or(at);
        if passed < 0.0 {
            return Err(start.error("an event is earlier than the one before it".into()));
        }
        self.last_at = Some(at);
        self.nodes[self.open as usize].2 += passed;
        match kind.as_slice() {
            b"O" => self.enter(frame as u32),
            b"C" if self.depth > 0 && self.nodes[self.open as usize].1 == frame as u32 => {
                self.open = self.nodes[self.open as usize].0;
                self.depth -= 1;
            }
            b"C" => {
                let what = format!("frame {frame} is closed here and is not the last one opened");
                return Err(start.error(what));
            }
            _ => return Err(start.error("an event is neither `O` nor `C`".into())),
        }
        Ok(())
    }

    fn enter(&mut self, frame: u32) {
        let (caller, nodes) = (self.open, &mut self.nodes);
        self.depth += 1;
        self.open = *self.children.or_insert_with((caller, frame), || {
            nodes.push((caller, frame, 0.0));
            nodes.len() as u32 - 1
        });
    }

    /// The last event was taken; what is still open ran to the end. What is to be said of that.
    pub fn end(&mut self, end_value: f64) -> Option<String> {
        let rest = end_value - self.last_at.unwrap_or(end_value);
        self.nodes[self.open as usize].2 += rest.max(0.0);
        let are = if self.depth == 1 { "was" } else { "were" };
        let calls = text::counted(self.depth, "call");
        (self.depth > 0).then(|| format!("{calls} {are} still open at its end"))
    }

    /// What the next stack took that took anything itself, its frames given to `each`, **leaf first**;
    /// none after the last.
    pub fn next_sample(&mut self, each: &mut dyn FnMut(usize)) -> Option<f64> {
        let took = |node: &(u32, u32, f64)| node.2 != 0.0;
        let ahead = self.nodes.get(self.told..)?.iter().position(took)?;
        let mut node = self.told + ahead;
        self.told = node + 1;
        let weight = self.nodes[node].2;
        while node != 0 {
            let (caller, frame, _) = self.nodes[node];
            each(frame as usize);
            node = caller as usize;
        }
        Some(weight)
    }
}
