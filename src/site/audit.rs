//! The audit of the basics, beside what the data says of them.

use super::content::{AuditItem, BasicsDimension, BasicsPage, Content};
use super::figure::Figure;
use super::{Page, Work};
use crate::source::{BasicItem, BasicState, Basics};

/// What the data says of each dimension, as far as it knows.
fn metrics(dimension: Basics) -> &'static [&'static str] {
    match dimension {
        Basics::Speed => &["over-threshold", "first-response-median"],
        Basics::Ease => &["transferred", "ces"],
        Basics::Knowledge => &["reopened", "one-touch"],
        Basics::Courtesy => &["bad-experience", "thanks"],
        Basics::Access => &["never-answered", "self-service-tried"],
    }
}

/// The page; nothing without an audit.
pub(super) fn page(work: Work<'_>) -> Option<Page> {
    let items = &work.m.companions.basics;
    if items.is_empty() {
        return None;
    }
    let mut figures = Vec::new();
    let dimensions = Basics::ALL
        .into_iter()
        .filter_map(|dimension| of_dimension(work, dimension, &mut figures))
        .collect();
    let met = items.iter().filter(|item| item.state == BasicState::Met).count();
    let words = &work.m.config.words;
    let (n, of) = (words.count(met as i64), words.count(items.len() as i64));
    let title = work.say("audit.title", &[("n", &n), ("of", &of)]);
    let content = BasicsPage { standfirst: work.say("audit.standfirst", &[]), dimensions };
    let mut head = work.head("basics/", title, "basics", Vec::new());
    head.description = content.standfirst.clone();
    let content = Content::Basics(Box::new(content));
    Some(Page { head, template: "basics.html", content, figures })
}

fn of_dimension(
    work: Work<'_>,
    dimension: Basics,
    figures: &mut Vec<Figure>,
) -> Option<BasicsDimension> {
    let all = &work.m.companions.basics;
    let mut items: Vec<&BasicItem> =
        all.iter().filter(|item| item.dimension == dimension).collect();
    // What is missing comes first: it is what there is to do.
    items.sort_by_key(|item| (std::cmp::Reverse(item.state), item.line));
    let known = metrics(dimension).iter().filter_map(|id| work.m.metrics.get(id));
    let (basics, drawn) = work.basics(known.map(|metric| (metric, &metric.all)));
    if items.is_empty() {
        return None;
    }
    figures.extend(drawn);
    let met = items.iter().filter(|item| item.state == BasicState::Met).count();
    let words = &work.m.config.words;
    let (n, of) = (words.count(met as i64), words.count(items.len() as i64));
    Some(BasicsDimension {
        id: dimension.id().to_owned(),
        name: work.say(&format!("audit.{}", dimension.id()), &[]),
        words: work.say("audit.met-of", &[("n", &n), ("of", &of)]),
        items: items.into_iter().map(|item| audit_item(work, item)).collect(),
        basics,
    })
}

fn audit_item(work: Work<'_>, item: &BasicItem) -> AuditItem {
    let day = work.m.config.words.day(item.checked);
    AuditItem {
        item: item.item.clone(),
        state_id: item.state.id().to_owned(),
        state: work.say(&format!("audit.{}", item.state.id()), &[]),
        checked: work.say("audit.checked", &[("day", &day)]),
    }
}
