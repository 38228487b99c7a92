//! The interactions of Harbour & Pine, an invented outfitter for boats, tents and boots.
//!
//! `cargo run --release --example worked_example` writes `data/interactions/YYYY-MM.csv`, two years
//! of them. With `-- --rows N --out FILE` it writes N rows of the same shape into one file, for
//! benchmarks. Everything is drawn from one seed with whole numbers alone, so that every machine
//! writes the same bytes.
//!
//! What is planted in the data, for charts and rules to find:
//! - a season: a peak in May and June, another before Christmas, quiet in February;
//! - from 2 March 2026 first response is lastingly better, and steady on either side; more answers
//!   come in the promised time ([`outcome`]);
//! - in the week of 15 September 2025 the web shop was down: 2.4 times the volume, three times the wait;
//! - the interactions that stories cite, and a few long hauls that nobody wrote up ([`PLANTED`]).

mod outcome;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use outcome::Told;

/// The columns of every file, under the names that the site generator uses itself.
const HEADER: &str = "id,created_at,first_reply_at,resolved_at,updated_at,channel,topic,team,priority,\
status,agent,agent_replies,reopens,assignments,csat_first,csat,csat_comment,cost,language,\
survey_sent,ces,nps,sla,failure,apology,thanked,self_service_tried,at_risk,customer_outcome\n";
/// Where the random numbers start. Chosen so that no chart of a steady share calls chance a change.
const SEED: u64 = 177;
/// The first id is this plus one.
const ID_BASE: usize = 100_000;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// A fraction drawn at random is a whole number below this.
const ONE: u64 = 1_000_000;

/// The first day with data, 1 November 2024, in days since 1970.
const FIRST_DAY: i64 = days_from_date(2024, 11, 1);
/// The last day with data.
const LAST_DAY: i64 = days_from_date(2026, 11, 16);
/// When the export was made: 20:00 UTC on the last day. Nothing later is known.
const EXPORTED_AT: i64 = LAST_DAY * DAY + 20 * HOUR;
/// Repairs began to answer in the chat.
const BENCH_IN_CHAT: i64 = days_from_date(2026, 3, 2);
/// The Monday of the week in which the web shop was down.
const OUTAGE_MONDAY: i64 = days_from_date(2025, 9, 15);

/// Opening hours, in seconds after local midnight.
const OPENS: i64 = 8 * HOUR;
const CLOSES: i64 = 20 * HOUR;

/// How busy each third of a month is; 100 is an average day of the year.
const SEASON: [u64; 36] = [
    84, 82, 78, 71, 70, 72, 78, 82, 86, 93, 99, 106, 122, 128, 132, 134, 130, 124, 112, 106, 102,
    98, 96, 94, 92, 90, 88, 86, 86, 88, 92, 100, 114, 134, 142, 62,
];
/// How busy each day of the week is, from Monday.
const WEEKDAYS: [u64; 7] = [118, 108, 104, 102, 100, 78, 11];
/// Interactions on ten average days, Night desk and Returns apart.
const IN_TEN_DAYS: u64 = 261;

/// Shapes of a spread, in thousandths of its median at 0, 5, 10 … 100 per cent: log-normal with a
/// deviation of 0.50 and 0.62, worked out once, since logarithms differ between machines.
const WAIT_SHAPE: [u64; 21] = [
    266, 439, 527, 596, 657, 714, 769, 825, 881, 939, 1000, 1065, 1135, 1212, 1300, 1401, 1523,
    1679, 1898, 2276, 4217,
];
const WORK_SHAPE: [u64; 21] = [
    193, 361, 452, 526, 593, 658, 722, 787, 855, 925, 1000, 1081, 1170, 1270, 1384, 1519, 1685,
    1901, 2213, 2773, 5956,
];

const CHANNELS: [&str; 4] = ["chat", "email", "phone", "web"];
const CHAT: usize = 0;
const EMAIL: usize = 1;
const PHONE: usize = 2;
const WEB: usize = 3;
/// How long each channel waits, in hundredths of the usual.
const CHANNEL_WAIT: [u64; 4] = [84, 118, 78, 124];

const PRIORITIES: [&str; 4] = ["high", "low", "normal", "urgent"];
const PRIORITY_SHARES: [u64; 4] = [13, 17, 65, 5];

const LANGUAGES: [&str; 5] = ["en", "de", "fr", "nb", "nl"];
const LANGUAGE_SHARES: [u64; 5] = [952, 16, 11, 11, 10];

