//! The Top table: flat and cum of every function, in one pass.

use serde::{Deserialize, Serialize};

/// Which rows of the table to make.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TopQuery {
    /// Order.
    pub sort: TopSort,
    /// Only names containing this, any letter case; empty keeps all.
    pub matching: String,
    /// First row wanted.
    pub offset: u32,
    /// How many rows are wanted.
    pub limit: u32,
}

/// Order of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TopSort {
    /// |flat| down, then name.
    #[default]
    Flat,
    /// |cum| down, then name.
    Cum,
    /// Name.
    Name,
    /// Growth of cum against the base, down.
    Growth,
}

/// A page of the Top table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TopPage {
    /// The rows asked for.
    pub rows: Vec<TopRow>,
    /// The first one's position.
    pub offset: u32,
    /// How many rows there are in all, after `matching`.
    pub total_rows: u32,
    /// Σ|value|, printed: `37.94MB`.
    pub total: String,
    /// "Showing nodes accounting for …" as pprof says it.
    pub accounting: String,
}

/// One function. Printed columns are exactly as `go tool pprof -top` prints them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TopRow {
    /// Node id.
    pub node: u32,
    /// Name.
    pub name: String,
    /// Source file.
    pub file: String,
    /// Raw values.
    pub flat: i64,
    /// Raw values.
    pub cum: i64,
    /// Base's flat, where there is a base.
    pub base_flat: Option<i64>,
    /// Base's cum, where there is a base.
    pub base_cum: Option<i64>,
    /// `12.50MB`, `  33.33%`, … printed and trimmed: flat, flat %, sum %, cum, cum %.
    pub printed: [String; 5],
}
