//! A page for each story.

use std::collections::BTreeMap;

use super::body::Setter;
use super::content::{
    Content, Evidence, EvidenceEvent, Fact, Labelled, Link, Step, StoryNumber, StoryPage,
};
use super::lessons::{Line, STEPS};
use super::lists::tag_folder;
use super::{Page, Work};
use crate::config::CsatScale;
use crate::interaction::{Dimension, Rating};
use crate::metric::{GroupName, Metric, Value};
use crate::moment::Cited;
use crate::story::{Approval, CustomerOutcome, Story, Touch};
use crate::words::printable;

/// Stories like this one.
const RELATED: usize = 3;

pub(super) fn pages(work: Work<'_>) -> Vec<Page> {
    let stories = work.stories();
    let related = related(stories);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for story in stories {
        *kinds.entry(story.kind.as_str()).or_default() += 1;
    }
    let page = |(at, related): (usize, &Vec<usize>)| {
        page(work, at, related, kinds[stories[at].kind.as_str()])
    };
    related.iter().enumerate().map(page).collect()
}

fn page(work: Work<'_>, at: usize, related: &[usize], of_kind: usize) -> Page {
    let stories = work.stories();
    let story = &stories[at];
    let mut card = work.card(story);
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
    head.edit_url = work.edit_url(&story.document.file);
    let root = head.root.clone();
    let mut text = Setter::of_text(work, &root, &story.body);
    let neighbour = |story: Option<&Story>| {
        story.map(|story| work.link(story.title.clone(), &format!("stories/{}/", story.slug)))
    };
    let details = &story.details;
    let line = |text: &Option<String>| text.clone().unwrap_or_default();
    let content = StoryPage {
        stage: work.link(card.stage.clone(), &format!("journey/{}/", story.stage)),
        outcome: work.link(card.outcome.clone(), &format!("outcomes/{}/", card.outcome_id)),
        facts: facts(work, story),
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
        tags: details.tags.iter().map(|tag| work.link(tag.clone(), &tag_folder(tag))).collect(),
        related: related.iter().map(|&other| work.card(&stories[other])).collect(),
        all_of_kind: Link {
            name: work.say_count("story.all-of-kind", of_kind, &[]),
            path: card.kind.path.clone(),
        },
        previous: neighbour(stories.get(at + 1)),
        following: neighbour(at.checked_sub(1).map(|before| &stories[before])),
        card,
    };
    let content = Content::Story(Box::new(content));
    Page { head, template: "story.html", content, figures: text.figures }
}

