//! One of the tables, row by row: what is wrong is said with file, line and column.

use std::collections::BTreeMap;
use std::path::Path;

use csv::StringRecord;

use super::super::read_text;
use crate::calendar::Day;
use crate::config::{Config, Project, listed, suggestion};
use crate::diagnostic::{Place, Problem, Problems};

/// A table: its file, its header, and what to know of its cells.
pub(super) struct Sheet {
    pub(super) file: &'static str,
    pub(super) header: &'static [&'static str],
    pub(super) help: &'static str,
}

/// What a table is read with.
pub(super) struct Desk<'a, 'p> {
    pub(super) project: &'a Project,
    pub(super) config: &'a Config,
    pub(super) problems: &'p mut Problems,
}

impl Desk<'_, '_> {
    /// The rows of a table; none where there is no such file.
    pub(super) fn rows<T>(
        &mut self,
        sheet: &Sheet,
        read: impl Fn(&mut Line<'_>) -> Option<T>,
    ) -> Vec<T> {
        let file = Path::new(sheet.file);
        if !self.project.folder.join(file).exists() {
            return Vec::new();
        }
        let Some(text) = read_text(self.project, file, self.problems) else { return Vec::new() };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        if header != *sheet.header {
            let found = header.iter().collect::<Vec<_>>().join(",");
            let wanted = sheet.header.join(",");
            let message = format!("the header must be `{wanted}`, found `{found}`");
            let help = format!("write it exactly so; {}", sheet.help);
            self.problems.add(Problem::error(message).at(Place::line(file, 1)).help(help));
            return Vec::new();
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => rows.extend(self.row(sheet, &record, &read)),
                Err(error) => {
                    let help = "save the file as UTF-8, commas between the cells";
                    let problem = Problem::error(error.to_string()).at(Place::file(file));
                    self.problems.add(problem.help(help));
                }
            }
        }
        rows
    }

    fn row<T>(
        &mut self,
        sheet: &Sheet,
        record: &StringRecord,
        read: impl Fn(&mut Line<'_>) -> Option<T>,
    ) -> Option<T> {
        let number = record.position().map_or(0, csv::Position::line) as usize;
        let (config, problems) = (self.config, &mut *self.problems);
        let mut line = Line { sheet, record, number, config, problems, errors: 0 };
        if record.len() != sheet.header.len() {
            let (found, wanted) = (record.len(), sheet.header.len());
            let message = format!("the row has {found} cells, the header {wanted}");
            line.wrong(message, "a cell with a comma in it stands in quotes".into());
            return None;
        }
        for (column, cell) in sheet.header.iter().zip(record) {
            if cell.contains(|c: char| c.is_control() && !"\n\r\t".contains(c)) {
                let message =
                    format!("`{column}` has a control character in it, which no page can show");
                line.wrong(message, "write the cell anew".into());
            }
        }
        read(&mut line).filter(|_| line.errors == 0)
    }

    /// Says which values of a column stand more than once.
    pub(super) fn once<'v>(
        &mut self,
        file: &str,
        column: &str,
        values: impl Iterator<Item = (&'v str, usize)>,
    ) {
        let mut first = BTreeMap::new();
        for (value, line) in values {
            if let Some(before) = first.insert(value, line) {
                let message = format!("`{value}` stands in `{column}` on line {before} already");
                let problem = Problem::error(message).at(Place::line(file, line));
                self.problems.add(problem.help("give each its own, or take one of the rows out"));
            }
        }
    }
}

/// A row of a table.
pub(super) struct Line<'a> {
    sheet: &'a Sheet,
    record: &'a StringRecord,
    /// Its line in the file.
    pub(super) number: usize,
    config: &'a Config,
    problems: &'a mut Problems,
    errors: usize,
}

/// The most letters of a cell that a message quotes: a longer one may be a customer's words.
const QUOTED: usize = 24;

/// A cell as a message quotes it.
fn quoted(cell: &str) -> String {
    match cell.chars().count() > QUOTED || cell.contains('@') {
        true => "something else".to_owned(),
        false => format!("`{cell}`"),
    }
}

