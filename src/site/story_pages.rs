//! A page for each story.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::body::Setter;
use super::content::{
    Alias, Card, Content, Fact, Labelled, Link, Step, StoryNumber, StoryPage, ToldStep,
};
use super::lessons::{Line, STEPS};
use super::lists::tag_folder;
use super::{Page, Work};
use crate::calendar::Day;
use crate::interaction::Dimension;
use crate::metric::{GroupName, Metric};
use crate::story::{Approval, Colleague, CustomerOutcome, Story, TimelineStep, Touch, Went};

/// Stories like this one.
const RELATED: usize = 3;

pub(super) fn pages(work: Work<'_>) -> Vec<Page> {
    let stories = work.stories();
    let related = related(stories);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for story in stories {
        *kinds.entry(story.kind.as_str()).or_default() += 1;
    }
    let of_kind = |story: &Story| kinds.get(story.kind.as_str()).copied().unwrap_or(0);
    let neighbour =
        |at: Option<usize>| at.and_then(|at| stories.get(at)).map(|s| work.story_link(s));
    let mut pages = Vec::with_capacity(stories.len());
    for (at, (story, related)) in stories.iter().zip(&related).enumerate() {
        let beside = Beside {
            related: related.iter().map(|&other| work.card(&stories[other])).collect(),
            of_kind: of_kind(story),
            previous: neighbour(Some(at + 1)),
            following: neighbour(at.checked_sub(1)),
        };
        pages.push(page(work, story, beside));
    }
    for story in &work.m.stories.legends {
        let beside = Beside { of_kind: of_kind(story), ..Beside::default() };
        pages.push(page(work, story, beside));
    }
    pages.extend(work.m.stories.all().flat_map(|story| aliases(work, story)));
    pages
}

/// What stands beside a story.
#[derive(Default)]
struct Beside {
    related: Vec<Arc<Card>>,
    of_kind: usize,
    previous: Option<Link>,
    following: Option<Link>,
}

/// The pages at the old addresses of a story.
fn aliases(work: Work<'_>, story: &Story) -> Vec<Page> {
    let page = |alias: &String| {
        let mut head =
            work.head(&format!("stories/{alias}/"), story.title.clone(), "stories", Vec::new());
        let target = work.story_link(story);
        head.canonical_url = work
            .head(&format!("stories/{}/", story.slug), String::new(), "", Vec::new())
            .canonical_url;
        let content = Content::Alias(Box::new(Alias { target }));
        Page { head, template: "alias.html", content, figures: Vec::new() }
    };
    story.details.aliases.iter().map(page).collect()
}

fn page(work: Work<'_>, story: &Story, beside: Beside) -> Page {
    let mut card = work.new_card(story);
    if !story.has_summary {
        // The first paragraph stands in for it in lists; here it follows anyway.
        card.summary.clear();
    }
    let year = story.date.year();
    let crumbs = vec![
        work.link(work.say("nav.stories", &[]), "stories/"),
        work.link(year.to_string(), &format!("stories/year/{year}/")),
    ];
    let folder = format!("stories/{}/", story.slug);
    let mut head = work.head(&folder, story.title.clone(), "stories", crumbs);
    head.description = work.words(&story.summary);
    // The file's name has the day.
    head.edit_url = work.edit_url(&story.document.file).filter(|_| !story.details.is_vulnerable);
    let root = head.root.clone();
    let mut text = Setter::of_text(work, &root, &story.body);
    let details = &story.details;
    let line = |text: &Option<String>| text.clone().unwrap_or_default();
    let (facts, further_facts) = facts(work, story);
    let content = StoryPage {
        stage: work.link(card.stage.clone(), &format!("journey/{}/", story.stage)),
        outcome: work.link(card.outcome.clone(), &format!("outcomes/{}/", card.outcome_id)),
        notices: notices(work, story),
        timeline: timeline(work, story),
        extra: details.extra.clone(),
        facts,
        further_facts,
        summary_lines: summary_lines(work, story),
        quote: work.quote(story),
        evidence: text.evidence(&details.interactions),
        body: text.blocks,
        numbers: numbers(work, story),
        heard: heard(work, story),
        cost: details
            .cost
            .as_ref()
            .map_or(String::new(), |cost| money(cost.amount, &cost.currency)),
        approval: approval(work, story),
        cause: cause(work, story),
        learned: line(&details.learned),
        next: line(&details.next),
        discuss: line(&details.discuss),
        // Lists by tag count, so a story of others is in none.
        tags: details
            .tags
            .iter()
            .filter(|_| !story.is_external)
            .map(|tag| work.link(tag.clone(), &tag_folder(tag)))
            .collect(),
        related: beside.related,
        all_of_kind: Link {
            name: work.say_count("story.all-of-kind", beside.of_kind, &[]),
            path: card.kind.path.clone(),
        },
        previous: beside.previous,
        following: beside.following,
        card: Arc::new(card),
    };
    let content = Content::Story(Box::new(content));
    Page { head, template: "story.html", content, figures: text.figures }
}

