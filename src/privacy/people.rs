//! How those who work here are named on pages.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::plain::{is_unseen, plain};
use super::{Identities, Origin};
use crate::calendar::Day;
use crate::config::Config;
use crate::source::{Naming, Person};
use crate::words::{key, slug};

/// Those who work here, as they may be named on a day.
#[derive(Clone, Copy, Debug)]
pub struct People<'a> {
    list: &'a [Person],
    names: &'a Names,
    config: &'a Config,
    today: Day,
}

/// Full names, to be found in many texts.
#[derive(Clone, Debug)]
pub struct Names {
    /// The words of each name of two or more and the person's number, by the first word.
    by_first: BTreeMap<String, Vec<(Vec<String>, usize)>>,
    /// Whether a first word begins with a letter of ASCII, in lower case.
    letters: [bool; 128],
    /// Each name as it stands in an address.
    slugs: Vec<String>,
}

impl Names {
    /// The names of a list of people.
    pub fn of(list: &[Person]) -> Names {
        let slugs = list.iter().map(|person| format!("-{}-", slug(&person.name))).collect();
        let mut names = Names { by_first: BTreeMap::new(), letters: [false; 128], slugs };
        for (number, person) in list.iter().enumerate() {
            let words: Vec<String> =
                words_of(&person.name).map(|range| compared(&person.name[range])).collect();
            if let [first, _, ..] = words.as_slice() {
                let letter = first.bytes().next().filter(u8::is_ascii).map(usize::from);
                letter.into_iter().for_each(|letter| names.letters[letter] = true);
                names.by_first.entry(first.clone()).or_default().push((words, number));
            }
        }
        names
    }

    /// The names that may begin with a word. Most words begin none, which a letter tells.
    fn begun_by(&self, word: &str) -> &[(Vec<String>, usize)] {
        let letter = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        if word.is_ascii() && !self.letters[usize::from(letter)] {
            return &[];
        }
        self.by_first.get(&compared(word)).map_or(&[], Vec::as_slice)
    }
}

/// Who has been named so far in a text.
#[derive(Clone, Debug, Default)]
pub struct Mentions(BTreeSet<String>);

impl<'a> People<'a> {
    /// The people of a project, with their names.
    pub fn new(list: &'a [Person], names: &'a Names, config: &'a Config, today: Day) -> People<'a> {
        People { list, names, config, today }
    }

    /// All, by id.
    pub fn list(&self) -> &'a [Person] {
        self.list
    }

