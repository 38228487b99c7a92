//! What came of an interaction: the promised time, what had gone wrong, and what the customer said
//! and did. The columns after `language`.
//!
//! Each column is drawn from a stream of its own that begins anew with each row, so that a new column
//! or another seed changes no other cell. All are steady over the two years but `sla`: it follows from
//! the times, so that it gets better, to stay, from 2 March 2026.

use super::{
    CHAT_TEAM, CLOSES, DAY, EXPORTED_AT, Interaction, MINUTE, NIGHT, OPENS, PHONE, Rng, is_closed,
    offset,
};

// The stream of each column. Chosen so that no chart of a steady share calls chance a change: not the
// company's, nor a group's.
const ASKED: u64 = 1;
const EASE: u64 = 2;
const RECOMMENDS: u64 = 3;
const PROMISE: u64 = 4;
const FAILURE: u64 = 15;
const APOLOGY: u64 = 6;
const THANKS: u64 = 7;
const SELF_SERVICE: u64 = 8;
const ENDING: u64 = 9;

/// By channel, the open seconds within which a first answer is promised.
const PROMISED: [i64; 4] = [45 * MINUTE, 90 * MINUTE, 45 * MINUTE, 90 * MINUTE];

/// By topic, what goes wrong, and how often in a thousand.
const FAILURES: [(&str, u64); 9] = [
    ("late", 45),
    ("wrong item", 180),
    ("wrong refund", 55),
    ("wrong advice", 10),
    ("blank card", 30),
    ("wrong advice", 12),
    ("missing part", 30),
    ("came undone", 30),
    ("late", 35),
];

/// What a story says of its interaction.
#[derive(Clone, Copy)]
pub(super) struct Told {
    /// What had gone wrong; empty if nothing had.
    pub(super) failure: &'static str,
    /// What the customer did then.
    pub(super) outcome: &'static str,
}

impl Told {
    /// Of most stories: nothing had gone wrong.
    pub(super) const WELL: Told = Told { failure: "", outcome: "" };
}

/// The cells of a row, by its number: `survey_sent`, `ces`, `nps`, `sla`, `failure`, `apology`,
/// `thanked`, `self_service_tried`, `at_risk`, `customer_outcome`.
pub(super) fn cells(row: usize, interaction: &Interaction) -> [&'static str; 10] {
    let asked = was_asked(row, interaction);
    // Customers of stories say it in words of their own.
    let answers = asked && interaction.told.is_none();
    let sla = promise(row, interaction);
    let failure = failure(row, interaction);
    let has_failed = !failure.is_empty()
        || sla == "breached"
        || interaction.reopens > 0
        || interaction.ratings.is_some_and(|[first, _]| first <= 2);
    let [at_risk, outcome] = ending(row, interaction, has_failed);
    [
        yes_or_no(asked),
        if answers { ease(row, interaction) } else { "" },
        if answers { recommends(row, interaction) } else { "" },
        sla,
        failure,
        if has_failed { apology(row, interaction) } else { "" },
        thanked(row, interaction),
        self_service(row, interaction),
        at_risk,
        outcome,
    ]
}

/// The random numbers of a column in a row.
fn luck(column: u64, row: usize) -> Rng {
    Rng((column << 32) + row as u64)
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Whether the survey was sent: to all who were helped but a few.
fn was_asked(row: usize, interaction: &Interaction) -> bool {
    let helped = interaction.resolved.is_some() && interaction.first_reply.is_some();
    interaction.ratings.is_some() || helped && luck(ASKED, row).chance(870)
}

/// 0 for the cross, 1 for the so-so, 2 for the pleased and for those who did not say.
fn mood(interaction: &Interaction) -> usize {
    match interaction.ratings {
        Some([_, last]) if last <= 2 => 0,
        Some([_, 3]) => 1,
        _ => 2,
    }
}

/// How easy it was, 1 to 7; one in five says.
fn ease(row: usize, interaction: &Interaction) -> &'static str {
    let mut rng = luck(EASE, row);
    if !rng.chance(195) {
        return "";
    }
    let weights: [u64; 7] =
        [[24, 24, 18, 14, 10, 7, 3], [6, 10, 16, 22, 24, 14, 8], [1, 2, 4, 9, 20, 36, 28]]
            [mood(interaction)];
    ["1", "2", "3", "4", "5", "6", "7"][rng.weighted(&weights)]
}

