//! A document becomes a story: checked front matter and safe HTML.

mod call;
mod check;
mod draft;
mod front;
mod markdown;
mod parts;
mod rules;
mod shortcode;
mod spoken;
#[cfg(test)]
mod tests;

pub use call::{Call, Period, ValueCall};
pub use draft::Draft;
pub use front::{
    Approval, Bent, Colleague, Cost, CustomerOutcome, Details, FixStatus, Heard, Quote, Size,
    TimelineStep, Touch, Went,
};
pub use markdown::{Anchor, Heading, InnerLink, escape};
pub use parts::{Part, Run};

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::calendar::Day;
use crate::config::Config;
use crate::diagnostic::{Place, Problem, Problems};
use crate::picture::Shelf;
use crate::privacy::People;
use crate::source::{Document, Fact, Naming};
use crate::tree::Spanned;
use crate::words;

/// Everything that is written.
#[derive(Clone, Debug, Default)]
pub struct Stories {
    /// The published stories, newest first; on one day by slug.
    pub list: Vec<Story>,
    /// Stories of somebody else: they have a page, and are counted nowhere.
    pub legends: Vec<Story>,
    /// The pages that are no stories, by path.
    pub pages: Vec<Page>,
    /// What is not published, and why.
    pub held_back: Vec<HeldBack>,
    /// Links that are left out, since they lead to what is held back.
    pub links_left_out: usize,
    /// The pages of documents that could not be read: links to them are not broken.
    pub unread: BTreeSet<String>,
}

impl Stories {
    /// All stories that have a page, those of others last.
    pub fn all(&self) -> impl Iterator<Item = &Story> {
        self.list.iter().chain(&self.legends)
    }

    /// The links to pages of the site that writers wrote.
    pub fn links(&self) -> impl Iterator<Item = &InnerLink> {
        let stories = self.all().flat_map(|story| &story.links);
        stories.chain(self.pages.iter().flat_map(|page| &page.links))
    }

    /// The interactions that published texts name, in front matter and by shortcodes, each with
    /// its document and the day of its story.
    pub fn cited(&self) -> impl Iterator<Item = (&Document, Option<Day>, &Spanned<String>)> {
        let of_front = self.all().flat_map(|story| {
            let ids = story.details.interactions.iter();
            ids.map(|id| (&story.document, Some(story.date), id))
        });
        let stories = self.all().map(|story| (&story.document, Some(story.date), &story.body));
        let pages = self.pages.iter().map(|page| (&page.document, None, &page.body));
        let of_text = stories.chain(pages).flat_map(|(document, day, body)| {
            let ids = body.iter().flat_map(Part::interactions);
            ids.map(move |id| (document, day, id))
        });
        of_front.chain(of_text)
    }

    /// What is left to check once pages are made of the texts; their memory is free for the pages.
    #[must_use]
    pub fn without_bodies(mut self) -> Stories {
        let stories = self.list.iter_mut().chain(&mut self.legends).map(|story| &mut story.body);
        let pages = self.pages.iter_mut().map(|page| &mut page.body);
        stories.chain(pages).for_each(|body| *body = Vec::new());
        self
    }

    /// The ids of all interactions that somebody has written about, published or not.
    pub fn named(&self) -> BTreeSet<&str> {
        let held = self.held_back.iter().flat_map(|held| {
            held.interactions.iter().chain(held.body.iter().flat_map(Part::interactions))
        });
        let cited = self.cited().map(|(_, _, id)| id);
        cited.chain(held).map(|id| id.value.as_str()).collect()
    }

    /// Takes out what is not to be published on that day, and the links that lead there. `named`
    /// are the documents that name somebody who may not be named.
    fn hold_back(&mut self, desk: Desk, named: &BTreeMap<PathBuf, Why>, people: People<'_>) {
        let unnamed = people.list().iter().filter(|person| people.title(person).is_none());
        let mut held: BTreeSet<String> = unnamed.map(|person| person_path(&person.id)).collect();
        let mut held_back = Vec::new();
        self.list.retain_mut(|story| {
            let by_name = named.get(&story.document.file).copied();
            let Some(why) = by_name.or_else(|| story.why_held(desk)) else { return true };
            held.extend(story.leads_to());
            let (document, body) = (story.document.clone(), std::mem::take(&mut story.body));
            let interactions = std::mem::take(&mut story.details.interactions);
            let title = std::mem::take(&mut story.title);
            held_back.push(HeldBack { document, title, why, body, interactions });
            false
        });
        self.pages.retain_mut(|page| {
            let Some(&why) = named.get(&page.document.file) else { return true };
            let (document, body) = (page.document.clone(), std::mem::take(&mut page.body));
            let (title, interactions) = (std::mem::take(&mut page.title), Vec::new());
            held_back.push(HeldBack { document, title, why, body, interactions });
            held.insert(page_path(&page.slug));
            false
        });
        self.held_back = held_back;
        // A page that another story leads to stands all the same.
        for path in self.list.iter().flat_map(Story::leads_to) {
            held.remove(&path);
        }
        let stories = self.list.iter_mut().map(|story| (&mut story.body, &mut story.links));
        let pages = self.pages.iter_mut().map(|page| (&mut page.body, &mut page.links));
        for (body, links) in stories.chain(pages) {
            for link in links.extract_if(.., |link| held.contains(&link.path)) {
                for part in body.iter_mut() {
                    if let Part::Markup(html) = part {
                        *html = html.replace(&link.opening, "<a>").into();
                    }
                }
                self.links_left_out += 1;
            }
        }
    }

