//! What a build has to tell when it is done.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::Problems;
use crate::gate::Weight;
use crate::moment::Moments;
use crate::output::Published;
use crate::rollup::Reading;
use crate::site::Extent;
use crate::story::{Stories, Why};

/// The figures of a build.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// The day that was built.
    pub today: String,
    /// Rows read of all sources.
    pub rows: u64,
    /// Rows that became interactions.
    pub kept: u64,
    /// Rows opened after today.
    pub later: u64,
    /// Rows that a newer row of the same id replaces.
    pub repeats: u64,
    /// Last lines of files that are no rows, with their line.
    pub trailers: Vec<(String, u64)>,
    /// Rejected rows by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Cells that were not read as they stand, by reason.
    pub cells: BTreeMap<&'static str, u64>,
    /// Published stories.
    pub stories: usize,
    /// What is written and not published, with the reason.
    pub held_back: Vec<(String, String)>,
    /// Links that are left out, since they lead to what is held back.
    pub links_left_out: usize,
    /// Stories with the interactions that they name and that the data does not cover.
    pub waiting: Vec<(String, String)>,
    /// Pages of the site.
    pub pages: usize,
    /// The weight of the home page and of the heaviest pages.
    pub weights: Vec<Weight>,
    /// Whether there is a feed and a site map: they need a base URL.
    pub has_feed: bool,
    /// What publishing changed; nothing where nothing was published.
    pub published: Option<Published>,
    /// What is worth knowing and did not stop the build.
    #[serde(skip)]
    pub warnings: Problems,
}

impl Summary {
    pub(crate) fn new(
        reading: &Reading,
        (stories, moments): (&Stories, &Moments),
        site: Extent,
        weights: Vec<Weight>,
        warnings: Problems,
    ) -> Summary {
        let (mut rejected, mut cells) = (BTreeMap::new(), BTreeMap::new());
        for source in &reading.sources {
            for (reason, count) in &source.rejected {
                *rejected.entry(reason.name()).or_insert(0) += count;
            }
            for (fault, count) in &source.faults {
                *cells.entry(fault.reason.name()).or_insert(0) += count;
            }
        }
        let why = |why: Why| match why {
            Why::Draft => "a draft".to_owned(),
            Why::Future(day) => format!("published on {day}"),
            Why::Expired(day) => format!("expired on {day}"),
            Why::Named(line) => format!("names a person on line {line}"),
            Why::Addressed => "an address names a person".to_owned(),
        };
        let held_back = stories.held_back.iter();
        Summary {
            today: site.today.to_string(),
            rows: reading.sources.iter().map(|source| source.rows).sum(),
            kept: reading.kept_rows(),
            later: reading.sources.iter().map(|source| source.later).sum(),
            repeats: reading.sources.iter().map(|source| source.repeats).sum(),
            trailers: reading
                .trailers
                .iter()
                .map(|(file, line)| (file.display().to_string(), *line))
                .collect(),
            rejected,
            cells,
            stories: stories.list.len(),
            held_back: held_back
                .map(|h| (h.document.file.display().to_string(), why(h.why)))
                .collect(),
            links_left_out: stories.links_left_out,
            waiting: moments
                .waiting
                .iter()
                .map(|(file, id)| (file.display().to_string(), id.clone()))
                .collect(),
            pages: site.pages,
            weights,
            has_feed: site.has_feed,
            published: None,
            warnings,
        }
    }
}
