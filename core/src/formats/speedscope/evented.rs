//! Events of calls opened and closed: what ran between two of them is a sample, in the order of time. Where
//! those come to too much they are summed up into a tree: then a call that opens a million times is one
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
    /// What ran from one event to the next; none where that is too much.
    stretches: Option<Vec<Stretch>>,
    /// How many frames the stacks of further stretches may have together.
    frames_left: usize,
    /// The fewest calls that were open since the last stretch.
    least_depth: usize,
    /// Which node or stretch is the next to be told of.
    told: usize,
    buffer: Vec<u8>,
}

/// What ran from one event to the next.
struct Stretch {
    /// The call that was open innermost.
    node: u32,
    /// How many of its calls were open in the stretch before already.
    goes_on: u32,
    took: f64,
}

impl Calls {
    /// No event yet; in the order of time as long as all stacks have no more than `frames_left` frames.
    pub fn new(frames: usize, frames_left: usize) -> Calls {
        Calls {
            frames,
            nodes: vec![(0, 0, 0.0)],
            children: Map::default(),
            open: 0,
            depth: 0,
            last_at: None,
            stretches: Some(Vec::new()),
            frames_left,
            least_depth: 0,
            told: 0,
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
        self.pass(passed);
        match kind.as_slice() {
            b"O" => self.enter(frame as u32),
            b"C" if self.depth > 0 && self.nodes[self.open as usize].1 == frame as u32 => {
                self.open = self.nodes[self.open as usize].0;
                self.depth -= 1;
                self.least_depth = self.least_depth.min(self.depth);
            }
            b"C" => {
                let what = format!("frame {frame} is closed here and is not the last one opened");
                return Err(start.error(what));
            }
            _ => return Err(start.error("an event is neither `O` nor `C`".into())),
        }
        Ok(())
    }

    /// So much passes with the calls that are open now.
    fn pass(&mut self, took: f64) {
        self.nodes[self.open as usize].2 += took;
        // While no call is open nothing is used up.
        let is_told = took != 0.0 && self.open != 0;
        let Some(stretches) = self.stretches.as_mut().filter(|_| is_told) else {
            return;
        };
        let last = stretches.last_mut().filter(|last| last.node == self.open);
        if let Some(last) = last.filter(|_| self.least_depth == self.depth) {
            // Calls that took no time came between.
            last.took += took;
            return;
        }
        let goes_on = std::mem::replace(&mut self.least_depth, self.depth) as u32;
        match self.frames_left.checked_sub(1 + self.depth) {
            Some(left) => {
                self.frames_left = left;
                stretches.push(Stretch {
                    node: self.open,
                    goes_on,
                    took,
                });
            }
            None => self.stretches = None,
        }
    }

    /// How many frames the stacks of further stretches may have; none where there were too many.
    pub fn frames_left(&self) -> Option<usize> {
        self.stretches.as_ref().map(|_| self.frames_left)
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
        self.pass(rest.max(0.0));
        let are = if self.depth == 1 { "was" } else { "were" };
        let calls = text::counted(self.depth, "call");
        (self.depth > 0).then(|| format!("{calls} {are} still open at its end"))
    }

    /// What the next stack took that took anything itself, and how many of its calls went on from the one
    /// before, its frames given to `each`, **leaf first**; none after the last. Where there was too much
    /// to tell in the order of time, each stack comes once, and none goes on.
    pub fn next_sample(&mut self, each: &mut dyn FnMut(usize)) -> Option<(f64, u32)> {
        let (mut node, weight, goes_on) = match &self.stretches {
            Some(stretches) => {
                let stretch = stretches.get(self.told)?;
                self.told += 1;
                (stretch.node as usize, stretch.took, stretch.goes_on)
            }
            None => {
                let took = |node: &(u32, u32, f64)| node.2 != 0.0;
                // Without calls nothing took anything.
                self.told = self.told.max(1);
                let ahead = self.nodes.get(self.told..)?.iter().position(took)?;
                let node = self.told + ahead;
                self.told = node + 1;
                (node, self.nodes[node].2, 0)
            }
        };
        while node != 0 {
            let (caller, frame, _) = self.nodes[node];
            each(frame as usize);
            node = caller as usize;
        }
        Some((weight, goes_on))
    }
}
