//! What to print, and how.

use super::SourceReader;
use crate::profile::Granularity;
use crate::profile::filter::{Filters, Pattern};

/// Which report.
pub enum Kind {
    /// `-top`: flat and cum of every node.
    Top,
    /// `-tree`: every node between its callers and its callees.
    Tree,
    /// `-peek`: the nodes of `-tree` whose name matches, of an untrimmed graph.
    Peek(Pattern),
    /// `-list`: the lines of functions whose name matches, with what reads their files.
    List(Pattern, SourceReader),
    /// `-dot`: the graph, in the language of Graphviz.
    Dot,
    /// `-traces`: every sample with its labels and its stack.
    Traces,
    /// `-tags`: what samples with each value of each label add up to.
    Tags,
    /// `-raw`: all that the profile holds.
    Raw,
}

/// pprof's options, by pprof's names.
pub struct Options {
    /// `-sample_index`: a number, a name, or a name after `inuse_`; none for the profile's default.
    pub sample_index: Option<String>,
    /// `-unit`: what values print in, [`Options::FITTING_UNIT`] for what fits the report.
    pub unit: String,
    /// `-mean`: values divided by the first sample type's.
    pub is_mean: bool,
    /// `-cum`: sorts by cum, not by flat.
    pub is_cum: bool,
    /// Leaves out what is small; none as with `-trim=false`.
    pub trim: Option<Trim>,
    /// `-drop_negative`: leaves out nodes with negative values.
    pub drop_negative: bool,
    /// `-relative_percentages`: of the samples that filters leave, not of all.
    pub relative_percentages: bool,
    /// `-noinlines`: what was inlined counts as its caller.
    pub no_inlines: bool,
    /// `-functions`, `-files`, `-lines`, `-addresses`.
    pub granularity: Granularity,
    /// `-tagroot`: label keys whose values become the outermost frames.
    pub tag_root: Vec<String>,
    /// `-tagleaf`: label keys whose values become the innermost frames.
    pub tag_leaf: Vec<String>,
    /// focus, ignore and the others.
    pub filters: Filters,
    /// In which zone times print; pprof takes the machine's.
    pub zone: Zone,
}

impl Options {
    /// Stands for the unit that fits what is printed.
    pub const FITTING_UNIT: &'static str = "minimum";
}

impl Default for Options {
    fn default() -> Options {
        Options {
            sample_index: None,
            unit: Options::FITTING_UNIT.to_owned(),
            is_mean: false,
            is_cum: false,
            trim: Some(Trim::default()),
            drop_negative: false,
            relative_percentages: false,
            no_inlines: false,
            granularity: Granularity::Functions,
            tag_root: Vec::new(),
            tag_leaf: Vec::new(),
            filters: Filters::default(),
            zone: Zone::default(),
        }
    }
}

/// What is small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trim {
    /// `-nodecount`: at most so many nodes, 0 for all; none for the report's default, which is all
    /// for `-top` and 80 for `-tree` and `-dot`.
    pub node_count: Option<usize>,
    /// `-nodefraction`: leaves out nodes with |cum| below this share of Σ flat.
    pub node_fraction: f64,
    /// `-edgefraction`: leaves out edges below this share of it.
    pub edge_fraction: f64,
}

impl Default for Trim {
    fn default() -> Trim {
        Trim {
            node_count: None,
            node_fraction: 0.005,
            edge_fraction: 0.001,
        }
    }
}

/// A time zone without daylight saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its abbreviation: `UTC`.
    pub name: String,
    /// East of Greenwich.
    pub offset_secs: i64,
}

impl Default for Zone {
    fn default() -> Zone {
        Zone {
            name: "UTC".to_owned(),
            offset_secs: 0,
        }
    }
}