/// What an interaction is about, and how such things usually go.
struct Topic {
    name: &'static str,
    /// Half of them are solved within this many minutes.
    solved_minutes: u64,
    /// How many in a thousand are solved with one reply.
    one_touch: u64,
    /// Details that thankful customers mention.
    details: [&'static str; 3],
}

const WHERE_IS_MY_ORDER: usize = 0;
const WRONG_ITEM: usize = 1;
const REFUNDS: usize = 2;
const SIZING: usize = 3;
const GIFT_CARDS: usize = 4;
const WATERPROOFING: usize = 5;
const FITTINGS: usize = 6;
const TENTS: usize = 7;
const BOOTS: usize = 8;

const TOPICS: [Topic; 9] = [
    Topic {
        name: "Where is my order",
        solved_minutes: 11 * 60,
        one_touch: 620,
        details: [
            "for finding out which van it was on",
            "for ringing the depot instead of sending me a link",
            "for telling me the truth about Thursday",
        ],
    },
    Topic {
        name: "Wrong item",
        solved_minutes: 25 * 60,
        one_touch: 400,
        details: [
            "for sending the right one before the wrong one was back with you",
            "for not asking me to prove it with photographs",
            "for the label already filled in",
        ],
    },
    Topic {
        name: "Refunds",
        solved_minutes: 28 * 60,
        one_touch: 440,
        details: [
            "for putting the money back the same day",
            "for working out the postage as well",
            "for saying sorry and then actually doing it",
        ],
    },
    Topic {
        name: "Sizing and advice",
        solved_minutes: 9 * 60,
        one_touch: 560,
        details: [
            "for talking me out of the dearer pair",
            "for measuring the boot on the shelf with a ruler",
            "for asking where I was going before what I wanted",
        ],
    },
    Topic {
        name: "Gift cards",
        solved_minutes: 12 * 60,
        one_touch: 600,
        details: [
            "for reading the numbers out twice",
            "for sending a new card in time for the birthday",
            "for sorting out the card my aunt had put through the wash",
        ],
    },
    Topic {
        name: "Waterproofing",
        solved_minutes: 24 * 60,
        one_touch: 450,
        details: [
            "for telling me I did not need to buy anything",
            "for the drawing of where to put the sealant",
            "for trying it under your own tap first",
        ],
    },
    Topic {
        name: "Boat fittings",
        solved_minutes: 28 * 60,
        one_touch: 470,
        details: [
            "for knowing a cleat from 1974 by the look of it",
            "for finding the old thread size",
            "for driving the shackle down to the slip",
        ],
    },
    Topic {
        name: "Tent repairs",
        solved_minutes: 86 * 60,
        one_touch: 270,
        details: [
            "for mending a tent that everybody else called finished",
            "for the row of tiny stitches along the door",
            "for adding guy lines that I had not asked for",
        ],
    },
    Topic {
        name: "Boot resoling",
        solved_minutes: 106 * 60,
        one_touch: 300,
        details: [
            "for getting another ten years out of my boots",
            "for cleaning off the mud I was ashamed of",
            "for having them back before our walk",
        ],
    },
];

/// A team: what it is asked about and through which channel, as weights, and how long it waits.
struct Team {
    name: &'static str,
    /// Weight of each of [`TOPICS`].
    topics: [u64; 9],
    /// Weight of each of [`CHANNELS`], and the same once Repairs answers in the chat.
    channels: [u64; 4],
    channels_since: [u64; 4],
    /// Hundredths of the usual wait, before and since then.
    wait: [u64; 2],
    /// Its share of what Night desk and Returns leave.
    share: u64,
    /// First and last number of its agents.
    agents: [u64; 2],
}

const CHAT_TEAM: usize = 0;
const DELIVERY: usize = 1;
const NIGHT: usize = 2;
const REPAIRS: usize = 3;
const RETURNS: usize = 4;

const TEAMS: [Team; 5] = [
    Team {
        name: "Chat and phone",
        topics: [40, 6, 6, 20, 9, 9, 10, 0, 0],
        channels: [48, 12, 30, 10],
        channels_since: [48, 12, 30, 10],
        wait: [92, 62],
        share: 49,
        agents: [1, 5],
    },
    Team {
        name: "Delivery",
        topics: [77, 17, 0, 0, 6, 0, 0, 0, 0],
        channels: [16, 34, 26, 24],
        channels_since: [16, 34, 26, 24],
        wait: [98, 69],
        share: 26,
        agents: [6, 8],
    },
    Team {
        name: "Night desk",
        topics: [0, 0, 0, 0, 0, 0, 60, 40, 0],
        channels: [0, 0, 1, 0],
        channels_since: [0, 0, 1, 0],
        wait: [20, 20],
        share: 0,
        agents: [14, 14],
    },
    Team {
        name: "Repairs",
        topics: [0, 0, 0, 0, 0, 16, 0, 48, 36],
        channels: [17, 42, 15, 26],
        channels_since: [42, 27, 14, 17],
        wait: [120, 70],
        share: 25,
        agents: [9, 11],
    },
    Team {
        name: "Returns",
        topics: [0, 40, 50, 10, 0, 0, 0, 0, 0],
        channels: [12, 44, 12, 32],
        channels_since: [12, 44, 12, 32],
        wait: [104, 72],
        share: 0,
        agents: [12, 13],
    },
];

/// One row, before it is written.
#[derive(Clone)]
struct Interaction {
    /// Stamps are seconds since 1970, UTC.
    created: i64,
    first_reply: Option<i64>,
    resolved: Option<i64>,
    updated: i64,
    channel: usize,
    topic: usize,
    team: usize,
    priority: usize,
    language: usize,
    /// The number of the agent; nobody has taken it on yet if there is none.
    agent: Option<u64>,
    agent_replies: u64,
    reopens: u64,
    assignments: u64,
    /// First and last rating, 1 to 5.
    ratings: Option<[u8; 2]>,
    comment: String,
    /// What an exception cost, in pence.
    cost: Option<u64>,
    /// What was planted with it; nothing is, mostly.
    told: Option<Told>,
}

/// What is settled about an interaction before its times are drawn.
struct Draft {
    /// Days since 1970, local.
    day: i64,
    team: usize,
    topic: usize,
    channel: usize,
    priority: usize,
}

/// An interaction that a story cites, or that the rules should find. It takes the place of an
/// ordinary one of the same team and month, so that the counts stay as they are.
struct Planted {
    /// Year, month, day, hour and minute, in local time.
    opened: [i64; 5],
    team: usize,
    topic: usize,
    channel: usize,
    priority: usize,
    /// Minutes from opening to the first reply, and to the solution.
    reply: i64,
    solved: i64,
    /// Agent, replies, reopenings, assignments.
    work: [u64; 4],
    ratings: Option<[u8; 2]>,
    cost: Option<u64>,
    comment: &'static str,
    told: Told,
}

/// Short for the table below.
const fn plant(opened: [i64; 5], what: [usize; 4], minutes: [i64; 2], work: [u64; 4]) -> Planted {
    Planted {
        opened,
        team: what[0],
        topic: what[1],
        channel: what[2],
        priority: what[3],
        reply: minutes[0],
        solved: minutes[1],
        work,
        ratings: None,
        cost: None,
        comment: "",
        told: Told::WELL,
    }
}

impl Planted {
    const fn rated(mut self, first: u8, last: u8) -> Self {
        self.ratings = Some([first, last]);
        self
    }

