//! The members of one JSON object. Reading takes them out one by one, so that what is left is what
//! this version does not know; writing puts them among what was kept of it.

use serde_json::{Map, Number, Value};

use super::unreadable;
use crate::formats::FormatError;

/// More members than that in one list are nobody's recording: one health answer every 30 s for
/// two months are 172,800.
const MAX_LISTED: usize = 200_000;

/// Whole numbers up to here print the same as integers.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// An object being read or written.
pub struct Fields {
    /// What it is, for errors: `a profile`.
    what: &'static str,
    members: Map<String, Value>,
}

/// A member read, or why the index cannot be.
type Read<T> = Result<T, FormatError>;

impl Fields {
    /// The members of `value`, which is to be an object.
    pub fn read(what: &'static str, value: Value) -> Read<Fields> {
        match value {
            Value::Object(members) => Ok(Fields { what, members }),
            _ => Err(unreadable(&format!("{what} is no object"))),
        }
    }

    /// An object to write, which holds `members` already.
    pub fn write(members: Map<String, Value>) -> Fields {
        Fields { what: "", members }
    }

    /// What has not been taken out, or all that was put in.
    pub fn rest(self) -> Map<String, Value> {
        self.members
    }

    /// A member that may be missing; null is as if it were.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.members.remove(name).filter(|value| !value.is_null())
    }

    fn wrong(&self, name: &str, expected: &str) -> FormatError {
        unreadable(&format!("`{name}` of {} is no {expected}", self.what))
    }

    fn missing(&self, name: &str) -> FormatError {
        unreadable(&format!("`{name}` of {} is missing", self.what))
    }

    /// An object of its own; an empty one where it is missing.
    pub fn object(&mut self, name: &'static str) -> Read<Fields> {
        let value = self.take(name).unwrap_or_else(|| Map::new().into());
        Fields::read(name, value)
    }

    /// A text that may be missing.
    pub fn text_if(&mut self, name: &str) -> Read<Option<String>> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "text")),
        }
    }

    /// A text; empty where it is missing.
    pub fn text(&mut self, name: &str) -> Read<String> {
        Ok(self.text_if(name)?.unwrap_or_default())
    }

    /// A text that must be there.
    pub fn name(&mut self, name: &str) -> Read<String> {
        self.text_if(name)?.ok_or_else(|| self.missing(name))
    }

    /// A number that may be missing.
    pub fn number_if(&mut self, name: &str) -> Read<Option<f64>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => match value.as_f64() {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(name, "number")),
            },
        }
    }

    /// A number that must be there.
    pub fn number(&mut self, name: &str) -> Read<f64> {
        self.number_if(name)?.ok_or_else(|| self.missing(name))
    }

    /// A whole number that may be missing.
    pub fn whole_if(&mut self, name: &str) -> Read<Option<u64>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong(name, "whole number")),
            },
        }
    }

    /// The number something is known by.
    pub fn id(&mut self) -> Read<u32> {
        let number = self.whole_if("id")?.ok_or_else(|| self.missing("id"))?;
        u32::try_from(number).map_err(|_| self.wrong("id", "number up to 4294967295"))
    }

    /// Whether; no where it is missing.
    pub fn flag(&mut self, name: &str) -> Read<bool> {
        match self.take(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(self.wrong(name, "true or false")),
        }
    }

    /// A list of no more than [`MAX_LISTED`]; an empty one where it is missing.
    pub fn list(&mut self, name: &str) -> Read<Vec<Value>> {
        let list = self.column(name)?;
        if list.len() > MAX_LISTED {
            let what = format!("`{name}` has more than {MAX_LISTED} members");
            return Err(unreadable(&what));
        }
        Ok(list)
    }

    /// A list of numbers as long as may be.
    pub fn numbers(&mut self, name: &str) -> Read<Vec<f64>> {
        let list = self.column(name)?;
        let mut numbers = Vec::with_capacity(list.len());
        for value in list {
            let number = value.as_f64();
            numbers.push(number.ok_or_else(|| self.wrong(name, "list of numbers"))?);
        }
        Ok(numbers)
    }

    fn column(&mut self, name: &str) -> Read<Vec<Value>> {
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(self.wrong(name, "list")),
        }
    }

    /// Puts a member in.
    pub fn put(&mut self, name: &str, value: Value) {
        self.members.insert(name.to_owned(), value);
    }

    /// Puts a text in.
    pub fn put_text(&mut self, name: &str, text: &str) {
        self.put(name, Value::String(text.to_owned()));
    }

    /// Puts a text in where there is one.
    pub fn put_text_if(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.put_text(name, text);
        }
    }

    /// Puts a number in.
    pub fn put_number(&mut self, name: &str, number: f64) {
        self.put(name, number_value(number));
    }

    /// Puts a number in where there is one.
    pub fn put_number_if(&mut self, name: &str, number: Option<f64>) {
        if let Some(number) = number {
            self.put_number(name, number);
        }
    }

    /// Puts a list of numbers in.
    pub fn put_numbers(&mut self, name: &str, numbers: &[f64]) {
        let values = numbers.iter().map(|number| number_value(*number));
        self.put(name, Value::Array(values.collect()));
    }

    /// Puts a list of objects in.
    pub fn put_list(&mut self, name: &str, list: Vec<Fields>) {
        let values = list.into_iter().map(|fields| fields.rest().into());
        self.put(name, Value::Array(values.collect()));
    }

    /// Puts one of this version's words in, unless a newer version wrote one that is not known here.
    pub fn put_word(&mut self, name: &str, word: &str) {
        if !self.members.contains_key(name) {
            self.put_text(name, word);
        }
    }

    /// Reads one of this version's words; one that is not known here stays, and `otherwise` stands
    /// for it. An empty word is a missing member.
    pub fn word<T>(
        &mut self,
        name: &str,
        known: impl Fn(&str) -> Option<T>,
        otherwise: T,
    ) -> Read<T> {
        let word = self.text(name)?;
        Ok(known(&word).unwrap_or_else(|| {
            self.put_text(name, &word);
            otherwise
        }))
    }
}

/// A number, printed without `.0` where it is whole; null where it is not finite.
fn number_value(number: f64) -> Value {
    let is_negative_zero = number == 0.0 && number.is_sign_negative();
    if number.fract() == 0.0 && number.abs() < EXACT && !is_negative_zero {
        Value::from(number as i64)
    } else {
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}
