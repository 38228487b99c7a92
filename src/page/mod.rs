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

/// Makes all files of the site but its pictures and hands each to `put`: pages come after what they
/// load and offer. Each page's figures are drawn as it is filled, and what it was made of is gone
/// then, so that no more than one page is in memory.
///
/// # Errors
/// When a template cannot be filled, or with what `put` fails with.
pub fn render(
    site: Site,
    data: Data<'_>,
    theme: &Theme,
    config: &Config,
    put: &mut dyn FnMut(&OutFile) -> Outcome<()>,
) -> Outcome<()> {
    // Pages say how large the files are that they offer, and which version of the index they need.
    let mut offered = data::files(&data, &site, config);
    offered.extend(drawings(&site, theme, config));
    offered.extend(data.index.into_iter().map(|file| OutFile::text(file.path, file.text)));
    let engine = template::Engine::new(&site, (theme, config), &offered)?;
    offered.iter().try_for_each(&mut *put)?;
    drop(offered);
    put(&OutFile::text("static/style.css", theme.style.clone()))?;
    for (name, bytes) in &theme.statics {
        put(&OutFile { path: format!("static/{name}"), bytes: bytes.clone() })?;
    }
    feed::files(&site, config).iter().try_for_each(&mut *put)?;
    put(&OutFile::text("robots.txt", "User-agent: *\nDisallow: /\n"))?;
    for page in site.pages {
        put(&engine.fill(page)?)?;
    }
    Ok(())
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