/// Of the facts, those that every reader looks for.
const FIRST_FACTS: [&str; 4] = ["fact.who", "fact.team", "fact.channel", "fact.when"];

/// Who, where and when; and what else is known.
fn facts(work: Work<'_>, story: &Story) -> (Vec<Fact>, Vec<Fact>) {
    let config = work.m.config;
    let details = &story.details;
    let plain = |name: String| vec![Link { name, path: String::new() }];
    let (mut facts, mut further) = (Vec::new(), Vec::new());
    let mut add = |key: &str, values: Vec<Link>| {
        let list = if FIRST_FACTS.contains(&key) { &mut facts } else { &mut further };
        if !values.is_empty() {
            list.push(Fact { label: work.say(key, &[]), values });
        }
    };
    let who = |colleague: &Colleague| Link {
        name: colleague.name.clone(),
        path: match colleague.is_named && !story.is_external {
            true => format!("people/{}/index.html", colleague.id),
            false => String::new(),
        },
    };
    let mut people: Vec<Link> = details.people.iter().map(who).collect();
    let mut seen = BTreeSet::new();
    people.retain(|link| seen.insert(link.name.clone()));
    add("fact.who", people);
    add("fact.team", story.teams.iter().map(|id| work.team_link(id)).collect());
    let first_cited = details.interactions.iter().find_map(|id| work.m.moments.cited(id));
    let channel = details.channel.clone().or_else(|| first_cited.map(|c| c.channel().to_owned()));
    let channel = channel.filter(|channel| !channel.is_empty());
    let channel = channel.map(|channel| plain(work.channel_name(&channel)));
    add("fact.channel", channel.unwrap_or_default());
    if !details.is_vulnerable {
        add("fact.when", plain(config.words.day(story.date)));
    }
    let terms = |ids: &[String], terms: &[crate::config::Term], root: &str| -> Vec<Link> {
        let named = ids.iter().filter_map(|id| terms.iter().find(|term| &term.id.value == id));
        named.map(|t| work.link(t.name.clone(), &format!("{root}/{}/", t.id.value))).collect()
    };
    add("fact.practices", terms(&details.practices, &config.practices, "practices"));
    add("fact.standards", terms(&details.standards, &config.standards, "standards"));
    if let (Some(before), Some(after)) = &details.emotions {
        add("fact.feeling", plain(work.say("fact.felt", &[("before", before), ("after", after)])));
    }
    let stayed = details.customer_outcome.and_then(|outcome| match outcome {
        CustomerOutcome::Stayed => Some("fact.stayed"),
        CustomerOutcome::Returned => Some("fact.returned"),
        CustomerOutcome::Lost => Some("fact.lost"),
        CustomerOutcome::Unknown => None,
    });
    add("fact.customer", stayed.map(|key| plain(work.say(key, &[]))).unwrap_or_default());
    let touch = details.touch.map(|touch| match touch {
        Touch::Note => "fact.note",
        Touch::Gift => "fact.gift",
        Touch::Call => "fact.call",
        Touch::Visit => "fact.visit",
    });
    add("fact.touch", touch.map(|key| plain(work.say(key, &[]))).unwrap_or_default());
    add("fact.award", details.award.clone().map(plain).unwrap_or_default());
    add("fact.acknowledged", details.acknowledged_by.clone().map(plain).unwrap_or_default());
    (facts, further)
}

