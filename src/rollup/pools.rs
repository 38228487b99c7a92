//! The interactions that may be moments: for each rule, topic and month, those that stand out most.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::{Month, Stamp};
use crate::config::Rule;
use crate::interaction::{Ending, Interaction, Mapping, Rating};
use crate::units::Seconds;

/// So many interactions stand in the pool of a rule, a topic and a month.
const POOL: usize = 64;

/// So many more wait until they are held against those in the pools.
const WAITING: usize = 256;

/// A comment of so many words says something.
const WORDS: u16 = 12;

/// What the rules ask of an interaction. Nothing about the customer is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traits {
    /// When it was opened, in seconds since 1970.
    created: i64,
    /// How long it took until a person answered, in seconds.
    first_reply: Option<u32>,
    /// How long it took until it was solved, in seconds.
    resolution: Option<u32>,
    /// The first rating.
    pub csat_first: Option<Rating>,
    /// The last rating.
    pub csat: Option<Rating>,
    /// How often it was opened again.
    pub reopens: u16,
    /// How many words the comment has, where it thanks.
    pub thanks: u16,
    is_of_one_owner: bool,
    is_one_touch: bool,
    is_saved: bool,
    has_cost: bool,
}

impl Traits {
    /// What the rules ask of an interaction, its comment left out unless it is rated top.
    pub fn of(interaction: &Interaction<'_>, mapping: &Mapping) -> Traits {
        let seconds = |time: Seconds| u32::try_from(time.0).unwrap_or(u32::MAX);
        let resolution = interaction.resolved.map(|s| Seconds(s.0 - interaction.created.0));
        let is_top = interaction.csat.is_some_and(Rating::is_best);
        let comment = interaction.comment.filter(|_| is_top);
        let counted = comment.map(|comment| mapping.count(comment, WORDS)).unwrap_or_default();
        let is_one_answer = interaction.agent_replies == Some(1) && interaction.reopens == Some(0);
        let costs = [interaction.cost, interaction.compensation];
        Traits {
            created: interaction.created.0,
            first_reply: interaction.first_reply.map(seconds),
            resolution: resolution.map(seconds),
            csat_first: interaction.csat_first,
            csat: interaction.csat,
            reopens: u16::try_from(interaction.reopens.unwrap_or(0)).unwrap_or(u16::MAX),
            thanks: if counted.thanks { counted.words } else { 0 },
            is_of_one_owner: interaction.is_of_one_owner() == Some(true),
            is_one_touch: is_one_answer && resolution.is_some(),
            is_saved: interaction.at_risk == Some(true) && interaction.ending == Some(Ending::Kept),
            has_cost: costs.into_iter().flatten().any(|amount| amount.is_positive()),
        }
    }

    /// When it was opened.
    pub fn created(&self) -> Stamp {
        Stamp(self.created)
    }

    /// How long it took until a person answered.
    pub fn first_reply(&self) -> Option<Seconds> {
        self.first_reply.map(|seconds| Seconds(seconds.into()))
    }

    /// How long it took until it was solved.
    pub fn resolution(&self) -> Option<Seconds> {
        self.resolution.map(|seconds| Seconds(seconds.into()))
    }

    /// Whether the last rating is better than a bad first one.
    pub fn is_rated_up(&self) -> bool {
        self.csat_first.is_some_and(|first| first.category() == 0) && self.is_good()
    }

    fn is_good(&self) -> bool {
        self.csat.is_some_and(|rating| rating.category() >= 2)
    }

    fn is_top(&self) -> bool {
        self.csat.is_some_and(Rating::is_best)
    }

    /// Whether it meets a rule, as far as that can be said without knowing what is usual.
    pub fn may_meet(&self, rule: Rule) -> bool {
        match rule {
            Rule::TurnedAround => self.is_rated_up() || self.reopens > 0 && self.is_top(),
            Rule::LongHaul => self.resolution.is_some() && self.is_of_one_owner && self.is_good(),
            Rule::InTheirWords => self.thanks >= WORDS && self.is_top(),
            Rule::BeyondTheQueue => self.first_reply.is_some() && self.is_top(),
            Rule::Saved => self.is_saved,
            Rule::FixedFirstTime => self.is_one_touch && self.is_top(),
            Rule::BentForGood => self.has_cost && self.is_top(),
        }
    }

