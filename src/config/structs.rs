//! The keys of `moments.toml`, one struct a table. `docs/configuration.md` explains each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CandidateKeys, Field, Header, PanelKeys};
use crate::calendar::{DurationUnit, StampFormat};
use crate::tree::Spanned;

/// All keys of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Keys {
    /// The site's title. Required.
    pub title: String,
    /// Where the site stands, with a slash at its end; only feeds and the site map need it.
    pub base_url: Spanned<String>,
    /// Where a source file is edited: an address with `{path}`.
    pub edit_url: Spanned<String>,
    /// The language of the pages.
    pub language: Spanned<String>,
    /// The zone in which days, weeks and months are counted.
    pub time_zone: Spanned<String>,
    /// Where the interactions come from.
    pub sources: Vec<Source>,
    /// What tools that the program does not know call the fields.
    pub presets: Vec<Preset>,
    /// The teams; without this list they are those of the data.
    pub teams: Vec<Team>,
    /// The kinds of moment.
    pub types: Vec<Term>,
    /// The stages of a customer's journey.
    pub stages: Vec<Term>,
    /// What people do that makes a moment.
    pub practices: Vec<Term>,
    /// The company's own service standards.
    pub standards: Vec<Term>,
    /// Words for how a customer felt.
    pub emotions: Vec<String>,
    /// When somebody answers; without it no duration is counted in business hours.
    pub business_hours: Option<Spanned<BusinessHoursKeys>>,
    /// How long things may take.
    pub thresholds: ThresholdKeys,
    /// The figures on the home page and on those of teams.
    pub panels: Vec<PanelKeys>,
    /// The moments that are looked for in the data.
    pub candidates: CandidateKeys,
    /// What everybody may decide without asking.
    pub decide: DecideKeys,
    /// Whether shares and multiples that sound like research must come from `data/facts.csv`.
    pub strict_facts: bool,
    /// What is hidden.
    pub privacy: Privacy,
    /// The pages for those who write.
    pub newsroom: Newsroom,
    /// When data is too poor to publish.
    pub limits: Limits,
    /// The look.
    pub theme: Theme,
    /// Anything a theme of your own wants to know.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// One kind of export.
#[derive(Clone, Debug, Deserialize)]
pub struct Source {
    /// Its name, unique.
    pub name: Spanned<String>,
    /// Which files: a path with `*` in its last part, relative to the project.
    pub files: Spanned<String>,
    /// The tool it comes from; recognised from the header if left out.
    pub preset: Option<Spanned<String>>,
    /// The zone of times without an offset; the project's if left out.
    pub time_zone: Option<Spanned<String>>,
    /// The order of day, month and year, where the file does not say.
    pub date_format: Option<StampFormat>,
    /// What separates the columns; found in the header if left out.
    pub delimiter: Option<Spanned<char>>,
    /// How characters are written, such as `windows-1252`; found in the file if left out.
    pub encoding: Option<Spanned<String>>,
    /// Cells that mean "nothing", beside those that do everywhere.
    #[serde(default)]
    pub null: Vec<String>,
    /// The scale of its ratings; recognised if left out.
    pub csat_scale: Option<CsatScale>,
    /// The scale of its effort scores; recognised if left out, where that can be.
    pub ces_scale: Option<CesScale>,
    /// Which header holds which field; over the preset.
    #[serde(default)]
    pub columns: BTreeMap<Field, Spanned<Header>>,
    /// What the numbers of a duration count; over the preset.
    #[serde(default)]
    pub units: BTreeMap<Field, Spanned<DurationUnit>>,
    /// What a cell's value means, field by field; over the preset.
    #[serde(default)]
    pub values: Values,
}

impl Source {
    /// A source of which nothing but its name and its files is said.
    pub fn of(name: &str, files: &str) -> Source {
        let unwritten = |text: &str| Spanned { value: text.to_owned(), span: 0..0 };
        Source {
            name: unwritten(name),
            files: unwritten(files),
            preset: None,
            time_zone: None,
            date_format: None,
            delimiter: None,
            encoding: None,
            null: Vec::new(),
            csat_scale: None,
            ces_scale: None,
            columns: BTreeMap::new(),
            units: BTreeMap::new(),
            values: Values::new(),
        }
    }
}