/// What a reader must know first.
fn notices(work: Work<'_>, story: &Story) -> Vec<String> {
    let details = &story.details;
    let notices = [
        ("story.external-note", story.is_external),
        ("story.emblem-note", details.is_emblem),
        ("story.vulnerable-note", details.is_vulnerable),
    ];
    notices.into_iter().filter(|(_, is)| *is).map(|(key, _)| work.say(key, &[])).collect()
}

fn timeline(work: Work<'_>, story: &Story) -> Vec<ToldStep> {
    let words = &work.m.config.words;
    let step = |step: &TimelineStep| {
        let (went_id, went) = match step.went {
            Went::Well => ("well", "story.went-well"),
            Went::Wrong => ("wrong", "story.went-wrong"),
        };
        ToldStep {
            when: match story.details.is_vulnerable {
                true => String::new(),
                false => work.weekday_and_day(step.date),
            },
            what: step.what.clone(),
            actor: step.actor.clone(),
            went_id: went_id.to_owned(),
            went: words.say(went, &[]),
        }
    };
    story.details.timeline.iter().map(step).collect()
}

impl Work<'_> {
    /// `Tuesday 6 October 2026`
    pub(super) fn weekday_and_day(&self, day: Day) -> String {
        let words = &self.m.config.words;
        format!("{} {}", words.weekday(day.weekday()), words.day(day))
    }
}

fn summary_lines(work: Work<'_>, story: &Story) -> Vec<Labelled> {
    let details = &story.details;
    let lines = [
        ("story.noticed", &details.noticed),
        ("story.did", &details.did),
        ("story.effect", &details.effect),
    ];
    let line = |(key, text): (&str, &Option<String>)| {
        Some(Labelled { label: work.say(key, &[]), text: text.clone()? })
    };
    lines.into_iter().filter_map(line).collect()
}

fn cause(work: Work<'_>, story: &Story) -> Vec<Labelled> {
    let details = &story.details;
    let mut lines = Vec::new();
    let mut add = |key: &str, text: String| {
        lines.push(Labelled { label: work.say(key, &[]), text });
    };
    if let Some(bent) = &details.bent {
        add("story.rule", bent.rule.clone());
        add("story.why-right", bent.why.clone());
        add("story.cleared-by", bent.cleared_by.clone());
    }
    if let Some(cause) = &details.root_cause {
        add("story.root-cause", cause.clone());
    }
    if let Some(fix) = &details.fix {
        add("story.fix", fix.clone());
        add("story.fix-status", work.fix_status(details.fix_status).1);
    }
    lines
}

fn heard(work: Work<'_>, story: &Story) -> Vec<Step> {
    let Some(heard) = &story.details.heard else { return Vec::new() };
    let step = |(id, line): &(&str, Line)| {
        let text = line(heard).trim();
        let is_recorded = !text.is_empty();
        let words = if is_recorded { text.to_owned() } else { work.say("heard.missing", &[]) };
        work.step(id, words, is_recorded)
    };
    STEPS.iter().map(step).collect()
}

pub(super) fn approval(work: Work<'_>, story: &Story) -> String {
    match story.details.approval {
        Some(Approval::None) => work.say("story.approval-none", &[]),
        Some(Approval::Asked) => work.say("story.approval-asked", &[]),
        Some(Approval::Refused) => work.say("story.approval-refused", &[]),
        None => String::new(),
    }
}

/// An amount with its currency: `£14.20`, `£50`, `CHF 20`.
pub(super) fn money(amount: f64, currency: &str) -> String {
    let sign = match currency {
        "GBP" => "£",
        "EUR" => "€",
        "USD" => "$",
        other => &format!("{other}\u{a0}"),
    };
    if amount.fract() == 0.0 { format!("{sign}{amount:.0}") } else { format!("{sign}{amount:.2}") }
}

/// The metrics that stand beside a story.
const NUMBERS: [&str; 3] = ["first-response-median", "resolution-median", "csat"];

