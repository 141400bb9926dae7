//! Signals, memos, effects and stored values: Leptos's, compiled once.
//!
//! Leptos compiles its reactive machinery anew for each type that is kept in it, two kilobytes and
//! more each time. Here each value is kept behind one type, [`Value`], so that the machinery is there
//! once, and each of our types costs a cast. The names are Leptos's and mean the same. Everything here
//! lives on the page's one thread.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use crate::leptos;
use crate::leptos::{Get, GetUntracked, LocalStorage, Set, Track};
use send_wrapper::SendWrapper;

/// A value of any type, and how two of that type are compared.
#[derive(Clone)]
struct Value {
    value: SendWrapper<Rc<dyn Any>>,
    is_same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        Rc::ptr_eq(&self.value, &other.value) || (self.is_same)(&**self.value, &**other.value)
    }
}

impl Value {
    fn new<T: 'static>(value: T) -> Value {
        Value {
            value: SendWrapper::new(Rc::new(value)),
            is_same: |_, _| false,
        }
    }

    fn comparing<T: PartialEq + 'static>(value: T) -> Value {
        Value {
            is_same: |a, b| match (a.downcast_ref::<T>(), b.downcast_ref::<T>()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
            ..Value::new(value)
        }
    }

    fn typed<T: 'static>(self) -> Read<T> {
        let value = self.value.take().downcast();
        Read(value.expect("a handle of the type it was made with"))
    }
}

/// A value as it was when it was read.
pub struct Read<T>(Rc<T>);

impl<T> Deref for Read<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

macro_rules! handle {
    ($(#[$docs:meta])* $name:ident, $inner:ty) => {
        $(#[$docs])*
        pub struct $name<T> {
            inner: $inner,
            of: PhantomData<fn() -> T>,
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $name<T> {}
    };
}

macro_rules! readable {
    ($name:ident) => {
        #[allow(dead_code, reason = "each kind of handle can be read in every way")]
        impl<T: 'static> $name<T> {
            /// The value; who reads it in a memo, an effect or live content follows it.
            pub fn read(self) -> Read<T> {
                self.inner.get().typed()
            }

            /// The value, without following it.
            pub fn read_untracked(self) -> Read<T> {
                self.inner.get_untracked().typed()
            }

            /// What `f` makes of the value, which is followed.
            pub fn with<R>(self, f: impl FnOnce(&T) -> R) -> R {
                f(&self.read())
            }

            /// What `f` makes of the value, which is not followed.
            pub fn with_untracked<R>(self, f: impl FnOnce(&T) -> R) -> R {
                f(&self.read_untracked())
            }

            /// Follows the value without reading it.
            pub fn track(self) {
                self.inner.track();
            }
        }

        #[allow(dead_code, reason = "each kind of handle can be read in every way")]
        impl<T: Clone + 'static> $name<T> {
            /// A copy of the value, which is followed.
            pub fn get(self) -> T {
                self.read().clone()
            }

            /// A copy of the value, which is not followed.
            pub fn get_untracked(self) -> T {
                self.read_untracked().clone()
            }

            /// A copy of the value, unless its owner has ended.
            pub fn try_get_untracked(self) -> Option<T> {
                let value = self.inner.try_get_untracked()?;
                Some(T::clone(&value.typed::<T>()))
            }
        }
    };
}

handle! {
    /// A value that can be followed and set.
    RwSignal, leptos::RwSignal<Value>
}
readable!(RwSignal);

impl<T: 'static> RwSignal<T> {
    /// With a first value; it lives as long as the current owner.
    pub fn new(value: T) -> RwSignal<T> {
        RwSignal {
            inner: leptos::RwSignal::new(Value::new(value)),
            of: PhantomData,
        }
    }

    /// Sets the value, whether it differs or not.
    pub fn set(self, value: T) {
        self.inner.set(Value::new(value));
    }

    /// Sets the value, unless its owner has ended.
    pub fn try_set(self, value: T) {
        let _ = self.inner.try_set(Value::new(value));
    }

    /// For reading only.
    pub fn read_only(self) -> ReadSignal<T> {
        ReadSignal {
            inner: self.inner,
            of: PhantomData,
        }
    }
}

