//! What other tools call the fields: one file a tool in `presets/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::calendar::StampFormat;
use crate::config::Field;

/// A tool's header names.
#[derive(Clone, Debug, Deserialize)]
pub struct Preset {
    /// The name for `preset = "…"`.
    pub name: String,
    /// The order of day, month and year in its dates.
    #[serde(default)]
    pub date_format: StampFormat,
    /// The header of each field.
    pub columns: BTreeMap<Field, String>,
}

const FILES: [&str; 1] = [include_str!("presets/311.toml")];

/// The presets of the program; the canonical one first.
pub fn presets() -> Vec<Preset> {
    let canonical = Preset {
        name: "canonical".into(),
        date_format: StampFormat::YearFirst,
        columns: Field::ALL.iter().map(|&field| (field, field.name().to_owned())).collect(),
    };
    let files = FILES.iter().map(|text| toml::from_str(text).expect("presets are held by a test"));
    std::iter::once(canonical).chain(files).collect()
}

/// A header as it is compared: without case, spaces and punctuation.
///
/// ```
/// assert_eq!(moments::interaction::plain("First  reply-time"), "firstreplytime");
/// ```
pub fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Preset {
    /// The column of each of its fields that the header has.
    pub(super) fn columns_in(&self, header: &[String]) -> BTreeMap<Field, usize> {
        let plain_header: Vec<String> = header.iter().map(|name| plain(name)).collect();
        let find = |name: &str| plain_header.iter().position(|found| *found == plain(name));
        self.columns.iter().filter_map(|(&field, name)| Some((field, find(name)?))).collect()
    }
}

/// The preset that fits a header: it has `id` and `created_at`, and the most other fields.
pub(super) fn recognise(header: &[String]) -> Option<Preset> {
    let fitting = presets().into_iter().filter_map(|preset| {
        let columns = preset.columns_in(header);
        let is_whole = columns.contains_key(&Field::Id) && columns.contains_key(&Field::CreatedAt);
        is_whole.then_some((columns.len(), preset))
    });
    fitting.max_by_key(|(fields, _)| *fields).map(|(_, preset)| preset)
}

/// The preset that shares the most headers, for the message where none fits.
pub(super) fn nearest_to(header: &[String]) -> Option<(Preset, usize)> {
    let scored = presets().into_iter().map(|preset| {
        let shared = preset.columns_in(header).len();
        (preset, shared)
    });
    scored.max_by_key(|(_, shared)| *shared).filter(|(_, shared)| *shared > 0)
}
