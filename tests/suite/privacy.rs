//! From everything that a site publishes, no hidden number can be worked out: not from one file's
//! sums, not from several metrics together. Shown by exact elimination over random projects and
//! over the worked example.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::common::{MetricRow, Project};

/// What a number of a metric counts, as facts about the interactions of a cell. Every row of the
/// random projects knows whether it was answered, solved, asked and so on, so these hold exactly.
struct Drawn {
    metric: &'static str,
    /// The facts whose numbers add up to n.
    n: &'static [&'static str],
    /// The fact that is the value times n, where it is one.
    part: Option<&'static str>,
}

const fn drawn(
    metric: &'static str,
    n: &'static [&'static str],
    part: Option<&'static str>,
) -> Drawn {
    Drawn { metric, n, part }
}

const METRICS: &[Drawn] = &[
    drawn("volume", &["opened"], None),
    drawn("first-response-median", &["answered"], None),
    drawn("first-response-p90", &["answered"], None),
    drawn("over-threshold", &["answered"], None),
    drawn("never-answered", &["answered", "unanswered"], Some("unanswered")),
    drawn("resolution-median", &["solved"], None),
    drawn("resolution-p90", &["solved"], None),
    drawn("reopened", &["solved"], None),
    drawn("one-touch", &["solved"], None),
    drawn("solved-24h", &["opened"], None),
    drawn("solved-7d", &["opened"], None),
    drawn("transferred", &["opened"], None),
    drawn("csat", &["rated"], None),
    drawn("delight", &["rated"], None),
    drawn("bad-experience", &["rated"], None),
    drawn("response-rate", &["rated", "unrated"], Some("rated")),
    drawn("sla", &["promised"], None),
];

/// The published lines of every metric, by its id.
type Published = BTreeMap<&'static str, Vec<MetricRow>>;

fn published(project: &Project) -> Published {
    let there = METRICS
        .iter()
        .filter(|drawn| project.has(&format!("public/data/metrics/{}.csv", drawn.metric)));
    there.map(|drawn| (drawn.metric, project.metric(drawn.metric))).collect()
}

/// Numbers modulo a prime: exact, and never larger than a word.
mod field {
    const PRIME: u64 = (1 << 61) - 1;

    pub(super) fn add(a: u64, b: u64) -> u64 {
        (a + b) % PRIME
    }

    pub(super) fn minus(a: u64) -> u64 {
        (PRIME - a) % PRIME
    }

    pub(super) fn times(a: u64, b: u64) -> u64 {
        (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
    }

    /// One divided by `a`, by Fermat's little theorem.
    pub(super) fn over(a: u64) -> u64 {
        let (mut result, mut base, mut power) = (1, a, PRIME - 2);
        while power > 0 {
            if power & 1 == 1 {
                result = times(result, base);
            }
            base = times(base, base);
            power >>= 1;
        }
        result
    }
}

/// A sum of unknown numbers that is known: the weight of each.
type Equation = BTreeMap<usize, u64>;

/// The unknowns that have one solution only (Gauss and Jordan).
fn determined(equations: Vec<Equation>) -> Vec<usize> {
    let mut rows: Vec<(usize, Equation)> = Vec::new();
    for mut equation in equations {
        for (pivot, row) in &rows {
            subtract(&mut equation, *pivot, row);
        }
        let Some((&pivot, &weight)) = equation.first_key_value() else { continue };
        let scale = field::over(weight);
        equation.values_mut().for_each(|weight| *weight = field::times(*weight, scale));
        rows.iter_mut().for_each(|(_, row)| subtract(row, pivot, &equation));
        rows.push((pivot, equation));
    }
    rows.iter().filter(|(_, row)| row.len() == 1).map(|(pivot, _)| *pivot).collect()
}

/// Takes so much of `row` away that nothing of `pivot` is left.
fn subtract(equation: &mut Equation, pivot: usize, row: &Equation) {
    let Some(&times) = equation.get(&pivot) else { return };
    for (at, weight) in row {
        let sum = equation.entry(*at).or_default();
        *sum = field::add(*sum, field::minus(field::times(times, *weight)));
        if *sum == 0 {
            equation.remove(at);
        }
    }
}

/// All that can be said of the numbers behind one split: each cell's facts are unknowns.
struct System<'p> {
    published: &'p Published,
    by: &'p str,
    unknowns: BTreeMap<(&'static str, String, String), usize>,
    equations: Vec<Equation>,
}

impl System<'_> {
    /// The unknown for a fact of a group in a month; the month is empty for all of them together.
    fn unknown(&mut self, fact: &'static str, key: &str, start: &str) -> usize {
        let next = self.unknowns.len();
        *self.unknowns.entry((fact, key.to_owned(), start.to_owned())).or_insert(next)
    }