    const fn costing(mut self, pence: u64) -> Self {
        self.cost = Some(pence);
        self
    }

    const fn saying(mut self, comment: &'static str) -> Self {
        self.comment = comment;
        self
    }

    /// What had gone wrong, and what the customer did in the end.
    const fn failing(mut self, failure: &'static str, outcome: &'static str) -> Self {
        self.told = Told { failure, outcome };
        self
    }
}

const HIGH: usize = 0;
const NORMAL: usize = 2;
const URGENT: usize = 3;

/// Opened; team, topic, channel, priority; minutes to reply and solution; agent, replies, reopenings,
/// assignments. In order of opening.
const PLANTED: [Planted; 34] = [
    // The dented kettle
    plant([2024, 11, 5, 10, 12], [DELIVERY, WRONG_ITEM, EMAIL, NORMAL], [26, 1_690], [6, 2, 0, 1]).rated(5, 5),
    // Two left boots
    plant([2024, 11, 12, 9, 40], [RETURNS, WRONG_ITEM, CHAT, HIGH], [31, 3_250], [12, 4, 1, 2])
        .rated(2, 5)
        .costing(1_140)
        .failing("wrong item", "stayed"),
    // The parcel in the bakery
    plant([2024, 12, 12, 16, 20], [DELIVERY, WHERE_IS_MY_ORDER, PHONE, HIGH], [9, 1_480], [6, 2, 0, 1]).rated(5, 5),
    // The shop across the square
    plant([2025, 1, 21, 14, 5], [CHAT_TEAM, SIZING, CHAT, NORMAL], [12, 44], [2, 5, 0, 1]).rated(5, 5),
    // Eleven miles off Skerra
    plant([2025, 2, 23, 2, 47], [NIGHT, FITTINGS, PHONE, URGENT], [4, 112], [14, 6, 0, 1]).rated(5, 5),
    // A long haul that nobody wrote up
    plant([2025, 3, 3, 11, 20], [REPAIRS, BOOTS, EMAIL, NORMAL], [44, 50_720], [10, 8, 0, 1]).rated(5, 5),
    // The other brother
    plant([2025, 5, 6, 11, 20], [CHAT_TEAM, SIZING, CHAT, NORMAL], [9, 310], [4, 4, 0, 1]).rated(5, 5).costing(1_800),
    // Forty zips
    plant([2025, 6, 6, 9, 25], [REPAIRS, TENTS, EMAIL, NORMAL], [41, 56_520], [9, 9, 0, 1])
        .rated(5, 5)
        .saying("Thank you for not giving up on that zip when I very nearly had, the porch shuts like new"),
    // The promise we made for Friday
    plant([2025, 6, 9, 10, 15], [REPAIRS, TENTS, WEB, HIGH], [55, 13_260], [10, 5, 1, 3])
        .rated(1, 1)
        .failing("late", "lost"),
    // Four days without a shop
    plant([2025, 9, 15, 12, 10], [CHAT_TEAM, WHERE_IS_MY_ORDER, PHONE, HIGH], [112, 4_620], [3, 4, 1, 2])
        .rated(2, 5)
        .failing("shop down", "stayed"),
    // Her father's oilskin
    plant([2025, 10, 28, 13, 30], [REPAIRS, WATERPROOFING, WEB, NORMAL], [38, 21_780], [11, 5, 0, 1]).rated(5, 5),
    // An anchor in the empty van
    plant([2025, 11, 12, 8, 50], [DELIVERY, WHERE_IS_MY_ORDER, PHONE, URGENT], [14, 1_880], [7, 3, 0, 1])
        .rated(5, 5)
        .costing(2_250),
    // The gift card with nothing on it
    plant([2025, 12, 8, 17, 45], [CHAT_TEAM, GIFT_CARDS, PHONE, HIGH], [33, 1_065], [3, 3, 1, 1])
        .rated(1, 5)
        .failing("blank card", "stayed"),
    // A long haul that nobody wrote up
    plant([2026, 1, 12, 10, 5], [CHAT_TEAM, FITTINGS, EMAIL, NORMAL], [52, 42_040], [2, 7, 0, 1]).rated(5, 5),
    // A question about wool
    plant([2026, 1, 20, 12, 2], [CHAT_TEAM, SIZING, CHAT, NORMAL], [7, 26], [1, 4, 0, 1]).rated(5, 5),
    // Signed for by nobody
    plant([2026, 2, 4, 9, 5], [DELIVERY, WHERE_IS_MY_ORDER, EMAIL, NORMAL], [48, 8_760], [8, 5, 2, 2])
        .rated(2, 2)
        .failing("late", "lost"),
    // The bench picks up
    plant([2026, 3, 12, 10, 31], [REPAIRS, TENTS, CHAT, NORMAL], [4, 22], [10, 3, 0, 1]).rated(5, 5),
    // A stove for Sunday
    plant([2026, 5, 1, 15, 20], [DELIVERY, WRONG_ITEM, CHAT, URGENT], [19, 1_580], [6, 4, 0, 2])
        .rated(1, 5)
        .costing(2_400)
        .failing("wrong item", "stayed"),
    // The wedding on the beach
    plant([2026, 5, 18, 11, 0], [REPAIRS, TENTS, PHONE, NORMAL], [12, 11_760], [9, 3, 0, 1]).rated(5, 5),
    // Twenty-seven pairs
    plant([2026, 6, 16, 16, 15], [CHAT_TEAM, SIZING, EMAIL, NORMAL], [24, 11_550], [5, 6, 0, 2])
        .rated(5, 5)
        .costing(4_600),
    // A call from the headland
    plant([2026, 7, 18, 1, 18], [NIGHT, TENTS, PHONE, URGENT], [3, 160], [14, 4, 0, 1]).rated(5, 5),
    // The wrong refund, twice
    plant([2026, 7, 29, 10, 44], [RETURNS, REFUNDS, EMAIL, NORMAL], [52, 17_580], [13, 6, 2, 1])
        .rated(1, 4)
        .failing("wrong refund", "stayed"),
    // Read the label first
    plant([2026, 8, 11, 15, 30], [CHAT_TEAM, WATERPROOFING, CHAT, NORMAL], [6, 8_700], [2, 5, 1, 2])
        .rated(2, 1)
        .failing("wrong advice", "lost"),
    // Long hauls that nobody wrote up yet
    plant([2026, 8, 24, 9, 50], [REPAIRS, TENTS, EMAIL, NORMAL], [35, 67_990], [9, 8, 0, 1])
        .rated(5, 5)
        .saying("Seven weeks and one colleague who wrote every Friday, thank you, I never once had to ask"),
    // A postcard to the bench
    plant([2026, 9, 1, 11, 15], [REPAIRS, BOOTS, WEB, NORMAL], [29, 14_640], [11, 3, 0, 1]).rated(5, 5).costing(105),
    // Still dry
    plant([2026, 9, 24, 10, 5], [REPAIRS, WATERPROOFING, EMAIL, NORMAL], [27, 60_900], [11, 11, 0, 1])
        .rated(5, 5)
        .saying("An hour under the outfall this morning and dry as toast, thank you for testing it as if it were yours"),
    plant([2026, 9, 28, 14, 10], [CHAT_TEAM, FITTINGS, EMAIL, NORMAL], [21, 47_700], [5, 7, 0, 1]).rated(5, 5),
    // Poles for the Friday ferry
    plant([2026, 10, 6, 9, 40], [REPAIRS, TENTS, CHAT, HIGH], [106, 4_755], [10, 5, 1, 2])
        .rated(1, 5)
        .costing(950)
        .failing("wrong item", "stayed"),
    // Boots for a postman
    plant([2026, 10, 12, 8, 35], [REPAIRS, BOOTS, PHONE, HIGH], [8, 6_180], [9, 2, 0, 1]).rated(5, 5),
    // A light left on
    plant([2026, 10, 30, 23, 38], [NIGHT, FITTINGS, PHONE, NORMAL], [2, 34], [14, 2, 0, 1]).rated(5, 5),
    // The tide table in the lid
    plant([2026, 11, 2, 10, 20], [DELIVERY, WHERE_IS_MY_ORDER, WEB, NORMAL], [16, 1_740], [7, 1, 0, 1])
        .rated(5, 5)
        .saying("Somebody had put the tide table in the lid of the box, thank you, we had not even thought of tides"),
    // He only wanted to know how
    plant([2026, 11, 5, 14, 12], [CHAT_TEAM, WATERPROOFING, CHAT, NORMAL], [5, 47], [3, 6, 0, 1]).rated(5, 5),
    // The taxi to Brackenmouth
    plant([2026, 11, 7, 12, 30], [DELIVERY, WRONG_ITEM, PHONE, URGENT], [11, 305], [8, 3, 0, 2])
        .rated(2, 5)
        .costing(3_100)
        .failing("wrong item", "stayed"),
    // The last one before the export
    plant([2026, 11, 16, 19, 6], [CHAT_TEAM, WHERE_IS_MY_ORDER, CHAT, NORMAL], [9, 31], [1, 2, 0, 1]),
];

const THANKS: [&str; 8] = [
    "Thank you",
    "A real thank you to whoever took this on,",
    "I wanted to say thanks",
    "Thank you so much",
    "Please thank your colleague from all of us",
    "Many thanks to the person I spoke to",
    "Thanks again",
    "My husband says I must write and say thank you",
];
const THANKS_ENDINGS: [&str; 8] = [
    "and for being so kind about it",
    "you saved our weekend",
    "I had expected to be passed around",
    "that does not happen often these days",
    "and for writing like a person",
    "the children waved at the van",
    "I shall tell the whole club",
    "it made a wet week better",
];
const PLEASED: [&str; 14] = [
    "Quick and friendly",
    "Sorted in one go",
    "Very patient with me",
    "Exactly what I needed",
    "Honest answer, good price",
    "Came a day early",
    "Knew the boat at once",
    "No fuss at all",
    "Good as new",
    "Rang back when they said",
    "Sensible advice",
    "Dry feet again",
    "Nice to get a straight answer",
    "Better than I hoped",
];
const SO_SO: [&str; 6] = [
    "Fine in the end",
    "Took two goes",
    "Polite but slow",
    "Had to explain it twice",
    "Would have liked a call",
    "All right, nothing special",
];
const CROSS: [&str; 12] = [
    "Still do not know where it is",
    "Told three different days by three people",
    "Nobody rang back",
    "Wrong one again",
    "I asked about the seam and was sent a price list",
    "The answer did not fit my question",
    "Waited in all Saturday for nothing",
    "Had to pay the postage myself",
    "Too long for a simple strap",
    "Promised Monday and it was Thursday",
    "Came back with the same hole",
    "Felt like a nuisance for asking",
];

/// All interactions as files: name, such as `2026-03.csv`, and content.
pub(crate) fn generate() -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (index, interaction) in two_years(SEED).iter().enumerate() {
        let (year, month, _) = date_from_days(local_day(interaction.created));
        let content =
            files.entry(format!("{year:04}-{month:02}.csv")).or_insert_with(|| HEADER.to_owned());
        write_row(content, ID_BASE + 1 + index, interaction);
    }
    files
}

