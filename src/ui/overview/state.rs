//! What the overview shows and what a person chose there.

use std::sync::Arc;

use leakscope_core::chart::Zone;
use leakscope_core::chart::ends::ends_of_spike;
use leakscope_core::chart::model::Overview;
use leakscope_core::engine::protocol::{Growth, ServiceInfo, Trouble};
use leakscope_core::leak::Spike;
use leakscope_core::telemetry::{ProfileEntry, ServiceId};

use super::zone::local_offset_ms;
use crate::engine::Engine;
use crate::prelude::*;
use crate::ui::page::Page;
use crate::ui::route::{Router, View};

/// Which part of the time axis is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Span {
    /// Everything there is.
    #[default]
    All,
    /// The last so many milliseconds, moving along.
    Last(f64),
    /// From, to, milliseconds since 1970.
    Fixed(f64, f64),
}

/// Room for what comes, to the right of now.
const AHEAD: f64 = 0.025;

/// The overview's state: a bundle of signals, cheap to copy.
#[derive(Clone, Copy)]
pub struct OverviewState {
    /// The engine.
    pub engine: Engine,
    /// The address.
    pub router: Router,
    /// The service shown.
    pub service: Memo<Option<ServiceId>>,
    /// Which part of the time axis is shown.
    pub span: RwSignal<Span>,
    /// What a person selected on it.
    pub selection: RwSignal<Option<(f64, f64)>>,
    /// Where the crosshair is.
    pub cross: RwSignal<Option<f64>>,
    /// Whether clocks show UTC instead of local time.
    pub is_utc: RwSignal<bool>,
    /// What the engine last said; kept while the next is on its way.
    pub overview: RwSignal<Option<Arc<Overview>>>,
    /// What grows, as last said.
    pub growth: RwSignal<Option<Arc<Growth>>>,
    /// Which table of what grows.
    pub tab: RwSignal<GrowthTab>,
    /// Why there is no answer.
    pub trouble: RwSignal<Option<Trouble>>,
    /// Width of the drawing, in CSS pixels; 0 until it is known.
    pub width_px: RwSignal<f64>,
    /// Height of a lane, in CSS pixels.
    pub lane_px: RwSignal<f64>,
    /// Hash of the stack that the verdict or an area points to, to be shown in the table.
    pub pointed: RwSignal<Option<String>>,
    /// Whether the lanes show what their heaviest stacks hold.
    pub is_by_stack: Memo<bool>,
}

/// A spike that is selected.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectedSpike {
    /// Content hashes of the profile at its peak and of the one before it; none if they were not kept.
    pub profiles: Option<(String, String)>,
    /// The sample type that its lane shows.
    pub sample_type: Option<&'static str>,
}

/// Which table of what grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GrowthTab {
    /// Goroutines by stack.
    #[default]
    Goroutines,
    /// Heap in use by site.
    HeapInUse,
    /// Allocated bytes by site.
    Allocations,
}

impl GrowthTab {
    /// Its title, the profile it is made of, and that one's sample type.
    pub fn facts(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            GrowthTab::Goroutines => ("Goroutines", "goroutine", None),
            GrowthTab::HeapInUse => ("Heap in use", "heap", Some("inuse_space")),
            GrowthTab::Allocations => ("Allocations", "heap", Some("alloc_space")),
        }
    }
}

impl OverviewState {
    /// For a service; the range comes from the address.
    pub fn new(service: Memo<Option<ServiceId>>) -> OverviewState {
        let router = Page::get().router;
        let span = match router.route().read_untracked().range_ms {
            Some((from_ms, to_ms)) => Span::Fixed(from_ms, to_ms),
            None => Span::All,
        };
        OverviewState {
            engine: Page::get().engine,
            router,
            service,
            span: RwSignal::new(span),
            selection: RwSignal::new(None),
            cross: RwSignal::new(None),
            is_utc: RwSignal::new(false),
            overview: RwSignal::new(None),
            growth: RwSignal::new(None),
            tab: RwSignal::new(GrowthTab::default()),
            trouble: RwSignal::new(None),
            width_px: RwSignal::new(0.0),
            lane_px: RwSignal::new(163.0),
            pointed: RwSignal::new(None),
            is_by_stack: Memo::new(move || router.route().read().is_by_stack),
        }
    }

    /// Something of the service as the inventory has it.
    pub fn with_service<T>(self, read: impl FnOnce(&ServiceInfo) -> T) -> Option<T> {
        let id = self.service.get()?;
        let inventory = self.engine.inventory().read();
        inventory.services.iter().find(|s| s.id == id).map(read)
    }

    /// First and last time there is something from.
    pub fn data_ms(self) -> Option<(f64, f64)> {
        self.with_service(|service| service.range_ms).flatten()
    }

    /// The range to ask for; none for all.
    pub fn range_to_ask(self) -> Option<(f64, f64)> {
        match self.span.get() {
            Span::All => None,
            Span::Last(length_ms) => {
                let (_, last_ms) = self.data_ms()?;
                Some((last_ms - length_ms, last_ms))
            }
            Span::Fixed(from_ms, to_ms) => Some((from_ms, to_ms)),
        }
    }