    /// What the lines of the split say, and that groups and months add up: those of the company are
    /// known.
    fn fill(&mut self) {
        let published = self.published;
        for drawn in METRICS.iter().filter(|drawn| published.contains_key(drawn.metric)) {
            let rows: Vec<_> =
                published[drawn.metric].iter().filter(|row| row.by == self.by).collect();
            for row in &rows {
                let facts: Vec<usize> =
                    drawn.n.iter().map(|fact| self.unknown(fact, &row.key, &row.start)).collect();
                if row.state != "hidden" {
                    self.equations.push(facts.iter().map(|at| (*at, 1)).collect());
                }
                if let Some(part) = drawn.part.filter(|_| row.state == "ok") {
                    let part = self.unknown(part, &row.key, &row.start);
                    self.equations.push([(part, 1)].into());
                }
            }
        }
        let places: Vec<(&str, String, String)> = self.unknowns.keys().cloned().collect();
        for (fact, key, start) in &places {
            let fact = METRICS.iter().flat_map(|d| d.n).find(|known| *known == fact).unwrap();
            let own = self.unknowns[&(*fact, key.clone(), start.clone())];
            let month = [(own, 1)].into_iter();
            if start.is_empty() {
                let months =
                    places.iter().filter(|(f, k, s)| f == fact && k == key && !s.is_empty());
                let months = months.map(|place| {
                    (self.unknowns[&(place.0, place.1.clone(), place.2.clone())], field::minus(1))
                });
                self.equations.push(month.chain(months).collect());
            }
            let groups = places.iter().filter(|(f, _, s)| f == fact && s == start);
            let groups = groups
                .map(|place| (self.unknowns[&(place.0, place.1.clone(), place.2.clone())], 1));
            self.equations.push(groups.collect());
        }
    }
}

/// The hidden numbers that can be worked out, in words.
fn given_away(published: &Published, by: &str) -> Vec<String> {
    let rows = published.values().flatten().filter(|row| row.by == by);
    if rows.map(|row| &row.key).collect::<BTreeSet<_>>().len() < 2 {
        // A group that is alone is the whole company, which is never hidden.
        return Vec::new();
    }
    let mut system = System { published, by, unknowns: BTreeMap::new(), equations: Vec::new() };
    system.fill();
    let found = determined(system.equations.clone());
    let is_found = |fact: &'static str, row: &MetricRow| {
        let at = system.unknowns.get(&(fact, row.key.clone(), row.start.clone()));
        at.is_some_and(|at| found.contains(at))
    };
    let mut given = Vec::new();
    for drawn in METRICS.iter().filter(|drawn| published.contains_key(drawn.metric)) {
        let rows = published[drawn.metric].iter().filter(|row| row.by == by);
        for row in rows.filter(|row| row.state == "hidden") {
            assert!(row.n.is_empty() && row.value.is_empty(), "{row:?}");
            if drawn.n.iter().all(|fact| is_found(fact, row)) {
                given.push(format!("{}: {}", drawn.metric, row.place()));
            }
        }
    }
    given
}

const HEADER: &str = "id,created_at,first_reply_s,full_resolution_s,channel,team,agent_replies,\
reopens,assignments,sla,survey_sent,csat\n";

/// Rows of a team in a month: how many, and how many of them are answered, solved, asked, rated and
/// promised something.
type Counts = [u8; 6];

fn rows(counts: &[Vec<Counts>]) -> String {
    let mut text = HEADER.to_owned();
    let mut id = 0;
    for (team, months) in counts.iter().enumerate() {
        for (month, &[opened, answered, solved, asked, rated, promised]) in
            months.iter().enumerate()
        {
            for n in 0..opened {
                id += 1;
                let when = |most: u8, yes: &'static str| if n < most { yes } else { "" };
                let channel = ["chat", "email"][usize::from(n % 2)];
                let _ = writeln!(
                    text,
                    "I{id},2025-{:02}-{:02}T09:00:00,{},{},{channel},T{team},1,0,1,{},{},{}",
                    month + 1,
                    1 + n % 28,
                    when(answered, "60"),
                    when(solved, "3600"),
                    when(promised, "met"),
                    if n < asked.max(rated) { "yes" } else { "no" },
                    when(rated, ["5", "4", "1"][usize::from(n % 3)]),
                );
            }
        }
    }
    // Something newer, so that all months are final, and something open.
    let _ = writeln!(text, "Z,2025-09-01T09:00:00,,,chat,T0,,,,,,");
    text
}