/// Two years of interactions, in the order in which they were opened.
fn two_years(seed: u64) -> Vec<Interaction> {
    let mut rng = Rng(seed);
    let mut weeks: BTreeMap<i64, Vec<Draft>> = BTreeMap::new();
    for draft in drafts(&mut rng) {
        weeks.entry(monday(draft.day)).or_default().push(draft);
    }
    let mut interactions = Vec::new();
    for (monday, drafts) in weeks {
        interactions.extend(live_through(&mut rng, monday, drafts));
    }
    interactions.sort_by_key(|interaction| interaction.created);
    put_in_planted(&mut rng, &mut interactions);
    interactions.sort_by_key(|interaction| interaction.created);
    interactions
}

/// What was asked on which day, and of whom: month by month, then the surge of the outage.
fn drafts(rng: &mut Rng) -> Vec<Draft> {
    let mut months: BTreeMap<(i64, i64), Vec<i64>> = BTreeMap::new();
    for day in FIRST_DAY..=LAST_DAY {
        let (year, month, _) = date_from_days(day);
        months.entry((year, month)).or_default().push(day);
    }
    let mut all = Vec::new();
    for days in months.values() {
        let weighted: Vec<(i64, u64)> = days.iter().map(|day| (*day, day_weight(*day))).collect();
        let total: u64 = weighted.iter().map(|(_, weight)| weight).sum();
        for (team, facts) in TEAMS.iter().enumerate() {
            let count = match team {
                NIGHT => 3,
                // Returns has no season: people send things back all year.
                RETURNS => (98 + rng.below(13)) * days.len() as u64 / 30,
                _ => total * IN_TEN_DAYS * facts.share * (960 + rng.below(81)) / 10_000_000_000,
            };
            all.extend(team_drafts(rng, team, count as usize, &weighted));
        }
    }
    let usual = all.iter().filter(|draft| monday(draft.day) == OUTAGE_MONDAY).count();
    let days: Vec<(i64, u64)> = (OUTAGE_MONDAY..).zip([300, 330, 320, 290, 120, 60]).collect();
    for (team, share) in [(CHAT_TEAM, 65), (DELIVERY, 35)] {
        let extra = usual * 14 * share / 1_000;
        all.extend(team_drafts(rng, team, extra, &days));
    }
    all
}

