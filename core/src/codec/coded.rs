//! Types of our own.

/// Makes a struct or an enum `Coded`. Its fields or variants are listed in the order of their
/// bytes; one that is missing does not compile. What is stored changes with that order.
///
/// ```text
/// coded! { struct Gap { from_ms, to_ms } }
/// coded! { struct ServiceId(number) }
/// coded! { enum Outcome { Answered { status, took_ms }, Failed(trouble), Cancelled } }
/// ```
macro_rules! coded {
    (struct $name:ident $(($($item:ident),*))? $({ $($field:ident),* $(,)? })?) => {
        impl $crate::codec::Coded for $name {
            fn put(&self, out: &mut Vec<u8>) {
                let Self $(($($item),*))? $({ $($field),* })? = self;
                $($($crate::codec::Coded::put($item, out);)*)?
                $($($crate::codec::Coded::put($field, out);)*)?
            }

            fn take(input: &mut $crate::codec::Input) -> Self {
                $crate::codec::coded!(@take input [Self] $(($($item),*))? $({ $($field),* })?)
            }
        }
    };
    (enum $name:ident {
        $first:ident $(($($first_item:ident),*))? $({ $($first_field:ident),* $(,)? })?
        $(, $variant:ident $(($($item:ident),*))? $({ $($field:ident),* $(,)? })?)* $(,)?
    }) => {
        const _: () = {
            #[repr(u8)]
            enum Variant { $first, $($variant),* }
            const VARIANTS: usize = [Variant::$first as u8, $(Variant::$variant as u8),*].len();
            const _: () = assert!(VARIANTS <= 0x80, "a tag is one byte");

            impl $crate::codec::Coded for $name {
                fn put(&self, out: &mut Vec<u8>) {
                    match self {
                        Self::$first $(($($first_item),*))? $({ $($first_field),* })? => {
                            $crate::codec::Coded::put(&(Variant::$first as u8), out);
                            $($($crate::codec::Coded::put($first_item, out);)*)?
                            $($($crate::codec::Coded::put($first_field, out);)*)?
                        }
                        $(Self::$variant $(($($item),*))? $({ $($field),* })? => {
                            $crate::codec::Coded::put(&(Variant::$variant as u8), out);
                            $($($crate::codec::Coded::put($item, out);)*)?
                            $($($crate::codec::Coded::put($field, out);)*)?
                        })*
                    }
                }

                fn take(input: &mut $crate::codec::Input) -> Self {
                    match input.tag(VARIANTS as u8) {
                        $(tag if tag == Variant::$variant as u8 => $crate::codec::coded!(
                            @take input [Self::$variant] $(($($item),*))? $({ $($field),* })?
                        ),)*
                        _ => $crate::codec::coded!(
                            @take input [Self::$first] $(($($first_item),*))? $({ $($first_field),* })?
                        ),
                    }
                }
            }
        };
    };
    (@take $input:ident [$($whole:tt)*] $(($($item:ident),*))? $({ $($field:ident),* })?) => {{
        $($(let $item = $crate::codec::Coded::take($input);)*)?
        $($(let $field = $crate::codec::Coded::take($input);)*)?
        $($whole)* $(($($item),*))? $({ $($field),* })?
    }};
}
pub(crate) use coded;
