//! A cursor over the protobuf wire format.
//!
//! It walks the bytes in place and copies nothing. Wire types 3 and 4 (groups) are errors, as
//! pprof's own reader has it.

use super::FormatError;

/// What is wrong with the bytes, in which field, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    /// What is wrong.
    pub what: &'static str,
    /// `sample.location_id`; empty where no field is known yet.
    pub field: &'static str,
    /// The byte, counted from 0.
    pub at: usize,
}

/// A message on its way out of the readers: a pointer, since they have results at every field.
pub type Failure = Box<FormatError>;

impl From<WireError> for Failure {
    // Cold, and a call: readers convert at every field.
    #[cold]
    #[inline(never)]
    fn from(error: WireError) -> Failure {
        let what = if error.field.is_empty() {
            error.what.to_owned()
        } else {
            format!("{} in {}", error.what, error.field)
        };
        malformed(what).at_byte(error.at).into()
    }
}

/// A pprof protobuf with something wrong in it.
#[cold]
pub fn malformed(what: impl Into<String>) -> FormatError {
    FormatError::new("pprof protobuf", what)
        .advise("The file may be cut off or damaged: fetch it again, as it is (curl -o FILE URL).")
}

/// More than `limit` of something, at the message that passes it.
#[cold]
pub fn limit(limit: usize, of_what: &str, message: Span) -> Failure {
    let error = FormatError::limit("pprof protobuf", limit, of_what);
    error.at_byte(message.start as usize).into()
}

/// The message with the place of the message it is about, unless it names one itself.
#[cold]
#[inline(never)]
pub fn within(failure: Failure, message: Span) -> Failure {
    match failure.at {
        Some(_) => failure,
        None => (*failure).at_byte(message.start as usize).into(),
    }
}

/// One field of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its number.
    pub number: u64,
    /// Its value.
    pub value: Value,
    /// The byte its tag starts at.
    pub at: usize,
}

/// A field's value by wire type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Wire type 0.
    Varint(u64),
    /// Wire types 1 and 5.
    Fixed,
    /// Wire type 2.
    Bytes(Span),
}

/// A stretch of the file. `u32`: files end before 4 GiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl Span {
    /// The bytes of this stretch.
    pub fn of(self, file: &[u8]) -> &[u8] {
        file.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// Walks the fields of one message.
pub struct Cursor<'a> {
    /// The message's bytes.
    bytes: &'a [u8],
    /// The next byte to read.
    at: usize,
    /// Where the message starts in the file.
    base: usize,
}

impl<'a> Cursor<'a> {
    /// Over the message at `span` of `file`.
    pub fn new(file: &'a [u8], span: Span) -> Cursor<'a> {
        Cursor {
            bytes: span.of(file),
            at: 0,
            base: span.start as usize,
        }
    }

    /// The next byte's position in the file.
    pub fn position(&self) -> usize {
        self.base + self.at
    }

    /// The next field, none at the end of the message.
    ///
    /// # Errors
    /// For bytes that are no field.
    #[inline]
    pub fn next_field(&mut self) -> Result<Option<Field>, WireError> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        let at = self.position();
        let tag = self.varint().ok_or(self.broken("no valid field", at))?;
        let value = match tag & 7 {
            0 => Value::Varint(
                self.varint()
                    .ok_or(self.broken("a number is cut off", at))?,
            ),
            1 => self.skip(8, at)?,
            2 => self.span(at)?,
            5 => self.skip(4, at)?,
            _ => return Err(self.broken("a wire type that pprof does not use", at)),
        };
        Ok(Some(Field {
            number: tag >> 3,
            value,
            at,
        }))
    }

    /// The next varint; none if it is cut off or longer than ten bytes.
    #[inline(always)]
    pub fn varint(&mut self) -> Option<u64> {
        // Ids and values are mostly small: up to three bytes are read here, without a loop.
        match *self.bytes.get(self.at..)? {
            [a, ..] if a < 0x80 => {
                self.at += 1;
                Some(u64::from(a))
            }
            [a, b, ..] if b < 0x80 => {
                self.at += 2;
                Some(u64::from(a & 0x7f) | u64::from(b) << 7)
            }
            [a, b, c, ..] if c < 0x80 => {
                self.at += 3;
                Some(u64::from(a & 0x7f) | u64::from(b & 0x7f) << 7 | u64::from(c) << 14)
            }
            _ => self.long_varint(),
        }
    }