/// `count` drafts of one team, spread by weight over the days given with theirs, and over topics,
/// channels and priorities.
fn team_drafts(rng: &mut Rng, team: usize, count: usize, days: &[(i64, u64)]) -> Vec<Draft> {
    let facts = &TEAMS[team];
    let since = days.last().is_some_and(|(day, _)| *day >= BENCH_IN_CHAT);
    let channels = if since { &facts.channels_since } else { &facts.channels };
    let weights: Vec<u64> = days.iter().map(|(_, weight)| *weight).collect();
    // Customers do not take turns: which day each comes is left to chance, so that weeks differ.
    let days_drawn: Vec<usize> = (0..count).map(|_| rng.weighted(&weights)).collect();
    let topics = rng.spread(count, &facts.topics);
    let channels = rng.spread(count, channels);
    let priorities = rng.spread(count, &PRIORITY_SHARES);
    (0..count)
        .map(|i| Draft {
            day: days[days_drawn[i]].0,
            team,
            topic: topics[i],
            channel: channels[i],
            priority: priorities[i],
        })
        .collect()
}

/// How busy a day is: season times day of the week.
fn day_weight(day: i64) -> u64 {
    let (_, month, day_of_month) = date_from_days(day);
    let third = ((day_of_month - 1) / 10).min(2);
    let season = SEASON[((month - 1) * 3 + third) as usize];
    season * WEEKDAYS[weekday(day)]
}

