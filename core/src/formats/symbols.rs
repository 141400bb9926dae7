//! Stacks of Go's debug=1 texts: addresses, and the comment lines that name them.

use super::text;
use super::text_tables::TextTables;
use crate::profile::{FrameId, FunctionId, Label, LabelValue, MappingId};

/// One record's stack while it is read.
///
/// ```text
/// 4 @ 0x48cf2a 0x465066 0x727acf 0x493fe1
/// # labels: {"handler":"/health"}
/// #       0x727ace        main.main.func4+0xe     example.com/zoo/main.go:134
/// ```
///
/// Go leaves out the runtime's own frames next to the leaf and at the root, so that comment lines
/// and addresses differ in number. Where a record has names its stack is made of them alone; the
/// addresses stand in only where it has none.
#[derive(Default)]
pub struct RecordStack {
    /// Return addresses as the file has them, leaf first.
    addresses: Vec<u64>,
    /// Comment lines, leaf first: address, function (none if it has no name), line.
    comments: Vec<(u64, FunctionId, i64)>,
    has_names: bool,
    labels: Vec<Label>,
}

impl RecordStack {
    /// Begins a record with the addresses after its `@`.
    ///
    /// # Errors
    /// The word that is no address.
    pub fn start<'a>(&mut self, addresses: &'a [u8]) -> Result<(), &'a [u8]> {
        self.addresses.clear();
        self.comments.clear();
        self.labels.clear();
        self.has_names = false;
        for word in addresses
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
        {
            self.addresses.push(text::hex(word).ok_or(word)?);
        }
        Ok(())
    }

    /// Takes a comment line that follows a record; what it does not know it leaves.
    pub fn comment(&mut self, line: &[u8], tables: &mut TextTables) {
        if let Some(labels) = line.strip_prefix(b"# labels: ") {
            self.read_labels(labels, tables);
            return;
        }
        // Columns are aligned by runs of tabs.
        let mut columns = line.split(|&byte| byte == b'\t').filter(|c| !c.is_empty());
        if columns.next() != Some(b"#") {
            return;
        }
        let Some(address) = columns.next().and_then(text::hex) else {
            return;
        };
        let Some(symbol) = columns.next() else {
            self.comments.push((address, FunctionId::NONE, 0));
            return;
        };
        let name = text::rsplit_once(symbol, b"+0x").map_or(symbol, |(name, _)| name);
        let (file, line) = text::file_and_line(columns.next().unwrap_or_default());
        let function = tables.function(name, file);
        self.comments.push((address, function, line));
        self.has_names = true;
    }

    /// `{"k":"v", "k2":"v2"}`, Go-quoted.
    fn read_labels(&mut self, text: &[u8], tables: &mut TextTables) {
        let mut rest = text.strip_prefix(b"{").unwrap_or(text);
        while let Some((key, after)) = text::unquote(rest) {
            let after = after.strip_prefix(b":").unwrap_or(after);
            let Some((value, after)) = text::unquote(after) else {
                return;
            };
            self.labels.push(Label {
                key: tables.text(&key),
                value: LabelValue::Str(tables.text(&value)),
            });
            rest = after.strip_prefix(b", ").unwrap_or(after);
        }
    }

    /// The record's labels.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Puts the stack's frames, root first, into `stack`.
    ///
    /// Without names: one location per address, less one, to land on the call. Address 0 is Go's
    /// filling of short stacks and no frame.
    pub fn frames(&self, tables: &mut TextTables, stack: &mut Vec<FrameId>) {
        stack.clear();
        if !self.has_names {
            for &address in self.addresses.iter().rev().filter(|&&a| a != 0) {
                let location = tables.location_of_lines(MappingId::NONE, address - 1, &[]);
                stack.extend(tables.frames_of(location));
            }
            return;
        }
        let mut end = self.comments.len();
        while let Some(&(address, ..)) = self.comments[..end].last() {
            // Lines of one address are one location: what is inlined, then its caller.
            let start = self.comments[..end]
                .iter()
                .rposition(|comment| comment.0 != address)
                .map_or(0, |last| last + 1);
            let lines = self.comments[start..end].iter();
            let lines: Vec<_> = lines
                .filter(|(_, function, _)| function.is_some())
                .map(|&(_, function, line)| (function, line))
                .collect();
            let location = tables.location_of_lines(MappingId::NONE, address, &lines);
            stack.extend(tables.frames_of(location));
            end = start;
        }
    }
}