/// The meaning of a cell's value, field by field; an empty one says nothing.
pub type Values = BTreeMap<Field, BTreeMap<String, String>>;

/// What a tool calls the fields in its exports.
#[derive(Clone, Debug, Deserialize)]
pub struct Preset {
    /// The name for `preset = "…"`.
    pub name: Spanned<String>,
    /// The tool's name in messages; the preset's name if left out.
    #[serde(default)]
    pub title: String,
    /// The order of day, month and year, where the tool has one.
    pub date_format: Option<StampFormat>,
    /// Why its files cannot be used, where they cannot.
    pub refused: Option<String>,
    /// The fields without which a header is not this tool's.
    #[serde(default = "id_and_opening")]
    pub needs: Vec<Field>,
    /// What may stand before each header: `properties.`.
    #[serde(default)]
    pub prefix: String,
    /// How the first cell of the line below the table begins, where there is one.
    pub trailer: Option<String>,
    /// Cells that mean "nothing", beside those that do everywhere.
    #[serde(default)]
    pub null: Vec<String>,
    /// The scale of its ratings, where it has one.
    pub csat_scale: Option<CsatScale>,
    /// The scale of its effort scores, where it has one.
    pub ces_scale: Option<CesScale>,
    /// The header of each field.
    pub columns: BTreeMap<Field, Spanned<Header>>,
    /// Other headers that a field has in other versions and languages.
    #[serde(default)]
    pub also: BTreeMap<Field, Vec<String>>,
    /// What the numbers of a duration count; seconds if left out.
    #[serde(default)]
    pub units: BTreeMap<Field, Spanned<DurationUnit>>,
    /// What a cell's value means.
    #[serde(default)]
    pub values: Values,
    /// Which part of a cell is meant.
    #[serde(default)]
    pub take: BTreeMap<Field, Take>,
}

impl Preset {
    /// What messages call the tool.
    pub fn tool(&self) -> &str {
        if self.title.is_empty() { &self.name.value } else { &self.title }
    }
}

fn id_and_opening() -> Vec<Field> {
    vec![Field::Id, Field::CreatedAt]
}

/// A part of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Take {
    /// What follows the last slash of a link: `17` of `https://desk.example/talks/17`.
    #[serde(rename = "last path part")]
    LastPathPart,
    /// Whether a time that was left has run out: `-0:20` is `breached`, `3:40` is `met`.
    #[serde(rename = "time left")]
    TimeLeft,
}

/// A scale of ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CsatScale {
    /// The words `good` and `bad`.
    #[serde(rename = "good-bad")]
    GoodBad,
    /// 1 to 3.
    #[serde(rename = "1-3")]
    OneToThree,
    /// 1 to 5.
    #[serde(rename = "1-5")]
    OneToFive,
    /// 1 to 10.
    #[serde(rename = "1-10")]
    OneToTen,
    /// The ratings are not read.
    #[serde(rename = "none")]
    None,
}

impl CsatScale {
    /// The word for it in `csat_scale`.
    pub fn name(self) -> &'static str {
        match self {
            CsatScale::GoodBad => "good-bad",
            CsatScale::OneToThree => "1-3",
            CsatScale::OneToFive => "1-5",
            CsatScale::OneToTen => "1-10",
            CsatScale::None => "none",
        }
    }
}

/// A scale of effort scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CesScale {
    /// 1 to 7: how much somebody agrees that it was easy.
    #[serde(rename = "1-7")]
    Agreement,
    /// 1 to 5: how much effort it took.
    #[serde(rename = "1-5-effort")]
    Effort,
    /// The scores are not read.
    #[serde(rename = "none")]
    None,
}

impl CesScale {
    /// The word for it in `ces_scale`.
    pub fn name(self) -> &'static str {
        match self {
            CesScale::Agreement => "1-7",
            CesScale::Effort => "1-5-effort",
            CesScale::None => "none",
        }
    }
}