/// Gives the drafts of one week their times and their endings. Waits and times to solve are dealt
/// from a deck, one card of each height, so that weeks differ by little but the week's own luck.
fn live_through(rng: &mut Rng, monday: i64, drafts: Vec<Draft>) -> Vec<Interaction> {
    let luck = 955 + rng.below(91);
    let outage = if monday == OUTAGE_MONDAY { 3 } else { 1 };
    let waits = rng.deck(drafts.len());
    let mut work: Vec<Vec<u64>> = (0..TOPICS.len())
        .map(|topic| {
            let count = drafts.iter().filter(|draft| draft.topic == topic).count();
            rng.deck(count)
        })
        .collect();
    let mut interactions = Vec::with_capacity(drafts.len());
    for (draft, wait) in drafts.into_iter().zip(waits) {
        let wait = usual_wait(&draft, wait) * luck * outage / 1_000;
        let mut interaction = open(rng, &draft, wait as i64);
        let work = work[draft.topic].pop().unwrap_or(ONE / 2);
        solve(rng, &mut interaction, work);
        rate(rng, &mut interaction);
        interactions.push(interaction);
    }
    interactions
}

/// The wait for a first reply in seconds, at this place in the spread.
fn usual_wait(draft: &Draft, place: u64) -> u64 {
    let since = usize::from(draft.day >= BENCH_IN_CHAT);
    let hundredths = TEAMS[draft.team].wait[since] * CHANNEL_WAIT[draft.channel];
    2_140 * hundredths / 10_000 * shape(&WAIT_SHAPE, place) / 1_000
}

/// An interaction with its opening and its first reply.
fn open(rng: &mut Rng, draft: &Draft, wait: i64) -> Interaction {
    let mut channel = draft.channel;
    let written = channel == EMAIL || channel == WEB;
    let evening = written && draft.day < LAST_DAY && rng.chance(30);
    let (time, wait) = if draft.team == NIGHT {
        (rng.between(21 * HOUR, 29 * HOUR) % DAY, rng.between(2 * MINUTE, 15 * MINUTE))
    } else if is_closed(draft.day) || evening {
        channel = if written { channel } else { WEB };
        let from = if evening { CLOSES } else { 9 * HOUR };
        let time = rng.between(from, 24 * HOUR);
        let reply = next_opening(draft.day * DAY + time) + rng.between(MINUTE, 20 * MINUTE) + wait;
        (time, reply - draft.day * DAY - time)
    } else {
        // Two draws make the middle of the day the busiest; a reply comes before closing time.
        let wait = wait.min(11 * HOUR);
        let span = CLOSES - OPENS - wait;
        (OPENS + (rng.between(0, span) + rng.between(0, span)) / 2, wait)
    };
    let created = to_utc((draft.day * DAY + time).min(EXPORTED_AT - HOUR));
    let answered = draft.team == NIGHT || !rng.chance(15);
    let [first, last] = TEAMS[draft.team].agents;
    Interaction {
        created,
        first_reply: answered.then_some(created + wait),
        resolved: None,
        updated: created + if answered { wait } else { 0 },
        channel,
        topic: draft.topic,
        team: draft.team,
        priority: draft.priority,
        language: rng.weighted(&LANGUAGE_SHARES),
        agent: answered.then_some(first + rng.below(last - first + 1)),
        agent_replies: 0,
        reopens: 0,
        assignments: 1,
        ratings: None,
        comment: String::new(),
        cost: None,
        told: None,
    }
}

/// How it went on: replies, reopenings, hand-overs, and the time of the solution if there is one yet.
fn solve(rng: &mut Rng, interaction: &mut Interaction, place: u64) {
    let topic = &TOPICS[interaction.topic];
    let Some(first_reply) = interaction.first_reply else {
        // Never answered: closed in a tidy-up, days later.
        let later = interaction.created + rng.between(5 * DAY, 12 * DAY);
        let closed = next_open_time(rng, later);
        interaction.resolved = (closed <= EXPORTED_AT).then_some(closed);
        interaction.updated = closed.min(EXPORTED_AT);
        return;
    };
    interaction.reopens = [0, 1, 2][rng.weighted(&[961, 33, 6])];
    interaction.assignments = [1, 2, 3][rng.weighted(&[82, 14, 4])];
    interaction.agent_replies = 1;
    if !rng.chance(topic.one_touch) {
        interaction.agent_replies += 1 + [0, 1, 2, 3, 5][rng.weighted(&[45, 27, 16, 8, 4])];
    }
    interaction.agent_replies += interaction.reopens;
    let longer = if interaction.reopens > 0 { 15 } else { 10 };
    let minutes = topic.solved_minutes * shape(&WORK_SHAPE, place) / 1_000 * longer / 10;
    let night = interaction.team == NIGHT;
    let solved = if night {
        first_reply + rng.between(10 * MINUTE, 150 * MINUTE)
    } else {
        let earliest = first_reply + rng.between(2 * MINUTE, 12 * MINUTE);
        next_open_time(rng, earliest.max(interaction.created + minutes as i64 * MINUTE))
    };
    if solved > EXPORTED_AT {
        return;
    }
    interaction.resolved = Some(solved);
    interaction.updated = solved;
    interaction.cost = rng.chance(12).then(|| 300 + 50 * rng.below(80));
}

