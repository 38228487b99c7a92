//! Numbers that know what they measure.

use serde::Serialize;

/// A duration in whole seconds.
///
/// ```
/// use moments::units::Seconds;
/// assert_eq!(Seconds::minutes(2), Seconds(120));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Seconds(pub i64);

impl Seconds {
    /// One hour.
    pub const HOUR: Seconds = Seconds(3_600);
    /// One day of 24 hours.
    pub const DAY: Seconds = Seconds(86_400);

    /// So many minutes.
    pub const fn minutes(minutes: i64) -> Seconds {
        Seconds(minutes * 60)
    }
}

/// A part of a whole, from 0 to 1.
///
/// ```
/// use moments::units::Share;
/// assert_eq!(Share::of(3, 4).map(Share::get), Some(0.75));
/// assert_eq!(Share::of(0, 0), None);
/// assert!(Share::try_from(1.2).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Share(f64);

impl Share {
    /// `part` of `whole`; nothing where the whole is 0 or smaller than the part.
    pub fn of(part: u64, whole: u64) -> Option<Share> {
        (whole > 0 && part <= whole).then(|| Share(part as f64 / whole as f64))
    }

    /// The number, from 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Share {
    type Error = String;

    fn try_from(value: f64) -> Result<Share, String> {
        if (0.0..=1.0).contains(&value) {
            Ok(Share(value))
        } else {
            Err(format!("a share is a number from 0 to 1, found {value}"))
        }
    }
}

/// What the numbers of a metric count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Whole things.
    Count,
    /// Seconds of a duration.
    Seconds,
    /// Seconds of a duration that lie in business hours. They are never said in days: a day has
    /// 24 hours, and a working day fewer.
    BusinessSeconds,
    /// A part of a whole, 0 to 1.
    Share,
    /// A difference of two shares times 100, from -100 to 100.
    Points,
    /// So many in a thousand.
    PerThousand,
}

impl Unit {
    /// The word that stands in `data/metrics.json`.
    pub fn id(self) -> &'static str {
        match self {
            Unit::Count => "count",
            Unit::Seconds | Unit::BusinessSeconds => "seconds",
            Unit::Share => "share",
            Unit::Points => "points",
            Unit::PerThousand => "per-thousand",
        }
    }
}

/// A range that holds the true value 19 times in 20, both ends included, in the unit of the value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}
