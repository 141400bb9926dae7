//! What an engine does while nobody asks anything.

use std::rc::Rc;

use super::kit::{Page, START_MS, Service};
use crate::engine::protocol::Answer;
use crate::engine::{MemoryStore, Store};
use crate::job;

#[test]
fn a_rehearsal_answers_nobody_and_leaves_nothing() {
    let store = MemoryStore::default();
    let page = Page::open(store.clone(), START_MS, None);
    let service: Service = Rc::new(|_| None);
    page.settle(&service);
    let stored = || job::run(store.records()).expect("a store");
    let (records, inventory) = (stored(), page.inventory.borrow().clone());
    page.answers.borrow_mut().clear();
    page.engine.rehearse();
    page.settle(&service);
    let answers = page.answers.borrow();
    let seen: Vec<&str> = (answers.iter())
        .map(|(id, answer, _)| {
            // Requests of a page are numbered from 1 on.
            assert!(*id > u32::MAX - 10);
            match answer {
                Answer::Flame(flame) => {
                    assert!(flame.boxes.depth.len() > 5);
                    "flame"
                }
                Answer::Top(page) => {
                    assert!(page.rows.len() > 5);
                    "top"
                }
                Answer::Frame(_) => "frame",
                Answer::Found(_) => "found",
                Answer::OwnCode(_) => "own code",
                // It belongs to no entry that a verdict could be kept under.
                Answer::Failed(_) => "failed",
                _ => "something else",
            }
        })
        .collect();
    assert_eq!(
        seen,
        ["flame", "failed", "own code", "top", "frame", "found"]
    );
    assert_eq!(stored(), records);
    assert_eq!(*page.inventory.borrow(), inventory);
}