fn counts() -> impl Strategy<Value = Counts> {
    let few = prop_oneof![Just(0_u8), 1_u8..5, 5_u8..12, 12_u8..60];
    (few, prop::array::uniform5(0.0_f64..1.3)).prop_map(|(opened, shares)| {
        let of = |share: f64| (f64::from(opened) * share).min(f64::from(opened)) as u8;
        let [a, b, c, d, e] = shares.map(of);
        [opened, a, b, c, d, e]
    })
}

const CONFIGURATION: &str = "title = \"Groups\"
[[sources]]
name = \"helpdesk\"
files = \"data/*.csv\"
[thresholds.first_response]
any = \"1 min\"
";

#[test]
fn no_hidden_number_of_a_random_project_can_be_worked_out() {
    // A case is a whole build; more are asked for with PROPTEST_CASES.
    let cases =
        if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { 12 };
    let mut runner =
        TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let tables = (2_usize..5, 2_usize..5).prop_flat_map(|(teams, months)| {
        prop::collection::vec(prop::collection::vec(counts(), months), teams)
    });
    let hidden = std::cell::Cell::new(0);
    let result = runner.run(&tables, |tables| {
        let project = Project::empty();
        project.write("moments.toml", CONFIGURATION);
        project.write("content/home.md", "+++\ntitle = \"Groups\"\n+++\nNumbers.\n");
        project.write("data/rows.csv", &rows(&tables));
        project.build_for("2025-09-01");
        let published = published(&project);
        for by in ["team", "channel"] {
            let given = given_away(&published, by);
            prop_assert!(given.is_empty(), "{given:?}");
        }
        let found = published.values().flatten().filter(|row| row.state == "hidden").count();
        hidden.set(hidden.get() + found);
        assert_charts_say_nothing(&project, &published);
        Ok(())
    });
    result.unwrap();
    assert!(hidden.get() > 0, "nothing was hidden, so nothing was tested");
}

/// A hidden month is hidden in the words of its chart's point too.
fn assert_charts_say_nothing(project: &Project, published: &Published) {
    let months = ["January", "February", "March", "April", "May", "June", "July", "August"];
    for (metric, rows) in published {
        let page = project.read(&format!("public/figures/{metric}/index.html"));
        for row in rows.iter().filter(|r| r.by == "team" && r.period == "month") {
            let start = format!("<svg id=\"team-{}-", row.key.to_lowercase());
            let month: usize = row.start[5..7].parse().unwrap();
            let title = format!("<title>{}\u{a0}2025: ", months[month - 1]);
            for (at, _) in page.match_indices(&start) {
                let drawing = page[at..].split("</svg>").next().unwrap();
                let Some((_, words)) = drawing.split_once(&title) else { continue };
                let is_hidden = words.starts_with("Hidden");
                assert_eq!(is_hidden, row.state == "hidden", "{metric} {}: {words}", row.place());
            }
        }
    }
}

#[test]
fn no_hidden_number_of_the_worked_example_can_be_worked_out() {
    let published = published(Project::built_example());
    assert!(published.values().flatten().any(|row| row.state == "hidden"));
    for by in ["channel", "priority", "team", "topic"] {
        assert_eq!(given_away(&published, by), [] as [String; 0], "by {by}");
    }
}

#[test]
fn elimination_finds_what_follows() {
    let equation = |terms: &[(usize, u64)]| terms.iter().copied().collect::<Equation>();
    // a + b and b are known, so a is; c + d is known, and neither of them.
    let equations =
        vec![equation(&[(0, 1), (1, 1)]), equation(&[(1, 1)]), equation(&[(2, 1), (3, 1)])];
    let mut found = determined(equations);
    found.sort_unstable();
    assert_eq!(found, [0, 1]);
    // Three sums of two give three numbers.
    let equations = [(0, 1), (1, 2), (0, 2)].map(|(a, b)| equation(&[(a, 1), (b, 1)])).to_vec();
    let mut found = determined(equations);
    found.sort_unstable();
    assert_eq!(found, [0, 1, 2]);
}