/// Whether the customer would recommend the shop, 0 to 10; one in eleven says.
fn recommends(row: usize, interaction: &Interaction) -> &'static str {
    let mut rng = luck(RECOMMENDS, row);
    if !rng.chance(88) {
        return "";
    }
    let weights: [u64; 11] = [
        [12, 10, 12, 14, 12, 14, 12, 8, 4, 1, 1],
        [1, 1, 2, 4, 6, 16, 18, 24, 18, 6, 4],
        [0, 0, 1, 1, 1, 3, 3, 8, 17, 30, 36],
    ][mood(interaction)];
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"][rng.weighted(&weights)]
}

/// Whether the first answer came in the promised time. The night desk promises nothing, since it is
/// always there; a few other interactions have no promise either.
fn promise(row: usize, interaction: &Interaction) -> &'static str {
    if interaction.team == NIGHT || luck(PROMISE, row).chance(8) {
        return "none";
    }
    let until = interaction.first_reply.unwrap_or(EXPORTED_AT);
    if open_seconds(interaction.created, until) > PROMISED[interaction.channel] {
        "breached"
    } else if interaction.first_reply.is_some() {
        "met"
    } else {
        "running"
    }
}

/// The seconds between two stamps in which the shop was open. The clocks are set while it is closed.
fn open_seconds(from: i64, until: i64) -> i64 {
    let [from, until] = [from, until].map(|utc| utc + offset(utc));
    (from.div_euclid(DAY)..=until.div_euclid(DAY))
        .filter(|day| !is_closed(*day))
        .map(|day| until.min(day * DAY + CLOSES) - from.max(day * DAY + OPENS))
        .filter(|seconds| *seconds > 0)
        .sum()
}

/// What had gone wrong, where somebody wrote it down.
fn failure(row: usize, interaction: &Interaction) -> &'static str {
    if let Some(told) = interaction.told {
        return told.failure;
    }
    let (what, usual) = FAILURES[interaction.topic];
    let chance = if interaction.ratings.is_some_and(|[first, _]| first <= 2) { 480 } else { usual };
    let is_noted = interaction.first_reply.is_some() && luck(FAILURE, row).chance(chance);
    if is_noted { what } else { "" }
}

/// Whether somebody said sorry for a failure; now and then nobody looked.
fn apology(row: usize, interaction: &Interaction) -> &'static str {
    if let Some(told) = interaction.told {
        return yes_or_no(told.outcome == "stayed");
    }
    let mut rng = luck(APOLOGY, row);
    if interaction.first_reply.is_none() || rng.chance(80) {
        return "";
    }
    yes_or_no(rng.chance(710))
}

/// Whether the customer said thank you; not known where nobody answered.
fn thanked(row: usize, interaction: &Interaction) -> &'static str {
    if interaction.first_reply.is_none() {
        return "";
    }
    if interaction.told.is_some() || interaction.comment.to_lowercase().contains("thank") {
        return yes_or_no(mood(interaction) == 2);
    }
    let chance = [80, 250, 520][mood(interaction)];
    yes_or_no(luck(THANKS, row).chance(chance))
}

/// Whether the customer had looked for help alone before. Who rings up is seldom asked.
fn self_service(row: usize, interaction: &Interaction) -> &'static str {
    let mut rng = luck(SELF_SERVICE, row);
    let known = if interaction.channel == PHONE { 350 } else { 900 };
    if !rng.chance(known) {
        return "";
    }
    let chance = if interaction.team == CHAT_TEAM { 380 } else { 330 };
    yes_or_no(rng.chance(chance))
}

/// Whether the customer was about to leave, and what became of it where somebody followed it up.
fn ending(row: usize, interaction: &Interaction, has_failed: bool) -> [&'static str; 2] {
    if let Some(told) = interaction.told {
        return [yes_or_no(has_failed && !told.outcome.is_empty()), told.outcome];
    }
    let mut rng = luck(ENDING, row);
    let mood = mood(interaction);
    let risk = if has_failed { [300, 120, 70][mood] } else { 5 };
    let at_risk = rng.chance(risk);
    let followed_up = if at_risk {
        800
    } else if has_failed {
        350
    } else {
        0
    };
    if interaction.resolved.is_none() || !rng.chance(followed_up) {
        return [yes_or_no(at_risk), ""];
    }
    let weights: [u64; 4] = [[30, 6, 24, 40], [48, 8, 12, 32], [60, 12, 6, 22]][mood];
    let outcome = ["stayed", "returned", "lost", "unknown"][rng.weighted(&weights)];
    [yes_or_no(at_risk), outcome]
}