    /// The pictures that stories and pages show.
    pub fn pictures(&self) -> impl Iterator<Item = &PublishedPicture> {
        let stories = self.all().flat_map(|story| &story.pictures);
        stories.chain(self.pages.iter().flat_map(|page| &page.pictures))
    }
}

/// A story that is published.
#[derive(Clone, Debug)]
pub struct Story {
    /// Its file.
    pub document: Document,
    /// The last part of its address.
    pub slug: String,
    /// Whether it is somebody else's.
    pub is_external: bool,
    /// Its title.
    pub title: String,
    /// The day it speaks of.
    pub date: Day,
    /// The id of its kind of moment.
    pub kind: String,
    /// The id of its stage.
    pub stage: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The ids of its teams.
    pub teams: Vec<String>,
    /// Its teams where they are written, to be held against the data if the project lists none.
    pub open_teams: Vec<Spanned<String>>,
    /// When it is to be published.
    pub release: Release,
    /// What else the front matter says.
    pub details: front::Details,
    /// One or two sentences: the summary, or the first paragraph.
    pub summary: Vec<Run>,
    /// Whether the summary is one of its own.
    pub has_summary: bool,
    /// Its text.
    pub body: Vec<Part>,
    /// The links to pages of the site, to be checked when all pages are known.
    pub links: Vec<InnerLink>,
    /// The picture that stands for it.
    pub image: Option<Image>,
    /// All pictures that it shows: the file, and the path it is published under.
    pub pictures: Vec<PublishedPicture>,
}

/// When a story is to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// Whether it is a draft.
    pub is_draft: bool,
    /// The first day.
    pub from: Day,
    /// The day from which on it is gone.
    pub expires: Option<Day>,
}

impl Story {
    /// Its aliases, and the paths of its pictures.
    fn addresses(&self) -> Vec<String> {
        self.details.aliases.iter().cloned().chain(paths(&self.pictures)).collect()
    }

    /// The pages that are there because it is: its own, and lists that it may stand on alone.
    fn leads_to(&self) -> Vec<String> {
        let own = std::iter::once(&self.slug).chain(&self.details.aliases);
        let own = own.map(|slug| format!("stories/{slug}/index.html"));
        let year = format!("stories/year/{}/index.html", self.date.year());
        let tags = self.details.tags.iter();
        let tags = tags.map(|tag| format!("tags/{}/index.html", words::slug(tag)));
        let people = self.details.people.iter().filter(|colleague| colleague.is_named);
        let people = people.map(|colleague| person_path(&colleague.id));
        own.chain([year]).chain(tags).chain(people).collect()
    }

    fn why_held(&self, desk: Desk) -> Option<Why> {
        let Release { is_draft, from, expires } = self.release;
        if is_draft && !desk.with_drafts {
            return Some(Why::Draft);
        }
        if from > desk.today && !desk.with_drafts {
            return Some(Why::Future(from));
        }
        expires.filter(|day| *day <= desk.today).map(Why::Expired)
    }
}

/// How a story ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The customer was delighted.
    Delighted,
    /// It went wrong, and was put right.
    Recovered,
    /// It was not put right: a lesson.
    Blown,
}

impl Outcome {
    /// All, in the order of pages.
    pub const ALL: [Outcome; 3] = [Outcome::Delighted, Outcome::Recovered, Outcome::Blown];

    /// The word in front matter and in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Outcome::Delighted => "delighted",
            Outcome::Recovered => "recovered",
            Outcome::Blown => "blown",
        }
    }
}

/// A picture with its description.
#[derive(Clone, Debug)]
pub struct Image {
    /// The path it is published under, relative to the site's root.
    pub path: String,
    /// What is to be seen.
    pub alt: String,
    /// Its width in pixels, as published.
    pub width: u32,
    /// Its height in pixels, as published.
    pub height: u32,
}

/// A picture to publish.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedPicture {
    /// The path it is published under, relative to the site's root.
    pub path: String,
    /// Its file, relative to the project.
    pub file: PathBuf,
}