    /// Whether it meets any rule, as [`may_meet`](Self::may_meet) says.
    pub(super) fn may_meet_any(&self) -> bool {
        Rule::ALL.iter().any(|rule| self.may_meet(*rule))
    }

    /// By how much it stands out: the longest, the fastest, the newest.
    fn quantity(&self, rule: Rule) -> i64 {
        match rule {
            Rule::LongHaul => self.resolution.unwrap_or(0).into(),
            Rule::BeyondTheQueue => -i64::from(self.first_reply.unwrap_or(u32::MAX)),
            Rule::InTheirWords => self.thanks.into(),
            Rule::TurnedAround | Rule::Saved | Rule::FixedFirstTime | Rule::BentForGood => {
                self.created
            }
        }
    }
}

/// An interaction in a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pooled {
    /// Its id.
    pub id: Box<[u8]>,
    /// The number of its table; nothing is known of it within one file.
    #[serde(skip)]
    pub table: usize,
    /// Where its row begins in the text of its table.
    pub offset: u64,
    /// What the rules ask of it.
    pub traits: Traits,
}

impl Pooled {
    /// The order in a rule's pool: what stands out most comes first, on a tie the smaller id.
    pub fn order(&self, other: &Pooled, rule: Rule) -> Ordering {
        let key = |pooled: &Pooled| Reverse(pooled.traits.quantity(rule));
        let place = |pooled: &Pooled| (pooled.table, pooled.offset);
        let by_quantity = key(self).cmp(&key(other));
        by_quantity
            .then_with(|| self.id.cmp(&other.id))
            .then_with(|| place(self).cmp(&place(other)))
    }
}

/// The pools of all rules for one topic and one month. What stands in several is there once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Pool {
    rows: Vec<Pooled>,
    /// How many are known to belong there.
    #[serde(skip)]
    settled: usize,
    /// What the last of each rule's pool has, where the pool is full.
    #[serde(skip)]
    bars: [Option<i64>; Rule::ALL.len()],
}

impl Pool {
    fn may_take(&self, traits: &Traits) -> bool {
        let passes = |(rule, bar): (&Rule, &Option<i64>)| {
            traits.may_meet(*rule) && bar.is_none_or(|bar| traits.quantity(*rule) >= bar)
        };
        Rule::ALL.iter().zip(&self.bars).any(passes)
    }

    fn take(&mut self, pooled: Pooled) {
        // There are many pools: none takes twice the memory that it needs.
        if self.rows.len() == self.rows.capacity() {
            self.rows.reserve_exact(POOL);
        }
        self.rows.push(pooled);
        if self.rows.len() >= self.settled + WAITING {
            self.settle();
        }
    }

    /// Keeps those that stand in the pool of any rule.
    fn settle(&mut self) {
        let mut stays = vec![false; self.rows.len()];
        for (rule, bar) in Rule::ALL.into_iter().zip(&mut self.bars) {
            let order = |a: &usize, b: &usize| self.rows[*a].order(&self.rows[*b], rule);
            let may_meet = |at: &usize| self.rows[*at].traits.may_meet(rule);
            let mut ranked: Vec<usize> = (0..self.rows.len()).filter(may_meet).collect();
            if ranked.len() >= POOL {
                let (_, last, _) = ranked.select_nth_unstable_by(POOL - 1, order);
                *bar = Some(self.rows[*last].traits.quantity(rule));
                ranked.truncate(POOL);
            }
            ranked.into_iter().for_each(|at| stays[at] = true);
        }
        let mut stays = stays.into_iter();
        self.rows.retain(|_| stays.next() == Some(true));
        self.settled = self.rows.len();
    }
}

/// The pools of the newest months, by month of the opening and number of the topic.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pools {
    /// The newest month with an opening.
    newest: Option<i32>,
    by_place: BTreeMap<(i32, u32), Pool>,
}