/// The figures of its first team, and of what its first interaction was about.
fn numbers(work: Work<'_>, story: &Story) -> Vec<StoryNumber> {
    let cited = story.details.interactions.iter().find_map(|id| work.m.moments.cited(id));
    let place = |dimension: Dimension, is_it: &dyn Fn(&GroupName) -> bool| {
        let at = work.m.metrics.groups.get(&dimension)?.iter().position(is_it)?;
        Some((dimension, at))
    };
    let team = story.teams.iter().find_map(|id| place(Dimension::Team, &|name| name.slug == *id));
    let topic = cited.and_then(|cited| {
        place(Dimension::Topic, &|name| name.value.as_deref() == Some(cited.topic()))
    });
    let places: Vec<_> = team.into_iter().chain(topic).collect();
    let of_metric = |id: &&str| {
        let metric = work.m.metrics.get(id)?;
        Some(places.iter().filter_map(move |&place| number(work, metric, place)))
    };
    NUMBERS.iter().filter_map(of_metric).flatten().collect()
}

fn number(
    work: Work<'_>,
    metric: &Metric,
    (dimension, at): (Dimension, usize),
) -> Option<StoryNumber> {
    let name = &work.m.metrics.groups.get(&dimension)?.get(at)?.label;
    let series = metric.splits.get(&dimension)?.get(at)?;
    let newest = work.newest(metric, series);
    // What is hidden says nothing about a story.
    newest.value.number()?;
    let (period, sample) = (work.newest_period(newest), work.sample(metric, newest.value));
    let note = [("period", period.as_str()), ("sample", sample.as_str())];
    let what = work.metric_words(metric, "short");
    let label = [("group", name.as_str()), ("metric", what.as_str())];
    Some(StoryNumber {
        label: work.say("story.number", &label),
        path: format!("figures/{}/index.html", metric.definition.id),
        value: work.shown(metric, newest.value),
        note: if sample.is_empty() { period } else { work.say("story.number-note", &note) },
    })
}

/// What stories can have in common.
fn facets(story: &Story) -> Vec<(u8, &str)> {
    let details = &story.details;
    let one = [(0, story.kind.as_str()), (1, story.stage.as_str()), (2, story.outcome.id())];
    let lists =
        [(3, &story.teams), (4, &details.practices), (5, &details.standards), (6, &details.tags)];
    let many = lists
        .into_iter()
        .flat_map(|(facet, list)| list.iter().map(move |word| (facet, word.as_str())));
    one.into_iter().chain(many).collect()
}

/// So many of the newest stories that share a facet are looked at: all of them would be quadratic.
const LOOKED_AT: usize = 64;

/// For each story the ones that share most with it: kind, stage, outcome, teams, practices,
/// standards, tags; the newest first where they share as much.
fn related(stories: &[Story]) -> Vec<Vec<usize>> {
    let mut sharing: BTreeMap<(u8, &str), Vec<usize>> = BTreeMap::new();
    for (at, story) in stories.iter().enumerate() {
        for facet in facets(story) {
            sharing.entry(facet).or_default().push(at);
        }
    }
    let mut counts = vec![0; stories.len()];
    let mut met: Vec<usize> = Vec::new();
    let of_story = |(at, story): (usize, &Story)| {
        for facet in facets(story) {
            // Around the story in time, so that every story is somebody's neighbour.
            let list = &sharing[&facet];
            let own = list.partition_point(|&other| other < at);
            let from = own.saturating_sub(LOOKED_AT / 2);
            for &other in list.iter().skip(from).take(LOOKED_AT).filter(|&&other| other != at) {
                if counts[other] == 0 {
                    met.push(other);
                }
                counts[other] += 1;
            }
        }
        // Stories stand newest first.
        let rank = |&other: &usize| (Reverse(counts[other]), other);
        if met.len() > RELATED {
            met.select_nth_unstable_by_key(RELATED, rank);
        }
        let mut first: Vec<usize> = met.iter().copied().take(RELATED).collect();
        first.sort_unstable_by_key(rank);
        met.drain(..).for_each(|other| counts[other] = 0);
        first
    };
    stories.iter().enumerate().map(of_story).collect()
}