/// A page that is no story.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file.
    pub document: Document,
    /// Its address: `how-to-write-a-story`; empty for the home page.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// One or two sentences.
    pub summary: Vec<Run>,
    /// Its text.
    pub body: Vec<Part>,
    /// The headings that part it.
    pub headings: Vec<Heading>,
    /// The links to pages of the site.
    pub links: Vec<InnerLink>,
    /// The pictures that it shows.
    pub pictures: Vec<PublishedPicture>,
}

/// Something that is written and not published.
#[derive(Clone, Debug)]
pub struct HeldBack {
    /// Its file.
    pub document: Document,
    /// Its title.
    pub title: String,
    /// Why.
    pub why: Why,
    /// Its text.
    pub body: Vec<Part>,
    /// The interactions that it names.
    pub interactions: Vec<Spanned<String>>,
}

/// Why something is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is a draft.
    Draft,
    /// Its day has not come.
    Future(Day),
    /// Its time is over.
    Expired(Day),
    /// On this line, it names somebody who may not be named.
    Named(usize),
    /// Its address, an alias or a picture's name does.
    Addressed,
}

/// What decides over publishing.
#[derive(Clone, Copy, Debug)]
pub struct Desk {
    /// The day of the build.
    pub today: Day,
    /// Whether drafts are published as well.
    pub with_drafts: bool,
}

/// Where each document will stand: its file, and its page relative to the site's root.
type Addresses = FxHashMap<PathBuf, String>;

/// What documents are checked against.
#[derive(Clone, Copy)]
pub struct Reference<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The pictures.
    pub shelf: &'a Shelf<'a>,
    /// Who works here.
    pub people: People<'a>,
    /// The facts that texts may quote.
    pub facts: &'a [Fact],
}

/// Reads all documents. What is wrong is added to `problems`, all of it at once.
pub fn parse(
    documents: &[Document],
    reference: Reference<'_>,
    desk: Desk,
    problems: &mut Problems,
) -> Stories {
    let Reference { config, shelf, people, facts } = reference;
    let addresses = addresses(documents, problems);
    let mut stories = Stories::default();
    let mut named = BTreeMap::new();
    for document in documents {
        let Some(path) = addresses.get(&document.file) else { continue };
        let addresses = &addresses;
        let is_blown = false;
        let read = stories.list.len() + stories.pages.len();
        let work =
            check::Work { document, path, addresses, shelf, config, people, facts, is_blown };
        let mut addresses = vec![path.clone()];
        if is_story(&document.file) {
            let story = work.story(problems);
            addresses.extend(story.iter().flat_map(Story::addresses));
            stories.list.extend(story);
        } else {
            let page = work.page(problems);
            addresses.extend(page.iter().flat_map(|page| paths(&page.pictures)));
            stories.pages.extend(page);
        }
        if stories.list.len() + stories.pages.len() == read {
            stories.unread.insert(path.clone());
        }
        let why = named_line(document, people, problems).map(Why::Named);
        let why = why.or_else(|| addressed(document, &addresses, people, problems));
        named.extend(why.map(|why| (document.file.clone(), why)));
    }
    stories.hold_back(desk, &named, people);
    stories.list.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.slug.cmp(&b.slug)));
    stories.legends = stories.list.extract_if(.., |story| story.is_external).collect();
    check_aliases(&mut stories, &addresses, problems);
    stories
}

/// The first line of a document with the full name of somebody who may not be named so. All such
/// names are said.
fn named_line(document: &Document, people: People<'_>, problems: &mut Problems) -> Option<usize> {
    let names = people.full_names(&document.text).into_iter();
    let mut first = None;
    for (range, person) in names.filter(|(_, person)| people.naming(person) != Naming::Full) {
        let place = Place { excerpt: None, ..document.place(range) };
        first = first.or(place.line);
        place.line.into_iter().for_each(|line| problems.keep_private(&place.file, line));
        let id = &person.id;
        let message = format!("`{id}` may not be named here: the whole text is held back");
        problems.add(Problem::warning(message).at(place).help(format!(
            "write `{{{{ person(id=\"{id}\") }}}}`, which becomes what `data/people.csv` allows; in \
             front matter, put the text around it in single quotes. In quotes and names, word it \
             differently"
        )));
    }
    first
}

/// Why a document is held back one of whose addresses has the full name of somebody who may not be
/// named so.
fn addressed(
    document: &Document,
    addresses: &[String],
    people: People<'_>,
    problems: &mut Problems,
) -> Option<Why> {
    let names = addresses.iter().filter_map(|address| people.in_address(address));
    let mut names = names.filter(|person| people.naming(person) != Naming::Full);
    let id = &names.next()?.id;
    let message = format!("an address has the full name of `{id}`: the whole text is held back");
    let problem = Problem::warning(message).at(Place::file(&document.file));
    problems.add(problem.help("name the file, its aliases and its pictures differently"));
    Some(Why::Addressed)
}

