//! What is in view, written anew: for other tools, or for a spreadsheet.

use std::rc::Rc;

use super::desk::Desk;
use super::protocol::{Answer, Subject, Trouble, TroubleKind, ViewFormat};
use super::store::Store;
use super::{Host, loading};
use crate::formats::{self, write_protobuf};
use crate::layout::{GraphQuery, TopPage, TopQuery, graph_svg, top_sheet};
use crate::profile::Profile;
use crate::profile::filter::{Filters, LabelUnits};
use crate::report::{self, Base, Options, ReportError};
use crate::telemetry::ProfileId;
use crate::units;

/// A view as a file.
pub async fn view<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    subject: &Subject,
    format: ViewFormat,
) -> Result<(Answer, Vec<u8>), Trouble> {
    let _held = loading::load_subject(desk, subject).await?;
    let bytes = match format {
        ViewFormat::Csv => {
            let table = whole_table(desk, subject).await?;
            // Whole numbers: in a file for spreadsheets units do not show.
            top_sheet(&table, "").csv().into_bytes()
        }
        ViewFormat::Svg => picture(desk, subject).await?.into_bytes(),
        _ => {
            let whole = loading::found(desk.shelf.whole(subject))?;
            let name = whole.now.sample_type_names();
            let default = whole.now.default_sample_type();
            let name = name
                .into_iter()
                .nth(subject.sample_type.map_or(default, |t| t as usize));
            let name = name.map(|(kind, _)| kind).unwrap_or_default();
            let difference = match &whole.base {
                Some(base) => {
                    let how = Base {
                        is_diff: true,
                        scaling: subject.scaling,
                    };
                    report::subtract(&whole.now, base, how).map_err(in_words)?
                }
                None => (*whole.now).clone(),
            };
            desk.pace.breathe().await;
            written(difference, whole.filters, name, format)?
        }
    };
    let name = format!("{}{}", name_of(desk, subject.profile), ending(format));
    let contents = Vec::new();
    Ok((Answer::Exported { name, contents }, bytes))
}

/// Every row of Top, as CSV needs it.
async fn whole_table<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    subject: &Subject,
) -> Result<TopPage, Trouble> {
    let query = TopQuery {
        limit: u32::MAX,
        ..TopQuery::default()
    };
    loading::found(desk.shelf.top(subject, &query, &desk.pace).await)
}

/// The graph, with the lines above it that say what it is of.
async fn picture<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    subject: &Subject,
) -> Result<String, Trouble> {
    let (query, pace) = (GraphQuery::default(), &desk.pace);
    let graph = loading::found(desk.shelf.graph(subject, &query, pace).await)?;
    let whole = loading::found(desk.shelf.whole(subject))?;
    let default = whole.now.default_sample_type();
    let sample_type = subject.sample_type.map_or(default, |t| t as usize);
    let kind = whole.now.sample_type_names().into_iter().nth(sample_type);
    let against = subject.base.map_or(String::new(), |base| {
        format!(" less {}", name_of(desk, base))
    });
    let mut heading = vec![
        name_of(desk, subject.profile) + &against,
        format!(
            "{}, total {}",
            kind.map(|(kind, _)| kind).unwrap_or_default(),
            units::short(graph.total, &graph.unit)
        ),
    ];
    let filters = subject.filters.iter();
    heading.extend(filters.map(|filter| format!("{}: {}", filter.kind.name(), filter.text)));
    heading.push(graph.facts().join(", "));
    Ok(graph_svg(&graph, &heading))
}

/// The profile as a file of `format`, the sample type called `name` where only one is written.
fn written(
    mut profile: Profile,
    mut filters: Vec<Filters>,
    name: String,
    format: ViewFormat,
) -> Result<Vec<u8>, Trouble> {
    let units = LabelUnits::new(&profile);
    // The report applies the last ones itself, and says which they are.
    let last = filters.pop().unwrap_or_default();
    for pass in filters {
        profile = pass.apply(&profile, &units).into_owned();
    }
    if format == ViewFormat::Text {
        let options = Options {
            sample_index: Some(name),
            filters: last,
            ..Options::default()
        };
        let text = report::top(&profile, &options).map_err(in_words)?;
        return Ok(text.into_bytes());
    }
    let profile = last.apply(&profile, &units);
    Ok(match format {
        ViewFormat::Protobuf => write_protobuf(&profile, true),
        _ => {
            let mut names = profile.sample_type_names().into_iter();
            let sample_type = names.position(|(kind, _)| kind == name);
            formats::write_folded(&profile, sample_type.unwrap_or_default()).into_bytes()
        }
    })
}

fn ending(format: ViewFormat) -> &'static str {
    match format {
        ViewFormat::Protobuf => ".view.pb.gz",
        ViewFormat::Folded => ".folded.txt",
        ViewFormat::Csv => ".top.csv",
        ViewFormat::Text => ".top.txt",
        ViewFormat::Svg => ".graph.svg",
    }
}

/// The profile's name without what says its format.
fn name_of<S: Store, H: Host>(desk: &Desk<S, H>, profile: ProfileId) -> String {
    let state = desk.state.borrow();
    let stored = state.profiles.get(profile);
    let name = stored.map_or("profile", |stored| &stored.info.entry.name);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let name = name.strip_suffix(".pb").unwrap_or(name);
    super::export::safe_name(name)
}

fn in_words(error: ReportError) -> Trouble {
    Trouble {
        kind: TroubleKind::BadFile,
        title: "This view cannot be written".into(),
        detail: error.to_string(),
        ..Trouble::default()
    }
}