    /// Somebody by id.
    pub fn get(&self, id: &str) -> Option<&'a Person> {
        self.list.iter().find(|person| person.id == id)
    }

    /// Whether somebody has left.
    pub fn is_gone(&self, person: &Person) -> bool {
        person.left.is_some_and(|day| day <= self.today)
    }

    /// How somebody may be named today; nobody is who has left.
    pub fn naming(&self, person: &Person) -> Naming {
        if self.is_gone(person) { Naming::None } else { person.naming }
    }

    /// Whether pages may show somebody in a picture today.
    pub fn may_be_seen(&self, person: &Person) -> bool {
        person.may_be_seen && !self.is_gone(person)
    }

    /// The name for a page of somebody's own; nothing for those who have none.
    pub fn title(&self, person: &Person) -> Option<String> {
        match self.naming(person) {
            Naming::Full => Some(person.name.clone()),
            Naming::First => Some(first_name(person).to_owned()),
            Naming::Team | Naming::None => None,
        }
    }

    /// How somebody is called where nothing stands before.
    pub fn name(&self, person: &Person) -> String {
        let words = &self.config.words;
        self.title(person).unwrap_or_else(|| match self.naming(person) {
            Naming::Team => {
                let team = self.config.teams.iter().find(|team| *team.id == *person.team);
                let team = team.map_or(person.team.as_str(), |team| &team.name);
                words.say("person.team", &[("team", team)])
            }
            _ => words.say("person.colleague", &[]),
        })
    }

    /// How somebody is called in a text, after the words `before`: the whole name once, then the
    /// first name, or "the colleague".
    pub fn mention(&self, person: &Person, before: &str, mentions: &mut Mentions) -> String {
        let is_first = mentions.0.insert(person.id.clone());
        let name = match self.naming(person) {
            _ if is_first => self.name(person),
            Naming::Full | Naming::First => first_name(person).to_owned(),
            Naming::Team | Naming::None => self.config.words.say("person.again", &[]),
        };
        let before = before.trim_end().trim_end_matches(['“', '‘', '"', '\'', '(', '«', '„']);
        let begins = before.is_empty() || before.trim_end().ends_with(['.', '!', '?', ':', '…']);
        if begins { capitalised(&name) } else { name }
    }

    /// Adds the full names of all who may not be named so to what must not get out.
    pub fn keep_in(&self, identities: &mut Identities) {
        for person in self.list.iter().filter(|person| self.naming(person) != Naming::Full) {
            identities.add(&person.name, Origin::Colleague { id: person.id.clone() });
        }
    }

    /// Where full names stand in a text: whole words in any case, of two words or more.
    pub fn full_names(&self, text: &str) -> Vec<(Range<usize>, &'a Person)> {
        let mut found = Vec::new();
        if self.names.by_first.is_empty() {
            return found;
        }
        for first in words_of(text) {
            for (name, number) in self.names.begun_by(&text[first.clone()]) {
                let (from, mut end) = (first.end, first.end);
                let mut rest =
                    words_of(&text[from..]).map(|word| word.start + from..word.end + from);
                let is_it = name[1..].iter().all(|part| {
                    rest.next().is_some_and(|word| {
                        let is_next = text[end..word.start].trim().is_empty();
                        end = word.end;
                        is_next && compared(&text[word]) == *part
                    })
                });
                if is_it {
                    found.push((first.start..end, &self.list[*number]));
                }
            }
        }
        found.sort_by_key(|(range, person)| (range.start, &person.id));
        found
    }

    /// Whose full name a part of an address has, as `tom-ashby-came` has Tom Ashby's.
    pub fn in_address(&self, address: &str) -> Option<&'a Person> {
        let parts = format!("-{}-", slug(address));
        let is_in = |name: &String| name.matches('-').count() > 2 && parts.contains(name);
        Some(&self.list[self.names.slugs.iter().position(is_in)?])
    }

    /// Where the first names of a team's people stand in a text, written with their capital.
    pub fn first_names(&self, text: &str, teams: &[String]) -> Vec<(Range<usize>, &'a Person)> {
        let words: Vec<Range<usize>> = words_of(text).collect();
        let of_teams = self.list.iter().filter(|person| teams.contains(&person.team));
        let of_person = |person: &'a Person| {
            let is_it = |range: &&Range<usize>| {
                text[(*range).clone()].trim_end_matches("’s").trim_end_matches("'s")
                    == first_name(person)
            };
            let found = words.iter().filter(is_it).map(|range| (range.clone(), person));
            found.collect::<Vec<_>>()
        };
        of_teams.flat_map(of_person).collect()
    }
}

fn first_name(person: &Person) -> &str {
    person.name.split_whitespace().next().unwrap_or_default()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Where the words of a text stand: `Jo`, `O'Hara`, `Anne-Marie`, without an `'s`.
fn words_of(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_part = |c: char| {
        c.is_alphanumeric() || is_combining_mark(c) || is_unseen(c) || "'’-\u{2010}".contains(c)
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(is_part)?;
            let length = text[start..].find(|c| !is_part(c)).unwrap_or(text.len() - start);
            at = start + length;
            let word = &text[start..at];
            let is_edge = |c: char| !c.is_alphanumeric() && !is_combining_mark(c);
            let from = start + word.len() - word.trim_start_matches(is_edge).len();
            let inner = word.trim_matches(is_edge);
            let inner =
                inner.strip_suffix("’s").or_else(|| inner.strip_suffix("'s")).unwrap_or(inner);
            if !inner.is_empty() {
                return Some(from..from + inner.len());
            }
        }
    })
}