/// The paths of pictures.
fn paths(pictures: &[PublishedPicture]) -> impl Iterator<Item = String> {
    pictures.iter().map(|picture| picture.path.clone())
}

/// No other address of a story is that of something else; one that is, is taken out.
fn check_aliases(stories: &mut Stories, addresses: &Addresses, problems: &mut Problems) {
    let mut taken: BTreeSet<String> = addresses.values().cloned().collect();
    for story in stories.list.iter_mut().chain(&mut stories.legends) {
        let file = &story.document.file;
        story.details.aliases.retain(|alias| {
            let is_free = !["year", "page"].contains(&alias.as_str())
                && taken.insert(format!("stories/{alias}/index.html"));
            if !is_free {
                let message = format!("the alias `{alias}` is the address of something else");
                let problem = Problem::error(message).at(Place::file(file));
                problems.add(problem.help("take it out of `aliases`"));
            }
            is_free
        });
    }
}

/// The page of somebody who works here.
fn person_path(id: &str) -> String {
    format!("people/{id}/index.html")
}

/// The file of a page that is no story.
fn page_path(slug: &str) -> String {
    if slug.is_empty() { "index.html".into() } else { format!("{slug}/index.html") }
}

/// The document that already stands where a new story would.
///
/// # Errors
/// When its name makes no address.
pub fn in_the_way<'d>(
    file: &Path,
    documents: &'d [Document],
) -> Result<Option<&'d Document>, Problem> {
    let path = address(file, None)?;
    let is_there = |document: &&Document| {
        address(&document.file, front::slug(document)).is_ok_and(|other| other == path)
    };
    Ok(documents.iter().find(is_there))
}

fn is_story(file: &Path) -> bool {
    file.starts_with("content/stories")
}

/// The page of each document; two documents for one page are an error that names both.
fn addresses(documents: &[Document], problems: &mut Problems) -> Addresses {
    let mut addresses = Addresses::default();
    let mut taken: BTreeMap<String, &Path> = BTreeMap::new();
    for document in documents {
        let path = match address(&document.file, front::slug(document)) {
            Ok(path) => path,
            Err(problem) => {
                problems.add(problem.at(Place::file(&document.file)));
                continue;
            }
        };
        if let Some(first) = taken.get(&path) {
            let shown = path.trim_end_matches("index.html");
            let message = format!("`{}` has the same address, `/{shown}`", first.display());
            problems.add(
                Problem::error(message).at(Place::file(&document.file)).help(
                    "give one of the two another name after the date, or a `slug` of its own",
                ),
            );
            continue;
        }
        taken.insert(path.clone(), &document.file);
        addresses.insert(document.file.clone(), path);
    }
    addresses
}

/// The page of a file; a story's is made of its `slug`, or of its name after the date.
fn address(file: &Path, slug: Option<String>) -> Result<String, Problem> {
    let below = file.strip_prefix("content").unwrap_or(file);
    let is_index = file.file_stem().is_some_and(|stem| stem == "index");
    let named = if is_index { below.parent().unwrap_or(below) } else { below };
    let stem = if is_index { named.file_name() } else { named.file_stem() };
    let name = stem.map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
    if is_story(file) {
        let help = "name it like `2026-03-01-a-short-name.md`";
        let wrong = |message: &str| Problem::error(message.to_owned()).help(help);
        let (Some(date), Some(rest)) = (name.get(..10), name.get(11..)) else {
            return Err(wrong("the file's name does not begin with a date"));
        };
        if Day::parse(date).is_none() || name.as_bytes()[10] != b'-' {
            return Err(wrong("the file's name does not begin with a date"));
        }
        let slug = words::slug(slug.as_deref().unwrap_or(rest));
        return match slug.as_str() {
            "" => Err(wrong("nothing after the date, or in `slug`, makes an address")),
            "year" | "page" => Err(wrong("`year` and `page` are addresses of lists")),
            _ => Ok(format!("stories/{slug}/index.html")),
        };
    }
    if Day::parse(name.get(..10).unwrap_or("")).is_some() {
        let problem = Problem::error("the file is named like a story and lies elsewhere");
        return Err(problem.help("stories lie in `content/stories/`"));
    }
    if below.starts_with("newsroom.md") || below.starts_with("newsroom") {
        let problem = Problem::error("`newsroom` is the address of the pages for those who write");
        return Err(problem.help("give the file another name"));
    }
    if below == Path::new("home.md") {
        return Ok("index.html".into());
    }
    let folder = named.parent().unwrap_or(Path::new(""));
    let folders = folder.iter().map(|part| words::slug(&part.to_string_lossy()) + "/");
    Ok(format!("{}{}/index.html", folders.collect::<String>(), words::slug(&name)))
}
