//! Did it really change? Individuals and moving ranges (XmR) after Wheeler, in words.

/// From so many points on there are limits, called provisional.
pub const PROVISIONAL: usize = 8;
/// From so many points on the limits are firm.
pub const FIRM: usize = 16;
/// Limits are frozen over the first points of a segment.
const BASELINE: usize = 24;
/// A verdict speaks of now: of signals that include one of the last points.
const NOW: usize = 4;

/// The limits of chance over a segment of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The first point of the segment.
    pub first: usize,
    /// The point after its last.
    pub end: usize,
    /// The mean of the baseline, or the centre asked for.
    pub centre: f64,
    /// The mean of its moving ranges.
    pub range: f64,
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
    /// Both limits as far as the metric can go: how they are drawn and said.
    pub shown: (f64, f64),
    /// How many points the limits are drawn from.
    pub baseline: usize,
}

/// Which way a series went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The values are higher.
    Up,
    /// The values are lower.
    Down,
}

/// What can be said of a series.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// Not enough points.
    TooEarly,
    /// Nothing but chance.
    Steady,
    /// It changed: which way, and the first point of the change.
    Changed(Way, usize),
    /// It changed with a declared event: which way, and which of the segments it began.
    ChangedWith(Way, usize),
}

/// A series judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What can be said of it now.
    pub finding: Finding,
    /// Whether the limits are drawn from fewer points than firm ones need.
    pub is_provisional: bool,
    /// The limits of each segment that has any.
    pub limits: Vec<Limits>,
    /// All points that take part in a signal, whenever.
    pub signals: Vec<usize>,
}

/// How a series is to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// How low and how high values can be.
    pub bounds: (f64, f64),
    /// The centre that values are held against, where it is not their own mean: 0 for differences.
    pub centre: Option<f64>,
}

/// Judges a series of whole periods. `starts` are the points at which a declared event begins a
/// new segment.
pub fn judge(points: &[Option<f64>], starts: &[usize], rule: Rule) -> Judgement {
    let mut borders: Vec<usize> = vec![0];
    borders.extend(starts.iter().copied().filter(|&at| at > 0 && at < points.len()));
    borders.push(points.len());
    borders.dedup();
    let mut limits = Vec::new();
    let mut signals = Vec::new();
    let mut finding = Finding::TooEarly;
    let mut is_provisional = true;
    for (segment, pair) in borders.windows(2).enumerate() {
        let (first, end) = (pair[0], pair[1]);
        let known: Vec<(usize, f64)> =
            (first..end).filter_map(|at| Some((at, points[at]?))).collect();
        finding = Finding::TooEarly;
        is_provisional = known.len() < FIRM;
        let Some(own) = limits_of(&known, (first, end), rule) else { continue };
        let found = find_signals(&known, &own);
        let now = known.len().saturating_sub(NOW);
        let current = found.iter().filter(|signal| signal.last >= now).max_by_key(|s| s.last);
        finding = match (current, limits.last()) {
            (Some(signal), _) => Finding::Changed(signal.way, known[signal.since].0),
            (None, Some(old)) => against(&own, old, segment),
            (None, None) => Finding::Steady,
        };
        signals.extend(found.iter().flat_map(|s| s.points.iter().map(|&at| known[at].0)));
        limits.push(own);
    }
    signals.sort_unstable();
    signals.dedup();
    Judgement { finding, is_provisional, limits, signals }
}

/// A new segment's centre held against the old limits.
fn against(new: &Limits, old: &Limits, segment: usize) -> Finding {
    if new.centre > old.high {
        Finding::ChangedWith(Way::Up, segment)
    } else if new.centre < old.low {
        Finding::ChangedWith(Way::Down, segment)
    } else {
        Finding::Steady
    }
}

/// Mean ± 2.66 × mean moving range of the first 24 points, from 8 points on.
fn limits_of(known: &[(usize, f64)], (first, end): (usize, usize), rule: Rule) -> Option<Limits> {
    if known.len() < PROVISIONAL {
        return None;
    }
    let baseline = &known[..known.len().min(BASELINE)];
    let count = baseline.len() as f64;
    let mean = baseline.iter().map(|(_, value)| value).sum::<f64>() / count;
    let centre = rule.centre.unwrap_or(mean);
    let moves: f64 = baseline.windows(2).map(|pair| (pair[1].1 - pair[0].1).abs()).sum();
    let range = moves / (count - 1.0);
    Some(Limits {
        first,
        end,
        centre,
        range,
        low: centre - 2.66 * range,
        high: centre + 2.66 * range,
        shown: (
            (centre - 2.66 * range).max(rule.bounds.0),
            (centre + 2.66 * range).min(rule.bounds.1),
        ),
        baseline: baseline.len(),
    })
}

/// A signal: positions in the list of known points.
struct Signal {
    way: Way,
    points: Vec<usize>,
    last: usize,
    /// Where the unbroken stretch on its side of the centre begins.
    since: usize,
}

