//! What is around every view: the top bar, the settings of a service, captures, help.

mod capture;
mod experiment;
mod help;
mod known;
mod palette;
mod settings;
mod source;
mod topbar;

pub use experiment::tell;
pub use help::{Help, help_dialog};
pub use palette::{Palette, palette_dialog};
pub use settings::{Settings, settings_dialog};
pub use topbar::{RangeSlot, top_bar};

use leakscope_core::engine::protocol::ServiceInfo;
use leakscope_core::telemetry::ServiceId;

use super::route::Router;
use crate::engine::Engine;
use crate::prelude::*;

/// The service the route names, or else the first there is; follows both.
pub fn current_service(engine: Engine, router: Router) -> Memo<Option<ServiceInfo>> {
    Memo::new(move || {
        let wanted = router.route().read().service.map(ServiceId);
        let inventory = engine.inventory().read();
        let named = inventory
            .services
            .iter()
            .find(|service| Some(service.id) == wanted);
        named.or(inventory.services.first()).cloned()
    })
}