impl Line<'_> {
    /// Says what is wrong in the row, which then is left out.
    pub(super) fn wrong(&mut self, message: String, help: String) {
        self.errors += 1;
        let place = Place::line(self.sheet.file, self.number);
        self.problems.add(Problem::error(message).at(place).help(help));
    }

    fn cell(&self, column: &str) -> &str {
        let at = self.sheet.header.iter().position(|name| *name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or("").trim()
    }

    /// A text that may be empty.
    pub(super) fn any_text(&self, column: &str) -> String {
        self.cell(column).to_owned()
    }

    /// A text.
    pub(super) fn text(&mut self, column: &str) -> Option<String> {
        let cell = self.any_text(column);
        if cell.is_empty() {
            self.wrong(format!("`{column}` is empty"), "say it in a few words".into());
            return None;
        }
        Some(cell)
    }

    /// An id that stories can use.
    pub(super) fn id(&mut self, column: &str) -> Option<String> {
        let cell = self.any_text(column);
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if cell.is_empty() || !cell.chars().all(fits) {
            let message = format!("`{column}` must be an id, found {}", quoted(&cell));
            self.wrong(message, "use lower-case letters, digits and hyphens".into());
            return None;
        }
        Some(cell)
    }

    /// A day.
    pub(super) fn date(&mut self, column: &str) -> Option<Day> {
        let cell = self.cell(column);
        let day = Day::parse(cell);
        if day.is_none() {
            let message =
                format!("`{column}` must be a date such as 2026-03-01, found {}", quoted(cell));
            self.wrong(message, "write year, month and day with hyphens".into());
        }
        day
    }

    /// A day, or nothing.
    #[allow(clippy::option_option, reason = "the outer one is whether it could be read")]
    pub(super) fn date_if_any(&mut self, column: &str) -> Option<Option<Day>> {
        if self.cell(column).is_empty() { Some(None) } else { self.date(column).map(Some) }
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        column: &str,
        words: &[(&str, T)],
        help: &str,
    ) -> Option<T> {
        let cell = self.cell(column);
        let found = words.iter().find(|(word, _)| *word == cell).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known = listed(words.iter().map(|(word, _)| *word));
            let message = format!("`{column}` must be one of {known}, found {}", quoted(cell));
            self.wrong(message, help.to_owned());
        }
        found
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, column: &str) -> Option<bool> {
        self.word(column, &[("yes", true), ("no", false)], "write one of the two")
    }

    /// A year of four digits.
    pub(super) fn year(&mut self, column: &str) -> Option<i32> {
        let cell = self.cell(column);
        let year = cell.parse().ok().filter(|year| (1000..10_000).contains(year));
        if year.is_none() {
            let message = format!("`{column}` must be a year such as 2007, found {}", quoted(cell));
            self.wrong(message, "write its four digits".into());
        }
        year
    }

    /// The id of a team; any word where the project lists none.
    pub(super) fn team(&mut self, column: &str) -> Option<String> {
        let ids: Vec<&str> = self.config.teams.iter().map(|team| team.id.as_str()).collect();
        let cell = self.text(column)?;
        if !ids.is_empty() && !ids.contains(&cell.as_str()) {
            let message = format!("`{column}` must be the id of a team, found {}", quoted(&cell));
            self.wrong(message, suggestion(&cell, &ids));
            return None;
        }
        Some(cell)
    }

    /// `all`, which is nothing, or `team:` and the id of a team.
    #[allow(clippy::option_option, reason = "the outer one is whether it could be read")]
    pub(super) fn scope(&mut self, column: &str) -> Option<Option<String>> {
        let ids: Vec<&str> = self.config.teams.iter().map(|team| team.id.as_str()).collect();
        let scope = self.any_text(column);
        let team = scope.strip_prefix("team:").filter(|id| ids.contains(id));
        if scope == "all" || team.is_some() {
            return Some(team.map(str::to_owned));
        }
        let message = format!("`{column}` must be `all` or `team:` and an id, found `{scope}`");
        self.wrong(message, suggestion(scope.trim_start_matches("team:"), &ids));
        None
    }
}