impl Source {
    /// What separates the columns, where the configuration says it and it can.
    pub fn separator(&self) -> Option<u8> {
        let byte = u8::try_from(self.delimiter.as_ref()?.value).ok()?;
        is_separator(byte).then_some(byte)
    }
}

/// Whether a byte can separate columns: ASCII, and nothing that stands in cells or ends lines.
pub fn is_separator(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n".contains(&byte)
}

/// A team.
#[derive(Clone, Debug, Deserialize)]
pub struct Team {
    /// Its id, used in stories and addresses.
    pub id: Spanned<String>,
    /// Its name on pages, and in the data.
    pub name: String,
    /// Other names that it has in the data.
    #[serde(default)]
    pub also: Vec<String>,
}

/// A word of the project's own taxonomy.
#[derive(Clone, Debug, Deserialize)]
pub struct Term {
    /// Its id, used in stories and addresses.
    pub id: Spanned<String>,
    /// Its name on pages.
    pub name: String,
    /// What it is, a sentence or two.
    #[serde(default)]
    pub definition: String,
    /// How to spot it, a sentence or two.
    #[serde(default)]
    pub how_to_spot: String,
}

/// When somebody answers: for each weekday a list of windows such as `09:00-12:30`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BusinessHoursKeys {
    /// The zone of the windows; the project's if left out.
    pub zone: Option<Spanned<String>>,
    /// The windows of Mondays.
    pub monday: Vec<Spanned<String>>,
    /// The windows of Tuesdays.
    pub tuesday: Vec<Spanned<String>>,
    /// The windows of Wednesdays.
    pub wednesday: Vec<Spanned<String>>,
    /// The windows of Thursdays.
    pub thursday: Vec<Spanned<String>>,
    /// The windows of Fridays.
    pub friday: Vec<Spanned<String>>,
    /// The windows of Saturdays.
    pub saturday: Vec<Spanned<String>>,
    /// The windows of Sundays.
    pub sunday: Vec<Spanned<String>>,
    /// The days on which no window holds, as `YYYY-MM-DD`.
    pub holidays: Vec<Spanned<String>>,
}

/// How long things may take.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ThresholdKeys {
    /// Until the first answer, by channel; `any` stands for the channels that are not named.
    pub first_response: BTreeMap<String, Spanned<String>>,
}

/// What everybody may decide without asking.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecideKeys {
    /// Up to this amount a case.
    pub limit: Option<Spanned<f64>>,
    /// The currency's code.
    pub currency: Option<Spanned<String>>,
    /// What a customer brings over the years, to hold the limit against.
    pub lifetime_value: Option<Spanned<f64>>,
    /// Where that is written down, a sentence.
    pub source: String,
}

/// What is hidden.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Privacy {
    /// Groups smaller than this are hidden.
    pub minimum_group: Spanned<u64>,
    /// The headers of columns that hold who or where a customer is; recognised by their words if
    /// left out.
    pub identity_columns: Option<Vec<String>>,
    /// What may stand on pages although it looks like a personal detail.
    pub allow: Vec<Allowed>,
}

/// A text that may stand on pages although it looks like a personal detail.
#[derive(Clone, Debug, Deserialize)]
pub struct Allowed {
    /// The text, as it stands there.
    pub text: Spanned<String>,
    /// Why it may.
    pub reason: Spanned<String>,
}

/// The pages for those who write.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Newsroom {
    /// Whether they are a part of the site that everybody sees.
    pub publish: bool,
}

/// When data is too poor to publish.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// The share of rows without an id or a readable opening time that a source may have.
    pub max_rejected_share: Spanned<f64>,
    /// The share of a column's values that may be unreadable.
    pub max_unknown_share: Spanned<f64>,
    /// How many values of a team, channel, topic or priority are told apart; the rest is "other".
    pub max_values: Spanned<usize>,
}

/// The look.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Theme {
    /// A folder of `themes/`.
    pub name: Spanned<String>,
}
