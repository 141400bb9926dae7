//! The engine against a scripted service, browser and store.

mod archives;
mod events;
mod experiment;
mod kit;
mod known;
mod leaked;
mod opening;
mod rehearsing;
mod restart;
mod usual_paths;
mod watching;