    #[inline(never)]
    fn long_varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for (i, &byte) in self.bytes[self.at..].iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * i);
            if byte < 0x80 {
                self.at += i + 1;
                return Some(value);
            }
        }
        None
    }

    fn span(&mut self, at: usize) -> Result<Value, WireError> {
        let len = self
            .varint()
            .ok_or(self.broken("a length is cut off", at))?;
        let left = (self.bytes.len() - self.at) as u64;
        if len > left {
            return Err(self.broken("a field is longer than what is left of the file", at));
        }
        let start = self.position() as u32;
        self.at += len as usize;
        Ok(Value::Bytes(Span {
            start,
            end: self.position() as u32,
        }))
    }

    fn skip(&mut self, len: usize, at: usize) -> Result<Value, WireError> {
        if self.bytes.len() - self.at < len {
            return Err(self.broken("a number is cut off", at));
        }
        self.at += len;
        Ok(Value::Fixed)
    }

    fn broken(&self, what: &'static str, at: usize) -> WireError {
        WireError {
            what,
            field: "",
            at,
        }
    }
}

impl Field {
    /// A field of packed numbers, or of any bytes.
    pub fn packed(number: u64, span: Span) -> Field {
        Field {
            number,
            value: Value::Bytes(span),
            at: span.start as usize,
        }
    }

    /// The value of a number field called `name`.
    ///
    /// # Errors
    /// If it is of another wire type.
    #[inline]
    pub fn number_of(&self, name: &'static str) -> Result<u64, WireError> {
        match self.value {
            Value::Varint(value) => Ok(value),
            _ => Err(self.mismatch(name)),
        }
    }

    /// The value of a string, bytes or message field called `name`.
    ///
    /// # Errors
    /// If it is of another wire type.
    #[inline]
    pub fn span_of(&self, name: &'static str) -> Result<Span, WireError> {
        match self.value {
            Value::Bytes(span) => Ok(span),
            _ => Err(self.mismatch(name)),
        }
    }

    /// Gives `each` the numbers of a repeated field called `name`, packed or not.
    ///
    /// # Errors
    /// If it is of another wire type, or a packed number is cut off.
    #[inline]
    pub fn numbers_of(
        &self,
        file: &[u8],
        name: &'static str,
        mut each: impl FnMut(u64),
    ) -> Result<(), WireError> {
        match self.value {
            Value::Varint(value) => each(value),
            Value::Bytes(span) => {
                let mut cursor = Cursor::new(file, span);
                while cursor.at < cursor.bytes.len() {
                    let at = cursor.position();
                    let value = cursor.varint().ok_or(WireError {
                        what: "a number is cut off",
                        field: name,
                        at,
                    })?;
                    each(value);
                }
            }
            Value::Fixed => return Err(self.mismatch(name)),
        }
        Ok(())
    }

    fn mismatch(&self, name: &'static str) -> WireError {
        WireError {
            what: "a value of the wrong wire type",
            field: name,
            at: self.at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(bytes: &[u8]) -> Result<Vec<(u64, Value)>, WireError> {
        let span = Span {
            start: 0,
            end: bytes.len() as u32,
        };
        let mut cursor = Cursor::new(bytes, span);
        let mut all = Vec::new();
        while let Some(field) = cursor.next_field()? {
            all.push((field.number, field.value));
        }
        Ok(all)
    }

    #[test]
    fn each_wire_type() {
        let bytes = [
            0x08, 0x96, 0x01, // 1: 150
            0x12, 0x02, b'h', b'i', // 2: "hi"
            0x19, 0, 0, 0, 0, 0, 0, 0, 0, // 3: fixed64
            0x25, 0, 0, 0, 0, // 4: fixed32
        ];
        let hi = Span { start: 5, end: 7 };
        assert_eq!(
            fields(&bytes).unwrap(),
            [
                (1, Value::Varint(150)),
                (2, Value::Bytes(hi)),
                (3, Value::Fixed),
                (4, Value::Fixed)
            ]
        );
    }

    #[test]
    fn what_is_no_field_is_an_error_with_its_place() {
        for (bytes, what, at) in [
            (
                &[0x08, 0x01, 0x0b][..],
                "a wire type that pprof does not use",
                2,
            ),
            (&[0x0c], "a wire type that pprof does not use", 0),
            (&[0x08, 0x80], "a number is cut off", 0),
            (&[0xff; 11], "no valid field", 0),
            (
                &[0x12, 0x05, b'h'],
                "a field is longer than what is left of the file",
                0,
            ),
            (&[0x12, 0x80], "a length is cut off", 0),
            (&[0x19, 0, 0], "a number is cut off", 0),
        ] {
            let error = fields(bytes).unwrap_err();
            assert_eq!((error.what, error.at), (what, at), "{bytes:?}");
        }
    }

    #[test]
    fn the_largest_number_takes_ten_bytes() {
        let mut bytes = vec![0x08];
        bytes.extend([0xff; 9]);
        bytes.push(0x01);
        assert_eq!(fields(&bytes).unwrap(), [(1, Value::Varint(u64::MAX))]);
    }
}