fn facts(work: Work<'_>, story: &Story) -> Vec<Fact> {
    let config = work.m.config;
    let details = &story.details;
    let plain = |name: String| vec![Link { name, path: String::new() }];
    let mut facts = Vec::new();
    let mut add = |key: &str, values: Vec<Link>| {
        if !values.is_empty() {
            facts.push(Fact { label: work.say(key, &[]), values });
        }
    };
    let team = |id: &String| {
        let path = if work.has_team(id) { format!("teams/{id}/index.html") } else { String::new() };
        Link { name: work.team_name(id), path }
    };
    add("fact.team", story.teams.iter().map(team).collect());
    let first_cited = details.interactions.iter().find_map(|id| work.m.moments.cited(id));
    let channel = details.channel.clone().or_else(|| first_cited.map(|c| c.channel().to_owned()));
    let channel = channel.filter(|channel| !channel.is_empty());
    let channel = channel.map(|channel| plain(work.channel_name(&channel)));
    add("fact.channel", channel.unwrap_or_default());
    add("fact.when", plain(config.words.day(story.date)));
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
    facts
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

fn approval(work: Work<'_>, story: &Story) -> String {
    match story.details.approval {
        Some(Approval::None) => work.say("story.approval-none", &[]),
        Some(Approval::Asked) => work.say("story.approval-asked", &[]),
        Some(Approval::Refused) => work.say("story.approval-refused", &[]),
        None => String::new(),
    }
}

/// An amount with its currency: `£14.20`, `CHF 20.00`.
fn money(amount: f64, currency: &str) -> String {
    let sign = match currency {
        "GBP" => "£",
        "EUR" => "€",
        "USD" => "$",
        other => &format!("{other}\u{a0}"),
    };
    format!("{sign}{amount:.2}")
}

/// What the data says of an interaction; nothing where it does not know it.
pub(super) fn evidence(work: Work<'_>, id: &str) -> Option<Evidence> {
    Some(one(work, id.to_owned(), work.m.moments.cited(id)?))
}

fn one(work: Work<'_>, id: String, cited: &Cited) -> Evidence {
    let words = &work.m.config.words;
    let topic = cited.topic();
    let channel = work.channel_name(cited.channel()).to_lowercase();
    let about = match topic {
        "" => work.say("evidence.about-channel", &[("channel", &channel)]),
        _ => work.say("evidence.about", &[("channel", &channel), ("topic", &printable(topic))]),
    };
    let day =
        |day: crate::calendar::Day| format!("{} {}", words.weekday(day.weekday()), words.day(day));
    let event = |kind: &str, when: String, what: String, usual: String| EvidenceEvent {
        kind: kind.to_owned(),
        when,
        what,
        usual,
        rating: None,
    };
    let mut events =
        vec![event("opened", day(cited.opened), work.say("evidence.opened", &[]), String::new())];
    if let Some(seconds) = cited.first_reply {
        let what = work.say("evidence.answered", &[("time", &words.duration(seconds))]);
        events.push(event("answered", String::new(), what, usual(work, topic, "first-response")));
    }
    if let Some(first) = cited.csat_first {
        let what = work.say("evidence.rated-first", &[("rating", &work.rating(first))]);
        events.push(EvidenceEvent {
            rating: dots(first),
            ..event("rated", String::new(), what, String::new())
        });
    }
    for (key, count) in
        [("evidence.handed", cited.handovers), ("evidence.reopened", cited.reopens.unwrap_or(0))]
    {
        if count > 0 {
            let what = work.say_count(key, count as usize, &[]);
            events.push(event("handed", String::new(), what, String::new()));
        }
    }
    if let (Some(seconds), Some(resolved)) = (cited.resolution, cited.resolved) {
        let what = work.say("evidence.solved", &[("time", &words.duration(seconds))]);
        events.push(event("solved", day(resolved), what, usual(work, topic, "resolution")));
    }
    if let Some(last) = cited.csat {
        let what = work.say("evidence.rated", &[("rating", &work.rating(last))]);
        events.push(EvidenceEvent {
            rating: dots(last),
            ..event("rated", String::new(), what, String::new())
        });
    }
    let anchor = format!("evidence-{id}");
    Evidence { id, anchor, about, trace: work.trace_or_opening(cited), events }
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

/// A rating that is drawn as five dots; on other scales the words say it.
fn dots(rating: Rating) -> Option<u8> {
    (rating.scale() == CsatScale::OneToFive).then(|| rating.get())
}

/// The usual duration for a topic: its median and 90th percentile over all time.
fn usual(work: Work<'_>, topic: &str, stem: &str) -> String {
    let of = |id: &str| -> Option<String> {
        let metric = work.m.metrics.get(&format!("{stem}-{id}"))?;
        let names = &work.m.metrics.groups.get(&Dimension::Topic)?;
        let at = names.iter().position(|name| name.value.as_deref() == Some(topic))?;
        match metric.splits.get(&Dimension::Topic)?.get(at)?.total {
            Value::Known { value, .. } => Some(work.value_words(metric, value)),
            _ => None,
        }
    };
    match (of("median"), of("p90")) {
        (Some(median), Some(p90)) => {
            work.say("evidence.usual", &[("median", &median), ("p90", &p90)])
        }
        (Some(median), None) => median,
        _ => String::new(),
    }
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
    let of_story = |(at, story): (usize, &Story)| {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for facet in facets(story) {
            // Around the story in time, so that every story is somebody's neighbour.
            let list = &sharing[&facet];
            let own = list.partition_point(|&other| other < at);
            let from = own.saturating_sub(LOOKED_AT / 2);
            for &other in list.iter().skip(from).take(LOOKED_AT).filter(|&&other| other != at) {
                *shared.entry(other).or_default() += 1;
            }
        }
        let mut ranked: Vec<(usize, usize)> = shared.into_iter().collect();
        // Stories stand newest first.
        ranked.sort_by_key(|&(other, count)| (std::cmp::Reverse(count), other));
        ranked.into_iter().take(RELATED).map(|(other, _)| other).collect()
    };
    stories.iter().enumerate().map(of_story).collect()
}
