//! What a link reproduces, in the address's fragment: `#v=1&view=profile&profile=9f0c…&base=…`.
//!
//! A view and a zoom add an entry to the history, what else changes replaces it. Never a credential: of an address to watch
//! only what a person may share is written.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::flame_look::FlameLook;
use crate::prelude::*;
use leakscope_core::profile::Scaling;
use leakscope_core::profile::filter::{Filter, FilterKind};
use leakscope_core::units::shortest;

/// Which screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// A service over time; the first screen while nothing is here.
    #[default]
    Overview,
    /// The first screen.
    Start,
    /// One profile, perhaps against another.
    Profile,
}

/// Everything a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Which screen.
    pub view: View,
    /// Id of the service shown; none for the first.
    pub service: Option<u32>,
    /// Content hash of the profile shown.
    pub profile: Option<String>,
    /// Content hash of its base.
    pub base: Option<String>,
    /// What values of the profile are scaled by before they are held against the base.
    pub scaling: Scaling,
    /// Name of the sample type; none for the profile's default.
    pub sample_type: Option<String>,
    /// Which tab of the profile view, lower case; none for the flame.
    pub tab: Option<String>,
    /// Name of the function whose callers or source lines are shown; none for the largest.
    pub of: Option<String>,
    /// Names of the sample types that Top shows beside the one in view.
    pub columns: Vec<String>,
    /// What goroutines are grouped by: `state`, `label:handler`; none for stacks.
    pub by: Option<String>,
    /// Filters, on or off, in the order in which they were set.
    pub filters: Vec<Chip>,
    /// How the flame reads and draws stacks.
    pub look: FlameLook,
    /// Name of the function in the middle of a sandwich; none for whole stacks.
    pub around: Option<String>,
    /// Node ids from the root to the zoomed box.
    pub zoom: Vec<u32>,
    /// Name of a function to select, and to zoom to where its largest box is narrow.
    pub find: Option<String>,
    /// Part of the time axis, milliseconds since 1970.
    pub range_ms: Option<(f64, f64)>,
    /// Whether the lanes over time show what stacks hold.
    pub is_by_stack: bool,
    /// An address to watch: put into the form, fetched only when a person presses Start.
    pub watch: Option<String>,
}

/// A filter, which may be switched off without being lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// The filter.
    pub filter: Filter,
    /// Whether it does nothing for now.
    pub is_off: bool,
}

impl Chip {
    /// `hide:^runtime\\.`, with `!` before one that is off. None for a kind that is not known.
    fn parse(text: &str) -> Option<Chip> {
        let on = text.strip_prefix('!');
        let (name, text) = on.unwrap_or(text).split_once(':')?;
        let kind = FilterKind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)?;
        let text = text.to_owned();
        Some(Chip {
            filter: Filter { kind, text },
            is_off: on.is_some(),
        })
    }

    fn print(&self) -> String {
        let off = if self.is_off { "!" } else { "" };
        format!("{off}{}:{}", self.filter.kind.name(), self.filter.text)
    }
}