/// What the customer thought of it, if they said.
fn rate(rng: &mut Rng, interaction: &mut Interaction) {
    let Some(solved) = interaction.resolved else { return };
    if interaction.first_reply.is_none() || !rng.chance(570) {
        return;
    }
    let last = [1, 2, 3, 4, 5][rng.weighted(&[33, 40, 62, 243, 622])];
    let turned_around = last >= 4 && rng.chance(33);
    let first = if turned_around { 1 + rng.below(2) as u8 } else { last };
    if turned_around && interaction.reopens == 0 && rng.chance(600) {
        interaction.reopens = 1;
        interaction.agent_replies += 1;
    }
    interaction.ratings = Some([first, last]);
    interaction.updated = (solved + rng.between(5 * MINUTE, 30 * HOUR)).min(EXPORTED_AT);
    if rng.chance(26) {
        interaction.comment = comment(rng, interaction.topic, last);
    }
}

/// A few words that fit the rating.
fn comment(rng: &mut Rng, topic: usize, rating: u8) -> String {
    match rating {
        4 | 5 if rng.chance(450) => {
            let [opening, ending] = [rng.pick(&THANKS), rng.pick(&THANKS_ENDINGS)];
            format!("{opening} {}, {ending}", rng.pick(&TOPICS[topic].details))
        }
        4 | 5 => rng.pick(&PLEASED).to_owned(),
        3 => rng.pick(&SO_SO).to_owned(),
        _ => rng.pick(&CROSS).to_owned(),
    }
}

/// Lets each planted interaction take the place of the nearest ordinary one of its team and month.
fn put_in_planted(rng: &mut Rng, interactions: &mut [Interaction]) {
    let mut taken = vec![false; interactions.len()];
    for planted in &PLANTED {
        let [year, month, day, hour, minute] = planted.opened;
        let local = days_from_date(year, month, day) * DAY + hour * HOUR + minute * MINUTE;
        let created = to_utc(local);
        let place = (0..interactions.len())
            .filter(|&i| {
                let (its_year, its_month, _) = date_from_days(local_day(interactions[i].created));
                let same_month = (its_year, its_month) == (year, month);
                !taken[i] && same_month && interactions[i].team == planted.team
            })
            .min_by_key(|&i| (interactions[i].created - created).abs());
        let Some(place) = place else { continue };
        taken[place] = true;
        let resolved = created + planted.solved * MINUTE;
        let rated = if planted.ratings.is_some() { rng.between(HOUR, 20 * HOUR) } else { 0 };
        interactions[place] = Interaction {
            created,
            first_reply: Some(created + planted.reply * MINUTE),
            resolved: Some(resolved),
            updated: (resolved + rated).min(EXPORTED_AT),
            channel: planted.channel,
            topic: planted.topic,
            team: planted.team,
            priority: planted.priority,
            language: 0,
            agent: Some(planted.work[0]),
            agent_replies: planted.work[1],
            reopens: planted.work[2],
            assignments: planted.work[3],
            ratings: planted.ratings,
            comment: planted.comment.to_owned(),
            cost: planted.cost,
            told: Some(planted.told),
        };
    }
}

// Writing

/// Adds one line of CSV.
fn write_row(out: &mut String, id: usize, row: &Interaction) {
    let status = match (row.resolved, row.first_reply) {
        (Some(_), _) => "solved",
        (None, Some(_)) if row.agent_replies > 2 => "pending",
        (None, _) => "open",
    };
    let [first, last] = match row.ratings {
        Some(ratings) => ratings.map(|rating| rating.to_string()),
        None => [String::new(), String::new()],
    };
    let fields = [
        format!("HP-{id}"),
        stamp(row.created),
        row.first_reply.map(stamp).unwrap_or_default(),
        row.resolved.map(stamp).unwrap_or_default(),
        stamp(row.updated),
        CHANNELS[row.channel].to_owned(),
        TOPICS[row.topic].name.to_owned(),
        TEAMS[row.team].name.to_owned(),
        PRIORITIES[row.priority].to_owned(),
        status.to_owned(),
        row.agent.map(|agent| format!("a{agent:02}")).unwrap_or_default(),
        row.agent_replies.to_string(),
        row.reopens.to_string(),
        row.assignments.to_string(),
        first,
        last,
        if row.comment.contains(',') {
            format!("\"{}\"", row.comment)
        } else {
            row.comment.clone()
        },
        row.cost.map(|pence| format!("{}.{:02}", pence / 100, pence % 100)).unwrap_or_default(),
        LANGUAGES[row.language].to_owned(),
    ];
    out.push_str(&fields.join(","));
    for cell in outcome::cells(id, row) {
        out.push(',');
        out.push_str(cell);
    }
    out.push('\n');
}

