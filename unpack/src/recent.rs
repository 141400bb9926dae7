//! Locals by how long ago they were named.

/// How many locals a function has at most, parameters included.
pub const MOST_LOCALS: usize = 8192;

/// A function's locals, the one named last in front; those not yet named follow by their numbers.
///
/// The numbers of locals differ from function to function where their use is alike: "the one before
/// the last" says the same in all of them, and compresses better.
pub struct Recent {
    locals: [u16; MOST_LOCALS],
    /// How many of `locals` are written: all that were named, and all with lower numbers.
    known: usize,
}

impl Recent {
    /// None of them named yet.
    pub const NONE: Recent = Recent {
        locals: [0; MOST_LOCALS],
        known: 0,
    };

    /// Another function begins.
    pub fn forget(&mut self) {
        self.known = 0;
    }

    /// The local at a place, which is named now.
    pub fn take(&mut self, place: usize) -> Option<u16> {
        self.know(place)?;
        let local = *self.locals.get(place)?;
        self.locals.copy_within(..place, 1);
        self.locals[0] = local;
        Some(local)
    }

    /// Where a local is that is named now.
    pub fn place(&mut self, local: u16) -> Option<usize> {
        self.know(usize::from(local))?;
        let mut known = self.locals.get(..self.known)?.iter();
        let place = known.position(|&known| known == local)?;
        self.take(place)?;
        Some(place)
    }

    fn know(&mut self, place: usize) -> Option<()> {
        while self.known <= place {
            *self.locals.get_mut(self.known)? = self.known as u16;
            self.known += 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_named_last_is_in_front() {
        let named = [3, 3, 0, 3, 5, 0, 1];
        let mut written = Recent::NONE;
        let places = named.map(|local| written.place(local).unwrap());
        assert_eq!(places, [3, 0, 1, 1, 5, 2, 3]);
        let mut read = Recent::NONE;
        assert_eq!(places.map(|place| read.take(place).unwrap()), named);
        assert_eq!(read.take(MOST_LOCALS), None);
        assert_eq!(written.place(MOST_LOCALS as u16), None);
    }
}
