//! The metrics, one entry each.

use super::verdict::Rule;
use crate::calendar::Day;
use crate::config::Field;
use crate::rollup::{Cell, Histogram, Tally};
use crate::units::Unit;

/// A metric.
#[derive(Debug)]
pub struct Definition {
    /// Its id in `data/metrics/`, in addresses and in shortcodes; its words in `lang/` are the
    /// sentences `metric.<id>-name`, `-short`, `-line`, `-meaning`, `-finding`, `-formula`,
    /// `-exclusions` and `-source`.
    pub id: &'static str,
    /// What it speaks of: where it stands among the figures.
    pub chapter: Chapter,
    /// What its values are.
    pub unit: Unit,
    /// How it is worked out.
    pub measure: Measure,
    /// One field of each list must be in the data.
    pub needs: &'static [&'static [Field]],
    /// What else must be there.
    pub asks: Asks,
    /// From how many on a value is shown.
    pub minimum: u64,
    /// Which way is better.
    pub good: Good,
    /// When a period's value no longer moves.
    pub settles: Settles,
    /// What its values are drawn from.
    pub sample: Sample,
    /// Whether it stands on the pages of teams, channels and topics too.
    pub is_main: bool,
}

/// What a metric speaks of, in the order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chapter {
    /// How long customers wait for an answer.
    Waiting,
    /// How long it takes until it is solved.
    Solving,
    /// What customers say.
    Voices,
    /// What goes wrong, and what is made of it.
    Trouble,
    /// How much there is.
    Amount,
}

impl Chapter {
    /// All, in the order of pages.
    pub const ALL: [Chapter; 5] =
        [Chapter::Waiting, Chapter::Solving, Chapter::Voices, Chapter::Trouble, Chapter::Amount];

    /// Its name in `lang/`, and its anchor.
    pub fn id(self) -> &'static str {
        match self {
            Chapter::Waiting => "waiting",
            Chapter::Solving => "solving",
            Chapter::Voices => "voices",
            Chapter::Trouble => "trouble",
            Chapter::Amount => "amount",
        }
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// Higher.
    Up,
    /// Lower.
    Down,
    /// Neither: only more or fewer.
    Neither,
}

impl Good {
    /// The word in `data/metrics.json`.
    pub fn id(self) -> &'static str {
        match self {
            Good::Up => "up",
            Good::Down => "down",
            Good::Neither => "neither",
        }
    }
}

/// When the value of a period no longer moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settles {
    /// At its end.
    AtOnce,
    /// A week after its end; a sum over all time takes in what is known so far.
    AfterAWeek,
    /// A week after its end; a sum over all time leaves younger periods out, since they flatter.
    Matured,
}

/// What must be there beside fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Nothing.
    Nothing,
    /// Interactions that are not solved: some exports have only the solved ones.
    OpenOnes,
    /// Thresholds in the configuration.
    Thresholds,
    /// A scale of ratings with a top.
    TopRating,
    /// Stories.
    Stories,
}

/// What the values of a metric are drawn from. Metrics with the same or complementary samples hide
/// the same cells: what one shows could else give away what another hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sample {
    /// All interactions, or those of which a thing is known.
    Own,
    /// Those with a first answer, or without.
    Answered,
    /// The solved ones.
    Solved,
    /// Those of which it is known whether they are solved.
    Cohort,
    /// The rated ones, or those who were asked.
    Rated,
    /// Those that went wrong.
    Failed,
}

/// How a metric is worked out of a period's counts.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// The number opened.
    Volume,
    /// The number opened so far and not solved by the period's end.
    Backlog,
    /// A quantile of durations: which, numerator and denominator.
    Quantile(fn(&Cell) -> &Histogram, u64, u64),
    /// A part of a whole.
    Share(Tally),
    /// The share of the first minus that of the second, in points.
    Net(Tally, Tally),
    /// Stories in a thousand interactions.
    Stories,
}

/// A period that does not settle at once fills so many days after its end.
const FILLING_DAYS: i32 = 7;

const NOTHING: &[&[Field]] = &[];
const FIRST_REPLY: &[&[Field]] = &[&[Field::FirstReplyAt, Field::FirstReplySeconds]];
const FIRST_REPLY_BUSINESS: &[&[Field]] = &[&[Field::FirstReplyBusinessSeconds]];
const RESOLVED: &[&[Field]] = &[&[Field::ResolvedAt, Field::FullResolutionSeconds]];
const RESOLVED_BUSINESS: &[&[Field]] = &[&[Field::FullResolutionBusinessSeconds]];
const CSAT: &[&[Field]] = &[&[Field::Csat]];
const HANDOVERS: &[Field] = &[Field::Assignments, Field::Transfers];
/// What tells of failures; the first is named where all are missing.
const FAILURES: &[Field] = &[Field::Failure, Field::Reopens, Field::Sla, Field::CsatFirst];

