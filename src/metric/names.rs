//! What groups are called, and their addresses.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::GroupName;
use crate::config::Config;
use crate::interaction::Dimension;
use crate::rollup::Group;
use crate::words::{self, printable};

/// Labels and addresses, no two alike. Configured teams choose first, then the values of the data;
/// what is collected takes a name that is left.
pub(super) fn names(
    dimension: Dimension,
    groups: &[Cow<'_, Group>],
    config: &Config,
) -> Vec<GroupName> {
    let say = |key: &str| config.words.say(key, &[]);
    let wishes = |group: &Cow<'_, Group>| -> Vec<String> {
        let of_value = || {
            common_name(dimension, &group.key, config).unwrap_or_else(|| printable(&group.label))
        };
        match is_value(group).then(of_value) {
            Some(label) if !label.is_empty() => vec![label],
            _ if is_rest(group) => vec![say("group.other"), say("group.all-others")],
            _ => vec![say("group.not-recorded"), say("group.nothing-recorded")],
        }
    };
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&at| (wishes(&groups[at]).len(), groups[at].id.is_none()));
    let (mut labels, mut slugs) = (BTreeSet::new(), BTreeSet::new());
    let mut names = vec![None; groups.len()];
    for at in order {
        let (group, wishes) = (&groups[at], wishes(&groups[at]));
        let numbered = (2..).map(|n: u64| {
            let (name, n) = (wishes[wishes.len() - 1].as_str(), n.to_string());
            config.words.say("group.numbered", &[("name", name), ("n", &n)])
        });
        let label = first_free(wishes.iter().cloned().chain(numbered), &mut labels);
        let base = group.id.clone().unwrap_or_else(|| words::slug(&label));
        let base = if base.is_empty() { "group".to_owned() } else { base };
        let numbered = (2..).map(|number: u64| format!("{base}-{number}"));
        let slug = first_free(std::iter::once(base.clone()).chain(numbered), &mut slugs);
        names[at] =
            Some(GroupName { label, value: is_value(group).then(|| group.label.clone()), slug });
    }
    names.into_iter().flatten().collect()
}

/// Whether a group is one value of the data, and not what is collected.
#[allow(clippy::ptr_arg, reason = "that a group is owned is what is asked")]
fn is_value(group: &Cow<'_, Group>) -> bool {
    !is_rest(group) && !group.key.is_empty()
}

/// Whether a group holds what is beyond the largest: it alone is made up here.
#[allow(clippy::ptr_arg, reason = "that a group is owned is what is asked")]
fn is_rest(group: &Cow<'_, Group>) -> bool {
    matches!(group, Cow::Owned(_))
}

/// The first of the names that nobody has, however it is written.
fn first_free(mut names: impl Iterator<Item = String>, taken: &mut BTreeSet<String>) -> String {
    let free = names.find(|name| taken.insert(name.to_lowercase()));
    free.unwrap_or_default()
}

/// What everybody calls it, for channels and priorities with a common name.
fn common_name(dimension: Dimension, key: &str, config: &Config) -> Option<String> {
    let sentence = format!("{}.{key}", dimension.name());
    config.words.has(&sentence).then(|| config.words.say(&sentence, &[]))
}