impl Pools {
    /// Adds the sightings of a block, whose topics have these numbers.
    pub(super) fn take(&mut self, sightings: &mut Sightings, topics: &[u32], months: u32) {
        self.reach(sightings.newest, months);
        let Sightings { list, ids, .. } = sightings;
        for Sighting { month, topic, id, offset, traits } in list.drain(..) {
            if !self.is_within(month.0, months) {
                continue;
            }
            let pool = self.by_place.entry((month.0, topics[topic as usize])).or_default();
            if pool.may_take(&traits) {
                let id = ids[id.0 as usize..id.1 as usize].into();
                pool.take(Pooled { id, table: 0, offset, traits });
            }
        }
        sightings.clear();
    }

    /// Adds the pools of a file: the number of its table, and the numbers of its topics in the sum.
    pub(super) fn merge(&mut self, part: Pools, (table, topics): (usize, &[usize]), months: u32) {
        self.reach(part.newest, months);
        for ((month, topic), rows) in part.by_place {
            // Beyond the most values there is no number: the build fails for them.
            let Some(&topic) = topics.get(topic as usize) else { continue };
            if self.is_within(month, months) {
                let pool = self.by_place.entry((month, topic as u32)).or_default();
                rows.rows.into_iter().for_each(|row| pool.take(Pooled { table, ..row }));
            }
        }
    }

    /// Takes in how far the openings reach; months that are too old for the window go.
    fn reach(&mut self, newest: Option<i32>, months: u32) {
        if newest > self.newest {
            self.newest = newest;
            let first = self.first_month(months);
            self.by_place.retain(|(month, _), _| *month >= first);
        }
    }

    fn first_month(&self, months: u32) -> i32 {
        self.newest.map_or(i32::MIN, |newest| newest.saturating_sub(months as i32 - 1))
    }

    fn is_within(&self, month: i32, months: u32) -> bool {
        month >= self.first_month(months)
    }

    /// Leaves what belongs there, in an order that does not depend on how it was read.
    pub(super) fn settle(&mut self) {
        for pool in self.by_place.values_mut() {
            pool.settle();
            pool.rows.sort_by(|a, b| (&a.id, a.table, a.offset).cmp(&(&b.id, b.table, b.offset)));
            pool.rows.shrink_to_fit();
        }
        self.by_place.retain(|_, pool| !pool.rows.is_empty());
    }

    /// What stands in the pools of the `months` that end with `last`: month, number of the topic,
    /// and the interactions that stand out in any rule.
    pub fn within(
        &self,
        last: Month,
        months: u32,
    ) -> impl Iterator<Item = (Month, usize, &[Pooled])> {
        let first = last.0.saturating_sub(months as i32 - 1);
        self.by_place
            .range((first, 0)..)
            .map(|(&(month, topic), pool)| (Month(month), topic as usize, pool.rows.as_slice()))
    }
}

/// An interaction of a block that may be a moment.
struct Sighting {
    month: Month,
    /// The number of its topic on this thread.
    topic: u32,
    /// Where its id stands, from its first byte to the one after its last.
    id: (u32, u32),
    offset: u64,
    traits: Traits,
}

/// The interactions of a block that may be moments, until they are added.
#[derive(Default)]
pub(super) struct Sightings {
    list: Vec<Sighting>,
    ids: Vec<u8>,
    /// The newest month in which any interaction was opened.
    newest: Option<i32>,
}