/// A word of a name as it is compared.
fn compared(word: &str) -> String {
    key(&plain(word).replace('’', "'"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config;
    use crate::diagnostic::Problems;
    use crate::tree::Text;

    fn person(id: &str, name: &str, naming: Naming, left: Option<&str>) -> Person {
        Person {
            id: id.into(),
            name: name.into(),
            team: "repairs".into(),
            naming,
            may_be_seen: true,
            joined: None,
            left: left.and_then(Day::parse),
            agent: String::new(),
            line: 2,
        }
    }

    fn with_people(check: impl Fn(People<'_>)) {
        let text = "title = 'x'\n[[sources]]\nname = 's'\nfiles = 's.csv'\n[[teams]]\nid = \
                    'repairs'\nname = 'Repairs'\n";
        let text = Text { file: Path::new("moments.toml"), text };
        let config = config::parse(text, &mut Problems::default()).unwrap();
        let list = [
            person("full", "Jo O'Hara", Naming::Full, None),
            person("first", "Tom Anders Ashby", Naming::First, Some("2026-03-02")),
            person("gone", "Ida Bloom", Naming::Full, Some("2026-03-01")),
            person("none", "Nils Ek", Naming::None, None),
            person("team", "Ann-Marie Öst", Naming::Team, None),
        ];
        let names = Names::of(&list);
        check(People::new(&list, &names, &config, Day::parse("2026-03-01").unwrap()));
    }

    #[test]
    fn a_name_is_what_its_owner_allows_and_shorter_the_second_time() {
        with_people(|people| {
            for (id, first, again) in [
                ("full", "Jo O'Hara", "Jo"),
                ("first", "Tom", "Tom"),
                ("gone", "a colleague", "the colleague"),
                ("none", "a colleague", "the colleague"),
                ("team", "a colleague in Repairs", "the colleague"),
            ] {
                let person = people.get(id).unwrap();
                let mut mentions = Mentions::default();
                assert_eq!(people.mention(person, "and then ", &mut mentions), first);
                assert_eq!(people.mention(person, "and then ", &mut mentions), again);
            }
        });
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        with_people(|people| {
            for (before, expected) in [
                ("", "A colleague"),
                ("Nobody came. ", "A colleague"),
                ("“", "A colleague"),
                ("He said: “", "A colleague"),
                ("with ", "a colleague"),
                ("with (", "a colleague"),
            ] {
                let person = people.get("none").unwrap();
                let name = people.mention(person, before, &mut Mentions::default());
                assert_eq!(name, expected, "{before:?}");
            }
        });
    }

    #[test]
    fn full_names_are_found_as_whole_words_in_any_case() {
        with_people(|people| {
            let found = |text: &str| -> Vec<String> {
                people.full_names(text).into_iter().map(|(range, _)| text[range].into()).collect()
            };
            assert_eq!(found("It was Nils  Ek, and NILS\nEK again."), ["Nils  Ek", "NILS\nEK"]);
            assert_eq!(found("Jo O’Hara’s and Ann-Marie Öst's"), ["Jo O’Hara", "Ann-Marie Öst"]);
            let typed = "Ann-Marie O\u{308}st, Nils E\u{ad}k";
            assert_eq!(found(typed), ["Ann-Marie O\u{308}st", "Nils E\u{ad}k"]);
            assert_eq!(found("Nils Ekman, Nils, Ek Nils, Tom Ashby"), Vec::<String>::new());
        });
    }

    #[test]
    fn first_names_are_found_by_team_and_with_their_capital() {
        with_people(|people| {
            let found = |text: &str, team: &str| people.first_names(text, &[team.into()]).len();
            assert_eq!(found("Then Tom came, and tom went; Ida’s turn.", "repairs"), 2);
            assert_eq!(found("Then Tom came.", "delivery"), 0);
        });
    }
}
