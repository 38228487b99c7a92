//! Fills the templates; makes the feed, the site map and the data files.

mod data;
mod feed;
mod pictures;
mod shared;
mod template;

pub use data::{cell, rejected_csv};
pub use pictures::pictures;

use crate::chart;
use crate::config::Config;
use crate::diagnostic::Outcome;
use crate::metric::Metrics;
use crate::rollup::Reading;
use crate::search;
use crate::site::Site;
use crate::theme::Theme;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutFile {
    /// Its path, relative to the site's root, with forward slashes.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl OutFile {
    /// A file of text.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> OutFile {
        OutFile { path: path.into(), bytes: text.into().into_bytes() }
    }
}

/// What the machine-readable files are made of.
#[derive(Clone, Debug)]
pub struct Data<'a> {
    /// The figures.
    pub metrics: &'a Metrics,
    /// What was read and rejected.
    pub reading: &'a Reading,
    /// What the search looks into.
    pub index: Vec<search::File>,
}

/// All files of the site but its pictures, each made when it is asked for: pages come after what they
/// load and offer. A page's figures are drawn as it is filled, and what it was made of is gone then,
/// so that few pages are in memory at once.
///
/// # Errors
/// When a template cannot be used, and in place of a page that cannot be filled.
pub fn render<'a>(
    site: Site,
    data: Data<'_>,
    theme: &'a Theme,
    config: &'a Config,
) -> Outcome<impl Iterator<Item = Outcome<OutFile>> + use<'a>> {
    // Pages say how large the files are that they offer, and which version of the index they need.
    let mut offered = data::files(&data, &site, config);
    offered.extend(drawings(&site, theme, config));
    offered.extend(data.index.into_iter().map(|file| OutFile::text(file.path, file.text)));
    let engine = template::Engine::new(&site, (theme, config), &offered)?;
    let style = OutFile::text("static/style.css", theme.style.clone());
    let statics = theme
        .statics
        .iter()
        .map(|(name, bytes)| OutFile { path: format!("static/{name}"), bytes: bytes.clone() });
    let feed = feed::files(&site, config);
    let robots = OutFile::text("robots.txt", "User-agent: *\nDisallow: /\n");
    let before = offered.into_iter().chain([style]).chain(statics).chain(feed).chain([robots]);
    Ok(before.map(Ok).chain(site.pages.into_iter().map(move |page| engine.fill(page))))
}

/// The drawings that are files of their own.
fn drawings(site: &Site, theme: &Theme, config: &Config) -> Vec<OutFile> {
    let figures = site.pages.iter().flat_map(|page| &page.figures);
    let drawn = figures.filter_map(|figure| {
        let svg = || chart::standalone(figure, &theme.palette, &config.words);
        figure.file.as_ref().map(|file| OutFile::text(file.path.clone(), svg()))
    });
    drawn.collect()
}
