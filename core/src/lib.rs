//! Leakscope: everything that knows no browser.
//!
//! Rooms, lowest first; each may use any below it, none above:
//!
//! | room | what it is for |
//! |---|---|
//! | [`units`], [`job`] | printing as pprof prints; long work that gives way |
//! | [`order`], [`map`], [`table`], [`letters`] | sorting, hash maps and rows by id, each compiled once; lower case |
//! | [`codec`] | messages and stored records as bytes and back |
//! | `zip` | zips, checked before anything of them is believed |
//! | [`picture`] | what is painted as SVG, and sheets: one HTML file of a view |
//! | [`profile`] | one profile: tables, flattened stacks, value columns; filter, merge, diff |
//! | [`expression`], [`fuzzy`] | regular expressions, as filters are written with; how well a text fits what is typed |
//! | [`formats`] | bytes to model and back, one file per format; `sniff` chooses |
//! | [`telemetry`] | a service over time: readings, series, events, restarts, gaps |
//! | [`callgraph`] | the graph of calls, counted, trimmed and sorted as pprof does it |
//! | [`layout`] | ready to paint: flame boxes, top, callers and callees, goroutine groups |
//! | [`report`] | text reports, character by character as pprof prints them |
//! | [`leak`] | spikes, trend, growth per stack, patterns, the verdict |
//! | [`chart`] | time series on any plotters backend |
//! | [`recording`] | what was seen, as one value and one file |
//! | [`watch`] | when to poll, back-off, what a failure means: decisions, no I/O |
//! | [`engine`] | requests in, answers out: the whole engine, testable natively |

pub mod callgraph;
pub mod chart;
pub mod codec;
pub mod engine;
pub mod expression;
pub mod formats;
pub mod fuzzy;
pub mod job;
pub mod layout;
pub mod leak;
pub mod letters;
pub mod map;
pub mod order;
pub mod picture;
pub mod profile;
pub mod recording;
pub mod report;
pub mod table;
pub mod telemetry;
pub mod units;
pub mod watch;
mod zip;
