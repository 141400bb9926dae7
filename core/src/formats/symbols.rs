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

    /// The record's addresses as the file has them, leaf first.
    pub fn addresses(&self) -> &[u64] {
        &self.addresses
    }

    /// Puts the stack's frames, root first, into `stack`.
    ///
    /// Without names: one location per address, less one, to land on the call. Address 0 is Go's
    /// filling of short stacks and no frame.
    pub fn frames(&self, tables: &mut TextTables, stack: &mut Vec<FrameId>) {
        if !self.has_names {
            let addresses = self.addresses.iter().filter(|&&address| address != 0);
            tables.stack_at(&mut addresses.map(|address| address - 1), stack);
            return;
        }
        stack.clear();
        // Lines of one address are one location: what is inlined, then its caller.
        for comments in self.comments.chunk_by(|a, b| a.0 == b.0) {
            let named = comments
                .iter()
                .filter(|(_, function, _)| function.is_some());
            let lines: Vec<_> = named.map(|&(_, function, line)| (function, line)).collect();
            let location = tables.location_of_lines(MappingId::NONE, comments[0].0, &lines);
            stack.extend(tables.frames_of(location).rev());
        }
        stack.reverse();
    }
}