const REOPENED: &[&[Field]] = &[&[Field::Reopens], RESOLVED[0]];
const ONE_TOUCH: &[&[Field]] = &[&[Field::AgentReplies], &[Field::Reopens], RESOLVED[0]];
const ASKED: &[&[Field]] = &[&[Field::SurveySent], CSAT[0]];
const TROUBLE: &[&[Field]] = &[&[Field::Reopens], HANDOVERS, &[Field::AgentReplies], CSAT[0]];

/// A median and a 90th percentile.
const HALF: (u64, u64) = (1, 2);
const NINE_IN_TEN: (u64, u64) = (9, 10);

use Chapter::{Amount, Solving, Trouble, Voices, Waiting};

/// All metrics, in the order in which pages show them.
pub static METRICS: &[Definition] = &[
    duration("first-response-median", Waiting, |c| &c.first_reply, HALF, FIRST_REPLY)
        .of(Sample::Answered)
        .main(),
    duration("first-response-p90", Waiting, |c| &c.first_reply, NINE_IN_TEN, FIRST_REPLY)
        .of(Sample::Answered),
    duration(
        "first-response-business-median",
        Waiting,
        |c| &c.first_reply_business,
        HALF,
        FIRST_REPLY_BUSINESS,
    )
    .in_business_hours()
    .of(Sample::Answered),
    duration(
        "first-response-business-p90",
        Waiting,
        |c| &c.first_reply_business,
        NINE_IN_TEN,
        FIRST_REPLY_BUSINESS,
    )
    .in_business_hours()
    .of(Sample::Answered),
    share("over-threshold", Waiting, Tally::OverThreshold, FIRST_REPLY)
        .asking(Asks::Thresholds)
        .low()
        .of(Sample::Answered),
    share("never-answered", Waiting, Tally::NeverAnswered, FIRST_REPLY)
        .low()
        .matured()
        .of(Sample::Answered)
        .main(),
    duration("resolution-median", Solving, |c| &c.resolution, HALF, RESOLVED)
        .of(Sample::Solved)
        .main(),
    duration("resolution-p90", Solving, |c| &c.resolution, NINE_IN_TEN, RESOLVED)
        .of(Sample::Solved),
    duration(
        "resolution-business-median",
        Solving,
        |c| &c.resolution_business,
        HALF,
        RESOLVED_BUSINESS,
    )
    .in_business_hours()
    .of(Sample::Solved),
    duration(
        "resolution-business-p90",
        Solving,
        |c| &c.resolution_business,
        NINE_IN_TEN,
        RESOLVED_BUSINESS,
    )
    .in_business_hours()
    .of(Sample::Solved),
    share("solved-24h", Solving, Tally::SolvedInADay, RESOLVED)
        .asking(Asks::OpenOnes)
        .matured()
        .of(Sample::Cohort),
    share("solved-7d", Solving, Tally::SolvedInAWeek, RESOLVED)
        .asking(Asks::OpenOnes)
        .matured()
        .of(Sample::Cohort)
        .main(),
    share("one-touch", Solving, Tally::OneTouch, ONE_TOUCH).matured().of(Sample::Solved).main(),
    share("sla", Solving, Tally::SlaMet, &[&[Field::Sla]]).main(),
    share("csat", Voices, Tally::Satisfied, CSAT).of(Sample::Rated).main(),
    share("delight", Voices, Tally::Delighted, CSAT).asking(Asks::TopRating).of(Sample::Rated),
    share("bad-experience", Voices, Tally::Bad, CSAT).low().of(Sample::Rated),
    share("response-rate", Voices, Tally::Responded, ASKED).of(Sample::Rated),
    share("ces", Voices, Tally::Easy, &[&[Field::Ces]]).main(),
    net("nps", Voices, (Tally::Promoter, Tally::Detractor), &[&[Field::Nps]]),
    share("thanks", Voices, Tally::Thanked, &[&[Field::Thanked]]),
    share("reopened", Trouble, Tally::Reopened, REOPENED).low().matured().of(Sample::Solved).main(),
    share("transferred", Trouble, Tally::Transferred, &[HANDOVERS]).low().main(),
    share(
        "recovery",
        Trouble,
        Tally::Recovered,
        &[FAILURES, &[Field::Csat, Field::CustomerOutcome]],
    )
    .from(20)
    .of(Sample::Failed)
    .main(),
    share("apology", Trouble, Tally::Apologised, &[&[Field::Apology], FAILURES]).of(Sample::Failed),
    share("silent-struggle", Trouble, Tally::SilentStruggle, TROUBLE).low().matured(),
    share("self-service-tried", Trouble, Tally::SelfService, &[&[Field::SelfServiceTried]])
        .neutral(),
    count("volume", Measure::Volume, NOTHING).main(),
    count("backlog", Measure::Backlog, RESOLVED).asking(Asks::OpenOnes).main(),
    count("moments-per-thousand", Measure::Stories, NOTHING)
        .asking(Asks::Stories)
        .in_unit(Unit::PerThousand)
        .from(10),
];