impl<T: Clone + 'static> RwSignal<T> {
    /// Changes the value in place; who reads it at the same time keeps what it has read.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Changes the value in place, unless its owner has ended; gives what `change` gives.
    pub fn try_update<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let mut value = T::clone(&self.inner.try_get_untracked()?.typed::<T>());
        let result = change(&mut value);
        self.inner.set(Value::new(value));
        Some(result)
    }
}

impl<T: Default + 'static> Default for RwSignal<T> {
    fn default() -> RwSignal<T> {
        RwSignal::new(T::default())
    }
}

handle! {
    /// A value that can be followed.
    ReadSignal, leptos::RwSignal<Value>
}
readable!(ReadSignal);

handle! {
    /// A value made from others. Who follows it hears of a change only if it differs.
    Memo, leptos::Memo<Value>
}
readable!(Memo);

impl<T: PartialEq + 'static> Memo<T> {
    /// Made by `make` when it is first read, and again when what that read has changed.
    pub fn new(make: impl Fn() -> T + 'static) -> Memo<T> {
        memo(Box::new(move || Value::comparing(make())))
    }
}

impl<T: 'static> Memo<T> {
    /// As [`Memo::new`], for what cannot be compared: it is held to differ each time.
    pub fn always(make: impl Fn() -> T + 'static) -> Memo<T> {
        memo(Box::new(move || Value::new(make())))
    }
}

fn memo<T>(make: Box<dyn Fn() -> Value>) -> Memo<T> {
    let make = SendWrapper::new(make);
    Memo {
        inner: leptos::Memo::new(move |_| make()),
        of: PhantomData,
    }
}

/// Runs `run` soon, and again whenever what it read has changed, until the current owner ends.
pub fn effect(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    leptos::Effect::new(run);
}

handle! {
    /// A value that lives as long as the owner it was made under, and that nobody follows.
    StoredValue, leptos::StoredValue<Rc<dyn Any>, LocalStorage>
}

impl<T: 'static> StoredValue<T> {
    /// With a first value.
    pub fn new(value: T) -> StoredValue<T> {
        StoredValue {
            inner: leptos::StoredValue::new_local(Rc::new(RefCell::new(value))),
            of: PhantomData,
        }
    }

    /// What `f` makes of the value.
    pub fn with_value<R>(self, f: impl FnOnce(&T) -> R) -> R {
        self.try_with_value(f).expect("its owner has not ended")
    }

    /// What `f` makes of the value, unless its owner has ended.
    pub fn try_with_value<R>(self, f: impl FnOnce(&T) -> R) -> Option<R> {
        let cell = self.cell()?;
        let value = cell.borrow();
        Some(f(&value))
    }

    /// Changes the value, unless its owner has ended.
    pub fn update_value(self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    /// Changes the value, unless its owner has ended; gives what `change` gives.
    pub fn try_update_value<R>(self, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let cell = self.cell()?;
        let mut value = cell.borrow_mut();
        Some(change(&mut value))
    }

    /// Sets the value, unless its owner has ended.
    pub fn set_value(self, value: T) {
        // The value before is dropped outside of the borrow: its end may come back here.
        drop(self.try_update_value(|place| std::mem::replace(place, value)));
    }

    fn cell(self) -> Option<Rc<RefCell<T>>> {
        let value = leptos::ReadValue::try_read_value(&self.inner)?.clone();
        value.downcast().ok()
    }
}

impl<T: Clone + 'static> StoredValue<T> {
    /// A copy of the value.
    pub fn get_value(self) -> T {
        self.with_value(T::clone)
    }
}
