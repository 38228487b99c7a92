//! The home page: the basics, the moment of the day, what is new.

use std::collections::{BTreeMap, BTreeSet};

use super::body::Setter;
use super::content::{Basic, Block, Content, Dated, Featured, Home, Quote, Standard};
use super::figure::Figure;
use super::{Page, Work};
use crate::calendar::Day;
use crate::config::{Of, PanelPage, Show};
use crate::story::{Outcome, Size, Story};

/// The four basics, in this order, as far as the data can feed them.
const BASICS: [&str; 4] = ["first-response-median", "resolution-median", "csat", "reopened"];
/// How many days before and after count as "around this day".
const AROUND: i32 = 3;

pub(super) fn page(work: Work<'_>) -> Page {
    let words = work.m.stories.pages.iter().find(|page| page.slug.is_empty());
    let text = Setter::of_text(work, "", words.map_or(&[], |page| page.body.as_slice()));
    let (basics, panels, mut figures) = basics(work);
    figures.extend(text.figures);
    let moment = moment_of_the_day(work.stories(), work.m.today);
    let mut head = work.head("", work.m.config.title.clone(), "today", Vec::new());
    head.description = work.say("home.description", &[("title", &work.m.config.title)]);
    let home = Home {
        body: text.blocks,
        freshness: freshness(work),
        rejected: rejected(work),
        basics_note: basics_note(work),
        basics,
        panels,
        moment: moment.map(|story| featured(work, story)),
        stories: new_stories(work.stories()).into_iter().map(|story| work.card(story)).collect(),
        all_stories: {
            let count = work.stories().len();
            work.link(work.say_count("home.all-stories", count, &[]), "stories/")
        },
        on_this_day: on_this_day(work),
        standard: standard(work),
        said: super::voice::last_change(work),
        all_said: work.link(work.say("voice.all", &[]), "voice/"),
        next_steps: next_steps(work),
    };
    Page { head, template: "home.html", content: Content::Home(Box::new(home)), figures }
}

/// The numbers that come first, what follows them, and their drawings: those that the project
/// chooses, else four.
fn basics(work: Work<'_>) -> (Vec<Basic>, Vec<Block>, Vec<Figure>) {
    if let Some(mut panels) = Setter::of_panels(work, "", PanelPage::Home, None) {
        return (panels.take_basics(), panels.blocks, panels.figures);
    }
    let metrics = BASICS.iter().filter_map(|id| work.m.metrics.get(id));
    let (basics, figures) = work.basics(metrics.map(|metric| (metric, &metric.all)));
    (basics, Vec::new(), figures)
}

fn basics_note(work: Work<'_>) -> String {
    let panels = work.m.config.panels.iter().filter(|panel| panel.page == PanelPage::Home);
    let numbers = || panels.clone().filter(|panel| panel.call.show == Show::Number);
    let chosen = numbers().map(|panel| panel.call.metric.as_str());
    let ids: Vec<&str> =
        if panels.clone().next().is_some() { chosen.collect() } else { BASICS.to_vec() };
    let metrics = ids.iter().filter_map(|id| work.m.metrics.get(id));
    let months: BTreeSet<Option<Day>> =
        metrics.map(|metric| work.newest(metric, &metric.all).month).collect();
    let is_of_all = numbers().all(|panel| panel.call.of == Of::All);
    let mut months = months.into_iter();
    match (months.next(), months.next()) {
        (Some(Some(month)), None) => {
            let key = if is_of_all { "home.basics-note" } else { "home.basics-month" };
            work.say(key, &[("month", &work.month_near(month))])
        }
        (Some(_), Some(_)) => work.say("home.basics-mixed", &[]),
        (None | Some(None), None) | (None, Some(_)) => work.say("home.basics-early", &[]),
    }
}

fn freshness(work: Work<'_>) -> String {
    let Some(coverage) = work.m.metrics.coverage else { return String::new() };
    let words = &work.m.config.words;
    let day = format!("{} {}", words.weekday(coverage.last.weekday()), words.day(coverage.last));
    let rows = words.count(work.m.rollup.reading.kept_rows() as i64);
    work.say("home.freshness", &[("day", &day), ("n", &rows)])
}

fn rejected(work: Work<'_>) -> String {
    match work.m.rollup.reading.rejected_rows() {
        0 => String::new(),
        rows => work.say_count("home.rejected", rows as usize, &[]),
    }
}