impl Sightings {
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.ids.clear();
        self.newest = None;
    }

    /// Looks at an interaction that was opened in a month; the number of its topic is known to
    /// this thread.
    pub(super) fn look(
        &mut self,
        interaction: &Interaction<'_>,
        mapping: &Mapping,
        (month, topic): (Month, u32),
        offset: u64,
    ) {
        self.newest = self.newest.max(Some(month.0));
        // Most are not rated, and a rule asks for a rating or for a customer who was about to leave.
        if interaction.csat.is_none() && interaction.at_risk != Some(true) {
            return;
        }
        let traits = Traits::of(interaction, mapping);
        if traits.may_meet_any() {
            let start = self.ids.len() as u32;
            self.ids.extend_from_slice(interaction.id);
            let id = (start, self.ids.len() as u32);
            self.list.push(Sighting { month, topic, id, offset, traits });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random, the same on every machine (SplitMix64).
    fn random(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn some(count: u64) -> Vec<Pooled> {
        let mut state = 7;
        let top = Rating::read(b"5", crate::config::CsatScale::OneToFive).ok();
        let row = |number: u64| {
            let draw = random(&mut state);
            let traits = Traits {
                // Few values, so that many are equal and ids decide.
                created: (draw % 40) as i64,
                first_reply: Some((draw >> 8) as u32 % 40),
                resolution: Some((draw >> 16) as u32 % 40),
                csat_first: None,
                csat: top,
                reopens: u16::from((draw >> 24).is_multiple_of(3)),
                thanks: (draw >> 28) as u16 % 40,
                is_of_one_owner: (draw >> 36).is_multiple_of(2),
                is_one_touch: (draw >> 37).is_multiple_of(2),
                is_saved: (draw >> 38).is_multiple_of(2),
                has_cost: (draw >> 39).is_multiple_of(2),
            };
            let id = format!("T{number:05}").into_bytes().into();
            Pooled { id, table: 0, offset: number, traits }
        };
        (0..count).map(row).collect()
    }

    /// All that stand among the first 64 of any rule, by sorting everything once for each.
    fn by_sorting(rows: &[Pooled]) -> Vec<&[u8]> {
        let mut stays = std::collections::BTreeSet::new();
        for rule in Rule::ALL {
            let may_meet = |row: &&Pooled| row.traits.may_meet(rule);
            let mut ranked: Vec<&Pooled> = rows.iter().filter(may_meet).collect();
            ranked.sort_by_key(|row| (Reverse(row.traits.quantity(rule)), &row.id));
            stays.extend(ranked.iter().take(64).map(|row| &*row.id));
        }
        stays.into_iter().collect()
    }

    fn ids(pools: &Pools) -> Vec<&[u8]> {
        let rows = pools.by_place.values().flat_map(|pool| &pool.rows);
        rows.map(|row| &*row.id).collect()
    }

    fn sum(parts: &[&[Pooled]]) -> Pools {
        let mut all = Pools::default();
        for rows in parts {
            let mut part = Pools { newest: Some(5), ..Pools::default() };
            let pool = part.by_place.entry((5, 0)).or_default();
            for row in *rows {
                if pool.may_take(&row.traits) {
                    pool.take(row.clone());
                }
            }
            part.settle();
            all.merge(part, (0, &[0]), 3);
        }
        all.settle();
        all
    }

    #[test]
    fn pools_are_the_same_in_any_order_and_in_any_parts() {
        let rows = some(5_000);
        let expected = by_sorting(&rows);
        assert!((64..=448).contains(&expected.len()));
        let reversed: Vec<Pooled> = rows.iter().rev().cloned().collect();
        let thirds: Vec<&[Pooled]> = rows.chunks(1_700).collect();
        for parts in [&[rows.as_slice()][..], &[&reversed], &thirds] {
            assert_eq!(ids(&sum(parts)), expected);
        }
    }

    #[test]
    fn months_before_the_window_go_whichever_comes_first() {
        let row = some(1).remove(0);
        let part = |month: i32| {
            let pool = Pool { rows: vec![row.clone()], ..Pool::default() };
            Pools { newest: Some(month), by_place: BTreeMap::from([((month, 0), pool)]) }
        };
        for months in [[7, 8, 9, 10], [10, 9, 8, 7], [8, 10, 7, 9]] {
            let mut all = Pools::default();
            months.into_iter().for_each(|month| all.merge(part(month), (0, &[0]), 3));
            let kept: Vec<i32> = all.by_place.keys().map(|(month, _)| *month).collect();
            assert_eq!(kept, [8, 9, 10]);
            let within = all.within(Month(11), 3).map(|(month, ..)| month.0);
            assert_eq!(within.collect::<Vec<_>>(), [9, 10], "the horizon lies later");
        }
    }
}
