//! What an element can contain.

use crate::prelude::*;
use web_sys::{DocumentFragment, Node};

use super::live::add_live;

/// Text, elements, several of them in order, none, or a closure that makes them.
pub trait Content {
    /// Adds it as the last of a node's children.
    fn add_to(self, parent: &Node);
}

/// Content that is made: one type for whatever the branches of a `match` come to.
#[must_use]
pub struct Nodes(DocumentFragment);

/// Makes content, for a place that takes one type only.
pub fn nodes(content: impl Content) -> Nodes {
    let fragment = document().create_document_fragment();
    content.add_to(&fragment);
    Nodes(fragment)
}

impl Content for Nodes {
    fn add_to(self, parent: &Node) {
        let _ = parent.append_child(&self.0);
    }
}

impl Content for &str {
    fn add_to(self, parent: &Node) {
        let _ = parent.append_child(&document().create_text_node(self));
    }
}

impl Content for String {
    fn add_to(self, parent: &Node) {
        self.as_str().add_to(parent);
    }
}

impl<C: Content> Content for Option<C> {
    fn add_to(self, parent: &Node) {
        if let Some(content) = self {
            content.add_to(parent);
        }
    }
}

impl<C: Content> Content for Vec<C> {
    fn add_to(self, parent: &Node) {
        for content in self {
            content.add_to(parent);
        }
    }
}

impl<C: Content, const N: usize> Content for [C; N] {
    fn add_to(self, parent: &Node) {
        for content in self {
            content.add_to(parent);
        }
    }
}

impl<F: Fn() -> C + 'static, C: Content> Content for F {
    fn add_to(self, parent: &Node) {
        add_live(parent, Box::new(move |parent| self().add_to(parent)));
    }
}

macro_rules! content_of_tuples {
    ($($name:ident)+) => {
        impl<$($name: Content),+> Content for ($($name,)+) {
            #[allow(non_snake_case)]
            fn add_to(self, parent: &Node) {
                let ($($name,)+) = self;
                $($name.add_to(parent);)+
            }
        }
    };
}

content_of_tuples!(A B);
content_of_tuples!(A B C);
content_of_tuples!(A B C D);
content_of_tuples!(A B C D E);
content_of_tuples!(A B C D E F);
content_of_tuples!(A B C D E F G);
content_of_tuples!(A B C D E F G H);