/// RFC 3339 in UTC.
fn stamp(seconds: i64) -> String {
    let (year, month, day) = date_from_days(seconds.div_euclid(DAY));
    let time = seconds.rem_euclid(DAY);
    let [hour, minute, second] = [time / HOUR, time % HOUR / MINUTE, time % MINUTE];
    let mut text = String::with_capacity(20);
    // Writing into a `String` cannot fail.
    let _ = write!(text, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    text
}

// The calendar

/// Days since 1970 of a date (Howard Hinnant, "chrono-compatible low-level date algorithms").
const fn days_from_date(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a number of days since 1970; the same source.
const fn date_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

/// 0 is Monday.
const fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// The Monday of a day's week.
const fn monday(day: i64) -> i64 {
    day - weekday(day) as i64
}

/// The shop is closed on Sundays only; an example needs no table of holidays.
const fn is_closed(day: i64) -> bool {
    weekday(day) == 6
}

/// Seconds that British local time is ahead of UTC: an hour from the last Sunday in March to the last
/// in October, changing at 01:00 UTC.
fn offset(utc: i64) -> i64 {
    let (year, ..) = date_from_days(utc.div_euclid(DAY));
    let change = |month: i64| {
        let last_day = days_from_date(year, month, 31);
        (last_day - (weekday(last_day) as i64 + 1) % 7) * DAY + HOUR
    };
    if (change(3)..change(10)).contains(&utc) { HOUR } else { 0 }
}

/// UTC of a local time; the hour that does not exist in March never comes up by day.
fn to_utc(local: i64) -> i64 {
    local - offset(local - HOUR)
}

/// The local day of a stamp, in days since 1970.
fn local_day(utc: i64) -> i64 {
    (utc + offset(utc)).div_euclid(DAY)
}

/// The next time the doors open after a local time, as local time.
fn next_opening(local: i64) -> i64 {
    let mut day = local.div_euclid(DAY);
    if local.rem_euclid(DAY) >= OPENS {
        day += 1;
    }
    while is_closed(day) {
        day += 1;
    }
    day * DAY + OPENS
}

/// The stamp itself within opening hours, else some time in the morning after.
fn next_open_time(rng: &mut Rng, utc: i64) -> i64 {
    let local = utc + offset(utc);
    let time = local.rem_euclid(DAY);
    if (OPENS..CLOSES).contains(&time) && !is_closed(local.div_euclid(DAY)) {
        utc
    } else {
        to_utc(next_opening(local) + rng.between(5 * MINUTE, 210 * MINUTE))
    }
}

// Chance

/// A value of a spread given as 21 thousandths of a median, at a place from 0 to [`ONE`].
fn shape(thousandths: &[u64; 21], place: u64) -> u64 {
    let position = place.min(ONE - 1) * 20;
    let step = (position / ONE) as usize;
    let [low, high] = [thousandths[step], thousandths[step + 1]];
    low + (high - low) * (position % ONE) / ONE
}

/// Random numbers: `SplitMix64` (Steele, Lea and Flood 2014).
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 up to, and without, `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }

    /// A number of seconds from `low` up to, and without, `high`.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).max(1) as u64) as i64
    }

    /// True so many times in a thousand.
    fn chance(&mut self, in_a_thousand: u64) -> bool {
        self.below(1_000) < in_a_thousand
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len() as u64) as usize]
    }

    /// An index, as often as its weight says.
    fn weighted(&mut self, weights: &[u64]) -> usize {
        let place = self.below(ONE);
        index_at(weights, place)
    }

    /// One place in each of `count` equal parts of 0 to [`ONE`], shuffled.
    fn deck(&mut self, count: usize) -> Vec<u64> {
        let parts = count as u64;
        let mut places: Vec<u64> =
            (0..parts).map(|part| (part * ONE + self.below(ONE)) / parts).collect();
        for last in (1..count).rev() {
            places.swap(last, self.below(last as u64 + 1) as usize);
        }
        places
    }

    /// `count` indexes, each as often as its weight says, as nearly as can be.
    fn spread(&mut self, count: usize, weights: &[u64]) -> Vec<usize> {
        self.deck(count).into_iter().map(|place| index_at(weights, place)).collect()
    }
}

/// The index under a place from 0 to [`ONE`], where each takes room by its weight.
fn index_at(weights: &[u64], place: u64) -> usize {
    let total: u64 = weights.iter().sum();
    let mut rest = place * total / ONE;
    for (index, weight) in weights.iter().enumerate() {
        if rest < *weight {
            return index;
        }
        rest -= weight;
    }
    weights.len() - 1
}

// The program

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => write_months(Path::new("data/interactions")),
        ["--rows", rows, "--out", file] => {
            let rows = rows.parse().map_err(|_| usage("`--rows` must be a whole number"))?;
            write_rows(rows, Path::new(file))
        }
        _ => Err(usage("usage: worked_example [--rows N --out FILE]")),
    }
}

fn usage(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

/// One file a month.
fn write_months(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let files = generate();
    for (name, content) in &files {
        File::create(folder.join(name))?.write_all(content.as_bytes())?;
    }
    writeln!(io::stdout(), "{} files in {}", files.len(), folder.display())
}

/// `rows` rows in one file: the same two years over and over, each time from another seed, with ids
/// that go on counting. Memory is that of one such round.
fn write_rows(rows: usize, path: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(HEADER.as_bytes())?;
    let mut written = 0;
    let mut round = 0;
    let mut line = String::new();
    while written < rows {
        for interaction in two_years(SEED + round).iter().take(rows - written) {
            written += 1;
            line.clear();
            write_row(&mut line, ID_BASE + written, interaction);
            file.write_all(line.as_bytes())?;
        }
        round += 1;
    }
    file.flush()
}
