//! Which rooms of the code the first load brings.
//!
//! The first load is what the first screen needs, and an engine that finds nothing stored. Everything
//! else is the rest, which comes once the page is ready; a new room is of the rest unless it is said here
//! to be of the first. What of the rest the first screen calls all the same is found by the end-to-end
//! tests, which see a mark then (`leakscope:rest-forced`).

use super::names;

/// Rooms and whether they are of the first load. Of several that a path is within, the longest counts.
const ROOMS: &[(&str, bool)] = &[
    ("leakscope", true),
    ("leakscope::ui", false),
    ("leakscope::ui::actions", true),
    ("leakscope::ui::app", true),
    ("leakscope::ui::app::service_screen", false),
    ("leakscope::ui::dom", true),
    ("leakscope::ui::export::Exporter", true),
    ("leakscope::ui::first_run", true),
    ("leakscope::ui::folder::Folder", true),
    ("leakscope::ui::folder::Folder::tar", false),
    ("leakscope::ui::keys", true),
    ("leakscope::ui::messages", true),
    ("leakscope::ui::open", true),
    ("leakscope::ui::open::open_all", false),
    ("leakscope::ui::page", true),
    ("leakscope::ui::parts::field", true),
    ("leakscope::ui::parts::icon", true),
    ("leakscope::ui::parts::menu", true),
    ("leakscope::ui::route", true),
    ("leakscope::ui::shell", true),
    ("leakscope::ui::shell::capture", false),
    ("leakscope::ui::shell::experiment", false),
    ("leakscope::ui::shell::help", false),
    ("leakscope::ui::shell::help::Help", true),
    ("leakscope::ui::shell::known", false),
    ("leakscope::ui::shell::palette", false),
    ("leakscope::ui::shell::palette::Palette", true),
    // One memo serves rows of all types, and may be called after these.
    ("leakscope::ui::shell::palette::Row", true),
    ("leakscope::ui::shell::settings", false),
    ("leakscope::ui::shell::settings::Settings", true),
    ("leakscope::ui::theme", true),
    ("leakscope::ui::work", true),
    ("leakscope_core", false),
    ("leakscope_core::codec", true),
    ("leakscope_core::engine::Engine", true),
    ("leakscope_core::engine::Host", true),
    ("leakscope_core::engine::desk", true),
    ("leakscope_core::engine::executor", true),
    ("leakscope_core::engine::inventory", true),
    ("leakscope_core::engine::protocol", true),
    ("leakscope_core::engine::rebuild::measure_later", true),
    ("leakscope_core::engine::rebuild::start", true),
    ("leakscope_core::engine::requests::take", true),
    ("leakscope_core::engine::services::poll", true),
    ("leakscope_core::engine::state", true),
    ("leakscope_core::engine::state::apply", false),
    ("leakscope_core::engine::store", true),
    ("leakscope_core::engine::writing", true),
    ("leakscope_core::job", true),
    ("leakscope_core::letters", true),
    ("leakscope_core::map", true),
    ("leakscope_core::order", true),
    ("leakscope_core::table", true),
    ("leakscope_core::telemetry::service", true),
    ("leakscope_core::units", true),
    ("leakscope_core::units::typed", false),
    ("leakscope_inflate", false),
    ("miniz_oxide", false),
    ("plotters", false),
    ("plotters_backend", false),
    ("rawzip", false),
    ("serde_core", false),
    ("serde_json", false),
];

/// Functions that are of the first load for whatever types they are compiled: where those of several
/// types come to the same code, the compiler keeps one, and its name says any of them.
const OF_ANY_TYPE: &[&str] = &["leakscope::signal::memo"];

/// Whether a function is of the first load by its name; none where no room says.
pub fn is_of_first(name: &str) -> Option<bool> {
    let its_own = names::paths(name).next().unwrap_or_default();
    if OF_ANY_TYPE
        .iter()
        .any(|room| names::is_within(its_own, room))
    {
        return Some(true);
    }
    // A closure says who has the function; then the types that go through it say nothing.
    let is_closure = |path: &&str| path.contains("{closure");
    let closures = names::paths(name).filter(is_closure);
    let mut decisive: Vec<&str> = names::paths(name).take(1).chain(closures).collect();
    if decisive.len() == 1 {
        decisive = names::paths(name).collect();
    }
    let of_paths = decisive.into_iter().filter_map(of_path);
    of_paths.reduce(|all, of_path| all && of_path)
}

fn of_path(path: &str) -> Option<bool> {
    let rooms = ROOMS
        .iter()
        .filter(|(room, _)| names::is_within(path, room));
    let longest = rooms.max_by_key(|(room, _)| room.len())?;
    Some(longest.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_room_of_the_rest_makes_a_function_of_the_rest() {
        assert_eq!(
            is_of_first("<leakscope::ui::dom::El>::child::<i32>"),
            Some(true)
        );
        assert_eq!(
            is_of_first("<leakscope::ui::dom::El>::child::<leakscope_core::leak::say::Span>"),
            Some(false)
        );
        assert_eq!(is_of_first("<alloc::vec::Vec<u8>>::push"), None);
        assert_eq!(is_of_first("leakscope_core::codec::put"), Some(true));
    }
}