fn next_steps(work: Work<'_>) -> Vec<String> {
    let mut steps = Vec::new();
    if work.m.metrics.coverage.is_none() {
        let files: Vec<String> =
            work.m.config.sources.iter().map(|source| source.files.value.clone()).collect();
        steps.push(work.say("home.no-data", &[("files", &work.m.config.words.list(&files))]));
    }
    if work.stories().is_empty() {
        steps.push(work.say("home.no-stories", &[]));
    }
    steps
}

/// Replayed from the first story's date: each day the story shown least recently, then least
/// often, then by the hash of its address. The same day has the same story on any machine.
fn moment_of_the_day(stories: &[Story], today: Day) -> Option<&Story> {
    let hash = |story: &Story| *blake3::hash(story.slug.as_bytes()).as_bytes();
    // A lesson is nothing to celebrate; it has a page of its own.
    let celebrated = stories.iter().filter(|story| story.outcome != Outcome::Blown);
    let mut waiting: Vec<&Story> = celebrated.collect();
    waiting.sort_by_key(|story| (story.date, hash(story)));
    let mut arrivals = waiting.into_iter().peekable();
    let mut queue: BTreeMap<(i32, u32, [u8; 32]), &Story> = BTreeMap::new();
    let mut shown = None;
    let first = arrivals.peek()?.date;
    for day in first.0..=today.0 {
        while let Some(story) = arrivals.next_if(|story| story.date.0 <= day) {
            queue.insert((i32::MIN, 0, hash(story)), story);
        }
        let ((_, times, hash), story) = queue.pop_first()?;
        queue.insert((day, times + 1, hash), story);
        shown = Some(story);
    }
    shown
}

fn featured(work: Work<'_>, story: &Story) -> Featured {
    Featured { card: work.card(story), quote: work.quote(story), picture: work.picture(story) }
}

impl Work<'_> {
    /// What the customer said.
    pub(super) fn quote(&self, story: &Story) -> Option<Quote> {
        let quote = story.details.quote.as_ref()?;
        Some(Quote { text: quote.text.clone(), source: quote.source.clone() })
    }
}

/// The newest story, then the newest of other teams, at least one of the three a small gesture.
fn new_stories(stories: &[Story]) -> Vec<&Story> {
    let mut teams: BTreeSet<&String> = BTreeSet::new();
    let mut chosen: Vec<&Story> = Vec::new();
    for story in stories {
        if chosen.len() < 3 && !story.teams.iter().any(|team| teams.contains(team)) {
            teams.extend(&story.teams);
            chosen.push(story);
        }
    }
    let is_chosen = |chosen: &[&Story], story: &Story| chosen.iter().any(|c| c.slug == story.slug);
    for story in stories {
        if chosen.len() < 3 && !is_chosen(&chosen, story) {
            chosen.push(story);
        }
    }
    let is_small = |story: &&Story| story.details.size == Some(Size::Small);
    if chosen.len() == 3 && !chosen.iter().any(is_small) {
        let small = stories.iter().find(is_small);
        chosen[2] = small.unwrap_or(chosen[2]);
    }
    chosen.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.slug.cmp(&b.slug)));
    chosen
}

fn on_this_day(work: Work<'_>) -> Vec<Dated> {
    let today = work.m.today;
    let is_around = |story: &&Story| {
        let (_, month, day) = story.date.ymd();
        // The turn of the year lies between two years; a leap day counts as the day before.
        let mut years = (today.year() - 1..=today.year() + 1).filter_map(|year| {
            Day::from_ymd(year, month, day).or_else(|| Day::from_ymd(year, month, day - 1))
        });
        let is_told = !story.details.is_vulnerable;
        is_told
            && today.0 - story.date.0 > 180
            && years.any(|date| (date.0 - today.0).abs() <= AROUND)
    };
    let stories = work.stories().iter().filter(is_around).take(2);
    let dated = |story: &Story| Dated {
        year: story.date.year(),
        title: story.title.clone(),
        path: format!("stories/{}/index.html", story.slug),
        summary: work.words(&story.summary),
    };
    stories.map(dated).collect()
}

/// The standards take turns, a day each.
fn standard(work: Work<'_>) -> Option<Standard> {
    let standards = &work.m.config.standards;
    let at = work.m.today.0.rem_euclid(standards.len().max(1) as i32) as usize;
    let term = standards.get(at)?;
    let id = &term.id.value;
    if work.stories().is_empty() {
        return None;
    }
    let shows = |story: &&Story| story.details.standards.contains(id);
    let count = work.stories().iter().filter(shows).count();
    Some(Standard {
        name: term.name.clone(),
        path: format!("standards/{id}/index.html"),
        note: work.say_count("home.standard-stories", count, &[]),
    })
}