    /// The range drawn: what was asked for, and where it ends now a little of what is to come.
    pub fn range_shown(self) -> (f64, f64) {
        let data_ms = self.data_ms().unwrap_or_else(|| {
            let now_ms = js_sys::Date::now();
            (now_ms - 300e3, now_ms)
        });
        match self.span.get() {
            Span::Fixed(from_ms, to_ms) => (from_ms, to_ms),
            _ => {
                let (from_ms, to_ms) = self.range_to_ask().unwrap_or(data_ms);
                // A service watched for seconds gets the axis of its first minute.
                let length_ms = (to_ms - from_ms).max(60e3);
                (from_ms, from_ms + length_ms * (1.0 + AHEAD))
            }
        }
    }

    /// How far a person can zoom out and pan.
    pub fn limits_ms(self) -> (f64, f64) {
        let (from_ms, to_ms) = self.data_ms().unwrap_or(self.range_shown());
        (
            from_ms,
            from_ms + (to_ms - from_ms).max(60e3) * (1.0 + AHEAD),
        )
    }

    /// Shows a range, and writes it into the address.
    pub fn show(self, (from_ms, to_ms): (f64, f64)) {
        let limits = self.limits_ms();
        // Zoomed out to the end means everything, and moving along.
        let is_all = to_ms - from_ms >= (limits.1 - limits.0) * 0.999;
        self.set_span(if is_all {
            Span::All
        } else {
            Span::Fixed(from_ms, to_ms)
        });
    }

    /// Shows a part of the time axis.
    pub fn set_span(self, span: Span) {
        self.span.set(span);
        let range_ms = match span {
            Span::Fixed(from_ms, to_ms) => Some((from_ms.round(), to_ms.round())),
            _ => None,
        };
        self.router.replace(|route| route.range_ms = range_ms);
    }

    /// Has the lanes show what stacks hold, or totals again.
    pub fn show_by_stack(self, is_by_stack: bool) {
        self.router.replace(|route| route.is_by_stack = is_by_stack);
    }

    /// Points to a stack in the table of the profiles that a lane's stacks come from.
    pub fn point_at_stack(self, lane: usize, stack: &str) {
        let tab = match lane {
            0 => GrowthTab::HeapInUse,
            _ => GrowthTab::Goroutines,
        };
        if self.tab.get_untracked() != tab {
            self.growth.set(None);
            self.tab.set(tab);
        }
        self.pointed.set(Some(stack.to_owned()));
    }

    /// Colours of the stacks that have a layer, as [`Layer::tint`](leakscope_core::leak::Layer) has them,
    /// in the table shown.
    pub fn tints(self) -> Vec<(String, u8)> {
        let lane = match self.tab.get() {
            GrowthTab::HeapInUse => 0,
            GrowthTab::Goroutines => 1,
            GrowthTab::Allocations => return Vec::new(),
        };
        let overview = self.overview.read();
        let lane = overview
            .as_ref()
            .and_then(|overview| overview.lanes.get(lane));
        let layers = lane.into_iter().flat_map(|lane| &lane.layers.layers);
        let tints = layers.flat_map(|layer| {
            let stacks = layer.stacks.iter();
            stacks.map(|stack| (stack.clone(), layer.tint))
        });
        tints.collect()
    }

    /// The spike that is selected, and the profiles that tell what it was made of: content hashes of the
    /// one at its peak and of the one before it, and the sample type.
    pub fn selected_spike(self) -> Option<SelectedSpike> {
        let (from_ms, to_ms) = self.selection.get()?;
        let overview = self.overview.get()?;
        let (lane, spike) = overview
            .lanes
            .iter()
            .enumerate()
            .find_map(|(index, lane)| {
                let is_it = |spike: &&Spike| spike.start_ms == from_ms && spike.end_ms == to_ms;
                Some((index, lane.spikes.iter().find(is_it)?.clone()))
            })?;
        let tab = match lane {
            0 => GrowthTab::HeapInUse,
            _ => GrowthTab::Goroutines,
        };
        let (_, name, sample_type) = tab.facts();
        let kept = self.kept();
        let ends = ends_of_spike(&kept, name, &spike);
        Some(SelectedSpike {
            profiles: ends.map(|(base, peak)| (peak.hash.clone(), base.hash.clone())),
            sample_type,
        })
    }

    /// Goes to what a spike was made of. Whether anything tells.
    pub fn open_spike(self, spike: &SelectedSpike) -> bool {
        let Some((profile, base)) = spike.profiles.clone() else {
            return false;
        };
        let sample_type = spike.sample_type.map(str::to_owned);
        self.open_profile_at(profile, Some(base), sample_type, None);
        true
    }

    /// The profiles kept of the service.
    pub fn kept(self) -> Vec<ProfileEntry> {
        let kept = self.with_service(|service| {
            let profiles = service.profiles.iter();
            profiles.map(|profile| profile.entry.clone()).collect()
        });
        kept.unwrap_or_default()
    }

    /// The zone in which times are shown, over the range shown.
    pub fn zone(self) -> Zone {
        if self.is_utc.get() {
            return Zone::utc();
        }
        let (from_ms, to_ms) = self.limits_ms();
        Zone::of(local_offset_ms, from_ms, to_ms)
    }

    /// Goes to a profile, compared with a base if there is one; both by content hash.
    pub fn open_profile(self, profile: String, base: Option<String>) {
        self.open_profile_at(profile, base, None, None);
    }

    /// The same in a sample type, at a function.
    pub fn open_profile_at(
        self,
        profile: String,
        base: Option<String>,
        sample_type: Option<String>,
        function: Option<String>,
    ) {
        self.router.go(|route| {
            route.view = View::Profile;
            route.profile = Some(profile);
            route.base = base;
            route.sample_type = sample_type;
            route.tab = None;
            route.zoom = Vec::new();
            route.find = function;
        });
    }
}