impl Route {
    /// Reads a fragment, with or without its `#`. What is unknown or malformed is left out.
    pub fn parse(fragment: &str) -> Route {
        let mut route = Route::default();
        for pair in fragment.trim_start_matches('#').split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            if value.is_empty() {
                continue;
            }
            match key {
                "view" if value == "profile" => route.view = View::Profile,
                "view" if value == "start" => route.view = View::Start,
                "service" => route.service = value.parse().ok(),
                "profile" => route.profile = Some(value),
                "base" => route.base = Some(value),
                "scale" if value == "total" => route.scaling = Scaling::Total,
                "scale" if value == "duration" => route.scaling = Scaling::Duration,
                "type" => route.sample_type = Some(value),
                "tab" => route.tab = Some(value),
                "of" => route.of = Some(value),
                "column" => route.columns.push(value),
                "by" => route.by = Some(value),
                "filter" => route.filters.extend(Chip::parse(&value)),
                "flame" => route.look = FlameLook::parse(&value),
                "around" => route.around = Some(value),
                "zoom" => route.zoom = value.split('.').map_while(|n| n.parse().ok()).collect(),
                "find" => route.find = Some(value),
                "range" => {
                    route.range_ms = value.split_once("..").and_then(|(from, to)| {
                        let (from, to) = (js_sys::parse_float(from), js_sys::parse_float(to));
                        (from < to && (to - from).is_finite()).then_some((from, to))
                    });
                }
                "lanes" => route.is_by_stack = value == "stacks",
                "watch" => route.watch = Some(value),
                _ => {}
            }
        }
        route
    }

    /// Writes the fragment, with its `#`.
    pub fn print(&self) -> String {
        let mut text = "#v=1".to_owned();
        let mut put = |key: &str, value: &str| {
            if !value.is_empty() {
                text.push_str(&format!("&{key}={}", encode(value)));
            }
        };
        match self.view {
            View::Overview => {}
            View::Start => put("view", "start"),
            View::Profile => put("view", "profile"),
        }
        put(
            "service",
            &self.service.map(|id| id.to_string()).unwrap_or_default(),
        );
        put("profile", self.profile.as_deref().unwrap_or_default());
        put("base", self.base.as_deref().unwrap_or_default());
        put(
            "scale",
            match self.scaling {
                Scaling::AsIs => "",
                Scaling::Total => "total",
                Scaling::Duration => "duration",
            },
        );
        put("type", self.sample_type.as_deref().unwrap_or_default());
        put("tab", self.tab.as_deref().unwrap_or_default());
        put("of", self.of.as_deref().unwrap_or_default());
        for column in &self.columns {
            put("column", column);
        }
        put("by", self.by.as_deref().unwrap_or_default());
        for chip in &self.filters {
            put("filter", &chip.print());
        }
        put("flame", &self.look.print());
        put("around", self.around.as_deref().unwrap_or_default());
        // A link of thousands of numbers is none: a zoom so deep is not written.
        if self.zoom.len() <= 1000 {
            let zoom: Vec<String> = self.zoom.iter().map(u32::to_string).collect();
            put("zoom", &zoom.join("."));
        }
        put("find", self.find.as_deref().unwrap_or_default());
        if let Some((from, to)) = self.range_ms {
            put("range", &format!("{}..{}", shortest(from), shortest(to)));
        }
        put("lanes", if self.is_by_stack { "stacks" } else { "" });
        put("watch", self.watch.as_deref().unwrap_or_default());
        text
    }
}

/// The route as a signal kept in step with the address bar: a context.
#[derive(Clone, Copy)]
pub struct Router {
    route: RwSignal<Route>,
    view: Memo<View>,
}

impl Router {
    /// From the page's address, and following the browser's Back and Forward from now on.
    pub fn from_location() -> Router {
        let route = RwSignal::new(Route::parse(&fragment()));
        let follow = Closure::<dyn Fn()>::new(move || {
            let next = Route::parse(&fragment());
            if *route.read_untracked() != next {
                route.set(next);
            }
        });
        let listener = follow.as_ref().unchecked_ref();
        let _ = window().add_event_listener_with_callback("popstate", listener);
        let _ = window().add_event_listener_with_callback("hashchange", listener);
        // The router lives as long as the page.
        follow.forget();
        Router {
            route,
            view: Memo::new(move || route.read().view),
        }
    }

    /// At this place for as long as the current owner, whatever the address says.
    pub fn at(route: Route) -> Router {
        let route = RwSignal::new(route);
        Router {
            route,
            view: Memo::new(move || route.read().view),
        }
    }

    /// The whole route.
    pub fn route(self) -> ReadSignal<Route> {
        self.route.read_only()
    }

    /// Which screen; changes only when it does.
    pub fn view(self) -> View {
        self.view.get()
    }

    /// Goes somewhere: a new entry in the history.
    pub fn go(self, change: impl FnOnce(&mut Route)) {
        self.change(change, |history, url| {
            history.push_state_with_url(&"".into(), "", Some(url))
        });
    }

    /// Changes the place in view: the history entry is replaced.
    pub fn replace(self, change: impl FnOnce(&mut Route)) {
        self.change(change, |history, url| {
            history.replace_state_with_url(&"".into(), "", Some(url))
        });
    }

    fn change(
        self,
        change: impl FnOnce(&mut Route),
        write: impl FnOnce(&web_sys::History, &str) -> Result<(), wasm_bindgen::JsValue>,
    ) {
        let mut next = self.route.get_untracked();
        change(&mut next);
        if *self.route.read_untracked() == next {
            return;
        }
        if let Ok(history) = window().history() {
            // Browsers refuse after some hundred writes in half a minute; the view is right all the same.
            let _ = write(&history, &next.print());
        }
        self.route.set(next);
    }
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Percent-encodes what would end or break a value of the fragment.
fn encode(value: &str) -> String {
    String::from(js_sys::encode_uri_component(value))
}

fn decode(value: &str) -> String {
    js_sys::decode_uri_component(value)
        .map(String::from)
        .unwrap_or_else(|_| value.to_owned())
}