/// A point outside the limits; eight in a row on one side; three of four nearer a limit than the
/// centre.
fn find_signals(known: &[(usize, f64)], limits: &Limits) -> Vec<Signal> {
    let values: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
    let mut signals = Vec::new();
    for way in [Way::Up, Way::Down] {
        let distance = |at: usize| match way {
            Way::Up => values[at] - limits.centre,
            Way::Down => limits.centre - values[at],
        };
        let reach = match way {
            Way::Up => limits.high - limits.centre,
            Way::Down => limits.centre - limits.low,
        };
        let near: Vec<bool> = (0..values.len()).map(|at| distance(at) > reach / 2.0).collect();
        let side: Vec<bool> = (0..values.len()).map(|at| distance(at) > 0.0).collect();
        let mut add = |points: Vec<usize>| {
            let last = points[points.len() - 1];
            let since = (0..=points[0]).rev().take_while(|&at| side[at]).last();
            signals.push(Signal { way, last, since: since.unwrap_or(points[0]), points });
        };
        for at in 0..values.len() {
            if distance(at) > reach {
                add(vec![at]);
            }
            if at >= 7 && side[at - 7..=at].iter().all(|&is_on_side| is_on_side) {
                add((at - 7..=at).collect());
            }
            if at >= 3 {
                let four: Vec<usize> = (at - 3..=at).filter(|&p| near[p]).collect();
                if four.len() >= 3 {
                    add(four);
                }
            }
        }
    }
    signals
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Rule = Rule { bounds: (f64::NEG_INFINITY, f64::INFINITY), centre: None };

    fn series(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().map(|&value| Some(value)).collect()
    }

    #[test]
    fn the_published_vector_has_its_limits() {
        let points = series(&[52., 47., 53., 49., 51., 58., 46., 50., 55., 48., 50., 54.]);
        let judgement = judge(&points, &[], ANY);
        let limits = &judgement.limits[0];
        assert!((limits.centre - 51.0833).abs() < 5e-5);
        assert!((limits.range - 5.2727).abs() < 5e-5);
        assert!((limits.low - 37.0579).abs() < 5e-5 && (limits.high - 65.1088).abs() < 5e-5);
        assert!((3.268 * limits.range - 17.2313).abs() < 5e-5);
        assert_eq!(judgement.finding, Finding::Steady);
        assert!(judgement.is_provisional);
    }

    /// Sixteen points around 10 with a mean moving range of 2: limits 4.68 and 15.32.
    fn calm() -> Vec<f64> {
        (0..24).map(|at| if at % 2 == 0 { 9.0 } else { 11.0 }).collect()
    }

    #[test]
    fn a_point_outside_is_a_signal_while_it_is_now() {
        let mut values = calm();
        values.extend([9.0, 16.0]);
        assert_eq!(judge(&series(&values), &[], ANY).finding, Finding::Changed(Way::Up, 25));
        values.extend([9.0, 11.0, 9.0, 11.0]);
        let later = judge(&series(&values), &[], ANY);
        assert_eq!((later.finding, later.signals), (Finding::Steady, vec![25]));
    }

    #[test]
    fn eight_on_one_side_and_three_of_four_near_a_limit_are_signals() {
        let mut values = calm();
        values.extend([9.0; 8]);
        assert_eq!(judge(&series(&values), &[], ANY).finding, Finding::Changed(Way::Down, 24));
        let mut values = calm();
        // The last calm point, 11, is on the same side: the stretch begins with it.
        values.extend([13.0, 13.0, 11.0, 13.0]);
        assert_eq!(judge(&series(&values), &[], ANY).finding, Finding::Changed(Way::Up, 23));
        let mut values = calm();
        values.extend([12.5, 12.5, 11.0, 12.5]);
        assert_eq!(judge(&series(&values), &[], ANY).finding, Finding::Steady);
    }

    #[test]
    fn a_declared_event_is_held_against_the_old_limits() {
        let mut values = calm();
        values.extend([3.0, 4.0, 3.0, 4.0, 3.0, 4.0, 3.0]);
        let early = judge(&series(&values), &[24], ANY);
        assert_eq!(early.finding, Finding::TooEarly);
        values.push(4.0);
        let judgement = judge(&series(&values), &[24], ANY);
        assert_eq!(judgement.finding, Finding::ChangedWith(Way::Down, 1));
        assert_eq!(judgement.limits.len(), 2);
    }

    #[test]
    fn gaps_are_left_out_and_limits_stay_possible() {
        let mut points = series(&[0.9, 1.0, 0.9, 1.0, 0.9, 1.0, 0.9, 1.0]);
        points.insert(3, None);
        let judgement = judge(&points, &[], Rule { bounds: (0.0, 1.0), centre: None });
        assert!((judgement.limits[0].shown.1 - 1.0).abs() < 1e-12);
        assert_eq!(judge(&points[..7], &[], ANY).finding, Finding::TooEarly);
    }
}
