//! The index of the search: what `moments.js` looks into, in shards of which a search loads few.
//!
//! All files are scripts that hand their data to one function, since a page that is opened from a
//! disk may load scripts and nothing else.

mod code;
mod documents;
mod fold;
mod lists;
mod plain;

use serde::Serialize;

use crate::site::Site;
use crate::words::Words;
use documents::{Document, Shown, documents};
use lists::{Gatherer, Shard};

/// A file has what is shown of so many pages.
const SHOWN: usize = 4;

/// A file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path, relative to the site's root.
    pub path: String,
    /// The script.
    pub text: String,
}

/// What the script reads first.
#[derive(Serialize)]
struct Contents<'a> {
    /// What is shown of so many pages stands in one file.
    shown: usize,
    /// Where each shard of words begins.
    from: Vec<&'a str>,
    /// The words that only titles are searched for, parted by spaces.
    common: String,
}

/// The index of a site, the same for the same site: `search/index.js`, and what it leads to.
///
/// `w0.js` and on hold words, `p0.js` and on the documents of a block of words, `d0.js` and on what
/// is shown of documents.
pub fn index(site: &Site, words: &Words) -> Vec<File> {
    files(documents(site, words))
}

fn files(documents: impl Iterator<Item = Document>) -> Vec<File> {
    let mut gatherer = Gatherer::default();
    let shown = documents.map(|document| {
        gatherer.add(&document.texts);
        document.shown
    });
    let shown: Vec<Shown> = shown.collect();
    let vocabulary = gatherer.vocabulary();
    let shards = vocabulary.shards();
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut blocks = 0;
    for (at, shard) in shards.iter().enumerate() {
        parts.push((format!("w{at}"), code::script(&(blocks, &shard.words))));
        for block in &shard.blocks {
            parts.push((format!("p{blocks}"), code::script(block)));
            blocks += 1;
        }
    }
    for (at, shown) in shown.chunks(SHOWN).enumerate() {
        parts.push((format!("d{at}"), code::script(&shown)));
    }
    let contents = Contents {
        shown: SHOWN,
        from: shards.iter().map(|Shard { from, .. }| from.as_str()).collect(),
        common: vocabulary.common.join(" "),
    };
    parts.push(("index".to_owned(), code::script(&contents)));
    // A page that has been open for long must not mix the shards of two builds.
    let mut hasher = blake3::Hasher::new();
    for (name, data) in &parts {
        hasher.update(name.as_bytes()).update(data.as_bytes());
    }
    let version = &hasher.finalize().to_hex()[..8];
    let file = |(name, data): (String, String)| File {
        text: format!("moments.take(\"{name}\",\"{version}\",{data})\n"),
        path: format!("search/{name}.js"),
    };
    parts.into_iter().map(file).collect()
}
