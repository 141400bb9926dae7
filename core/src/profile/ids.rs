//! Newtyped indices: each says whose it is.

/// Defines `u32` index types into the columns of a [`super::Profile`].
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// No such thing: a location without mapping, a frame without function.
            pub const NONE: $name = $name(u32::MAX);

            /// The position in its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// Whether this is anything but [`Self::NONE`].
            pub fn is_some(self) -> bool {
                self != Self::NONE
            }
        }
    )*};
}

ids! {
    /// A string of [`super::Strings`]; 0, the default, is the empty string.
    #[derive(Default)]
    StrId,
    /// A row of [`super::Mappings`].
    MappingId,
    /// A row of [`super::Functions`].
    FunctionId,
    /// A row of [`super::Locations`].
    LocationId,
    /// A row of [`super::Frames`]: one line of one location.
    FrameId,
    /// A row of [`super::LabelSets`]; 0 is the set without labels.
    LabelSetId,
    /// A node of [`super::Nodes`]: what views show as one thing.
    NodeId,
}