/// A quantile of durations; less is better.
const fn duration(
    id: &'static str,
    chapter: Chapter,
    durations: fn(&Cell) -> &Histogram,
    (numerator, denominator): (u64, u64),
    needs: &'static [&'static [Field]],
) -> Definition {
    let measure = Measure::Quantile(durations, numerator, denominator);
    let minimum = if denominator == 2 { 10 } else { 30 };
    Definition {
        unit: Unit::Seconds,
        minimum,
        good: Good::Down,
        ..plain(id, chapter, measure, needs)
    }
}

/// A part of a whole; more is better.
const fn share(
    id: &'static str,
    chapter: Chapter,
    tally: Tally,
    needs: &'static [&'static [Field]],
) -> Definition {
    plain(id, chapter, Measure::Share(tally), needs)
}

/// A difference of two shares in points; more is better.
const fn net(
    id: &'static str,
    chapter: Chapter,
    (plus, minus): (Tally, Tally),
    needs: &'static [&'static [Field]],
) -> Definition {
    let definition = plain(id, chapter, Measure::Net(plus, minus), needs);
    Definition { unit: Unit::Points, minimum: 100, ..definition }
}

/// A number, neither good nor bad.
const fn count(
    id: &'static str,
    measure: Measure,
    needs: &'static [&'static [Field]],
) -> Definition {
    let definition = plain(id, Amount, measure, needs);
    Definition {
        unit: Unit::Count,
        minimum: 1,
        good: Good::Neither,
        settles: Settles::AtOnce,
        ..definition
    }
}

const fn plain(
    id: &'static str,
    chapter: Chapter,
    measure: Measure,
    needs: &'static [&'static [Field]],
) -> Definition {
    Definition {
        id,
        chapter,
        unit: Unit::Share,
        measure,
        needs,
        asks: Asks::Nothing,
        minimum: 30,
        good: Good::Up,
        settles: Settles::AfterAWeek,
        sample: Sample::Own,
        is_main: false,
    }
}

/// What an entry says beside the usual.
impl Definition {
    const fn low(self) -> Definition {
        Definition { good: Good::Down, ..self }
    }

    const fn neutral(self) -> Definition {
        Definition { good: Good::Neither, ..self }
    }

    const fn matured(self) -> Definition {
        Definition { settles: Settles::Matured, ..self }
    }

    const fn of(self, sample: Sample) -> Definition {
        Definition { sample, ..self }
    }

    const fn asking(self, asks: Asks) -> Definition {
        Definition { asks, ..self }
    }

    const fn from(self, minimum: u64) -> Definition {
        Definition { minimum, ..self }
    }

    const fn in_unit(self, unit: Unit) -> Definition {
        Definition { unit, ..self }
    }

    const fn in_business_hours(self) -> Definition {
        self.in_unit(Unit::BusinessSeconds)
    }

    const fn main(self) -> Definition {
        Definition { is_main: true, ..self }
    }
}

impl Definition {
    /// Whether it goes up and down with the seasons, so that it is held against a year before.
    pub fn is_seasonal(&self) -> bool {
        matches!(self.measure, Measure::Volume | Measure::Backlog)
    }

    /// How its series are judged.
    pub fn rule(&self) -> Rule {
        let is_share = self.unit == Unit::Share;
        let bounds = match self.unit {
            _ if self.is_seasonal() => (f64::NEG_INFINITY, f64::INFINITY),
            Unit::Share => (0.0, 1.0),
            Unit::Points => (-100.0, 100.0),
            _ => (0.0, f64::INFINITY),
        };
        Rule { bounds, centre: self.is_seasonal().then_some(0.0), is_share }
    }

    /// The day from which on the value of a period that ends on `end` is shown.
    pub fn shown_from(&self, end: Day) -> Day {
        end.plus(if self.settles == Settles::AtOnce { 0 } else { FILLING_DAYS })
    }

    /// The same by the calendar, of a metric in business hours.
    pub fn by_calendar(&self) -> Option<&'static Definition> {
        definition(&self.id.replace("-business-", "-")).filter(|same| same.id != self.id)
    }

    /// The 90th percentile that goes with a median.
    pub fn upper(&self) -> Option<&'static Definition> {
        definition(&format!("{}-p90", self.id.strip_suffix("-median")?))
    }

    /// Whether its values are durations.
    pub fn durations(&self) -> Option<fn(&Cell) -> &Histogram> {
        match self.measure {
            Measure::Quantile(durations, ..) => Some(durations),
            _ => None,
        }
    }
}

/// The definition of an id.
pub fn definition(id: &str) -> Option<&'static Definition> {
    METRICS.iter().find(|definition| definition.id == id)
}
