//! Numbers, texts, lists and what else fields are made of.

use super::{Coded, Input};

#[inline(never)]
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[inline(never)]
fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes);
}

macro_rules! coded_as_number {
    ($($number:ty),*) => {$(
        impl Coded for $number {
            fn put(&self, out: &mut Vec<u8>) {
                put_number(out, u64::from(*self));
            }

            fn take(input: &mut Input) -> $number {
                input.number(u64::from(<$number>::MAX)) as $number
            }
        }
    )*};
}

coded_as_number!(u16, u32, u64);

macro_rules! coded_as_chunk {
    ($($number:ty),*) => {$(
        impl Coded for $number {
            fn put(&self, out: &mut Vec<u8>) {
                put_bytes(out, &self.to_le_bytes());
            }

            fn take(input: &mut Input) -> $number {
                <$number>::from_le_bytes(input.chunk())
            }
        }
    )*};
}

coded_as_chunk!(u8, f32, f64);

impl Coded for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, (self << 1 ^ self >> 63) as u64);
    }

    fn take(input: &mut Input) -> i64 {
        let number = input.number(u64::MAX);
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }
}

impl Coded for bool {
    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, u64::from(*self));
    }

    fn take(input: &mut Input) -> bool {
        input.tag(2) == 1
    }
}

impl Coded for String {
    #[inline(never)]
    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, self.len() as u64);
        put_bytes(out, self.as_bytes());
    }

    fn take(input: &mut Input) -> String {
        input.text()
    }
}

impl<T: Coded> Coded for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(input: &mut Input) -> Option<T> {
        bool::take(input).then(|| T::take(input))
    }
}

impl<T: Coded> Coded for Vec<T> {
    #[inline(never)]
    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, self.len() as u64);
        for item in self {
            item.put(out);
        }
    }

    #[inline(never)]
    fn take(input: &mut Input) -> Vec<T> {
        let count = input.count();
        // It grows with what is read, since a count may lie.
        let mut items = Vec::new();
        while items.len() < count && !input.is_broken {
            items.push(T::take(input));
        }
        items
    }
}

impl<T: Coded, const N: usize> Coded for [T; N] {
    fn put(&self, out: &mut Vec<u8>) {
        for item in self {
            item.put(out);
        }
    }

    fn take(input: &mut Input) -> [T; N] {
        std::array::from_fn(|_| T::take(input))
    }
}

impl<T: Coded> Coded for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        T::put(self, out);
    }

    fn take(input: &mut Input) -> Box<T> {
        Box::new(T::take(input))
    }
}

impl<A: Coded, B: Coded> Coded for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn take(input: &mut Input) -> (A, B) {
        (A::take(input), B::take(input))
    }
}

impl<A: Coded, B: Coded, C: Coded> Coded for (A, B, C) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
        self.2.put(out);
    }

    fn take(input: &mut Input) -> (A, B, C) {
        (A::take(input), B::take(input), C::take(input))
    }
}
