//! What a person knows of a service: its limits, and who else checks its health.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Request, ServiceInfo};
use leakscope_core::telemetry::Known;
use leakscope_core::units::{label, shortest, typed_bytes, typed_count};

use crate::engine::Engine;
use crate::prelude::*;
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{FieldLook, field};

/// Reads a field; none where nothing stands in it.
type Read = fn(&str) -> Option<f64>;

#[derive(Clone, Copy)]
struct Typed {
    text: RwSignal<String>,
    read: Read,
    /// What is wrong with it.
    wrong: Memo<Option<String>>,
}

impl Typed {
    fn new(text: String, read: Read, why: &'static str) -> Typed {
        let text = RwSignal::new(text);
        let wrong = Memo::new(move || {
            let text = text.read();
            let is_wrong = !text.trim().is_empty() && read(&text).is_none_or(|value| value <= 0.0);
            is_wrong.then(|| why.to_owned())
        });
        Typed { text, read, wrong }
    }

    fn field(self, name: &'static str, placeholder: &'static str) -> El {
        let look = FieldLook {
            placeholder,
            wrong: Some(self.wrong),
            ..FieldLook::default()
        };
        field(name, self.text, look)
    }

    fn value(self) -> Option<f64> {
        (self.read)(&self.text.read())
    }
}

/// The fields, filled with what is known now, and the button that takes them over.
pub fn known_fields(engine: Engine, service: &ServiceInfo) -> El {
    let (id, before) = (service.id, service.known);
    let bytes = before.memory_limit_bytes.map(|limit| {
        let short = label(limit as i64, "bytes");
        let is_exact = typed_bytes(&short) == Some(limit);
        if is_exact { short } else { shortest(limit) }
    });
    let printed = |value: Option<f64>| value.map(shortest).unwrap_or_default();
    let memory = Typed::new(
        bytes.unwrap_or_default(),
        typed_bytes,
        "A size, as 512MB, 2GB or 1.5GiB.",
    );
    let tasks = Typed::new(
        printed(before.task_limit),
        typed_count,
        "A number, as 100,000 or 100k.",
    );
    let checks = Typed::new(
        printed(before.others_checks_per_hour),
        typed_count,
        "A number per hour, as 120.",
    );
    let known = move || Known {
        memory_limit_bytes: memory.value(),
        task_limit: tasks.value(),
        others_checks_per_hour: checks.value(),
    };
    // What was taken over last: pressing again would change nothing.
    let taken = RwSignal::new(before);
    let is_wrong = move || {
        [memory, tasks, checks]
            .iter()
            .any(|typed| typed.wrong.read().is_some())
    };
    let apply = move |_| {
        let known = untrack(known);
        taken.set(known);
        engine.tell(Request::SetKnown { service: id, known });
    };
    let apply = button("btn")
        .flag("disabled", move || is_wrong() || known() == taken.get())
        .on(ev::click, apply)
        .child("Use these");
    let note = "With a limit the verdict says when it is reached. With the others' rate it says what each health check adds.";
    let fields = el("div").class("paths known").child((
        memory.field("Memory limit", "none, or 512MB"),
        tasks.field("Limit of goroutines", "none, or 100,000"),
        checks.field("Others' health checks per hour", "unknown, or 120"),
    ));
    let row = el("div").class("row");
    el("div")
        .attr("role", "group")
        .attr("aria-label", "What you know of it")
        .child((
            el("h3").child("What you know of it"),
            fields,
            row.child((el("p").class("note").child(note), apply)),
        ))
}
