//! Did it really change? Control charts, in words: individuals and moving ranges (XmR) after
//! Wheeler; for shares drawn from numbers that vary, p-charts widened after Laney.

use super::statistics::deviation;

/// From so many points on there are limits, called provisional.
pub const PROVISIONAL: usize = 8;
/// From so many points on the limits are firm.
pub const FIRM: usize = 16;
/// Limits are frozen over the first points of a segment.
const BASELINE: usize = 24;
/// A verdict speaks of now: of signals that include one of the last points.
const NOW: usize = 4;
/// Numbers vary where one is so much of their mean away from it.
const VARIES: f64 = 0.2;
/// The mean range of two draws, in standard deviations.
const D2: f64 = 1.128;

/// A point that is held against limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed {
    /// Its value.
    pub value: f64,
    /// How many interactions it is drawn from.
    pub n: u64,
}

/// The limits of chance over a segment of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The first point of the segment.
    pub first: usize,
    /// The point after its last.
    pub end: usize,
    /// The mean of the baseline, or the centre asked for.
    pub centre: f64,
    /// How far from the centre a limit lies, for each point of the segment.
    reaches: Vec<f64>,
    /// The same at the usual number that a point is drawn from.
    pub reach: f64,
    /// How low and how high values can be: limits are drawn and said no further.
    bounds: (f64, f64),
    /// How many points the limits are drawn from.
    pub baseline: usize,
    /// Whether limits vary with the number that a point is drawn from.
    pub is_p_chart: bool,
}

impl Limits {
    /// The lower and upper limit at the usual number, as far as the metric can go.
    pub fn shown(&self) -> (f64, f64) {
        self.within(self.reach)
    }

    /// The lower and upper limit of each point, as far as the metric can go.
    pub fn edges(&self) -> Vec<(f64, f64)> {
        self.reaches.iter().map(|&reach| self.within(reach)).collect()
    }

    fn within(&self, reach: f64) -> (f64, f64) {
        ((self.centre - reach).max(self.bounds.0), (self.centre + reach).min(self.bounds.1))
    }
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
    /// How many points the newest segment has.
    pub known: usize,
}

/// How a series is to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// How low and how high values can be.
    pub bounds: (f64, f64),
    /// The centre that values are held against, where it is not their own mean: 0 for differences.
    pub centre: Option<f64>,
    /// Whether values are shares of the number that they are drawn from.
    pub is_share: bool,
}

/// Judges a series of whole periods. `starts` are the points at which a declared event begins a
/// new segment.
pub fn judge(points: &[Option<Observed>], starts: &[usize], rule: Rule) -> Judgement {
    let mut borders: Vec<usize> = vec![0];
    borders.extend(starts.iter().copied().filter(|&at| at > 0 && at < points.len()));
    borders.push(points.len());
    borders.dedup();
    let mut limits = Vec::new();
    let mut signals = Vec::new();
    let mut finding = Finding::TooEarly;
    let mut is_provisional = true;
    let mut in_segment = 0;
    for (segment, pair) in borders.windows(2).enumerate() {
        let (first, end) = (pair[0], pair[1]);
        let known: Vec<(usize, Observed)> =
            (first..end).filter_map(|at| Some((at, points[at]?))).collect();
        finding = Finding::TooEarly;
        is_provisional = known.len() < FIRM;
        in_segment = known.len();
        let Some(own) = limits_of(&known, (first, end), rule) else { continue };
        let found = find_signals(&known, &own);
        let now = end.saturating_sub(NOW);
        let is_now = |at: usize| known[at].0 >= now;
        let current = found.iter().filter(|s| is_now(s.last)).max_by_key(|s| s.last);
        finding = match (current, limits.last()) {
            // Where nothing is known of now, nothing is said of it.
            _ if !is_now(known.len() - 1) => Finding::TooEarly,
            (Some(signal), _) => Finding::Changed(signal.way, known[signal.since].0),
            (None, Some(old)) => against(&own, old, segment),
            (None, None) => Finding::Steady,
        };
        signals.extend(found.iter().flat_map(|s| s.points.iter().map(|&at| known[at].0)));
        limits.push(own);
    }
    signals.sort_unstable();
    signals.dedup();
    Judgement { finding, is_provisional, limits, signals, known: in_segment }
}

/// A new segment's centre held against the old limits.
fn against(new: &Limits, old: &Limits, segment: usize) -> Finding {
    if new.centre > old.centre + old.reach {
        Finding::ChangedWith(Way::Up, segment)
    } else if new.centre < old.centre - old.reach {
        Finding::ChangedWith(Way::Down, segment)
    } else {
        Finding::Steady
    }
}

/// The limits from the first 24 points, from 8 points on.
fn limits_of(
    known: &[(usize, Observed)],
    (first, end): (usize, usize),
    rule: Rule,
) -> Option<Limits> {
    if known.len() < PROVISIONAL {
        return None;
    }
    let baseline: Vec<Observed> = known.iter().take(BASELINE).map(|(_, point)| *point).collect();
    let p_chart = rule.is_share.then(|| PChart::of(&baseline)).flatten();
    let (centre, reach) = match &p_chart {
        Some(chart) => (chart.centre, chart.reach(chart.usual_n)),
        None => individuals(&baseline, rule),
    };
    let mut reaches = vec![reach; end - first];
    for (at, point) in p_chart.iter().flat_map(|_| known) {
        reaches[at - first] = p_chart.as_ref().map_or(reach, |chart| chart.reach(point.n as f64));
    }
    Some(Limits {
        first,
        end,
        centre,
        reaches,
        reach,
        bounds: rule.bounds,
        baseline: baseline.len(),
        is_p_chart: p_chart.is_some(),
    })
}

/// The centre of a chart of individuals, and 2.66 times the mean of their moving ranges.
fn individuals(baseline: &[Observed], Rule { centre, is_share, .. }: Rule) -> (f64, f64) {
    let count = baseline.len() as f64;
    let mean = baseline.iter().map(|point| point.value).sum::<f64>() / count;
    let moves: f64 = baseline.windows(2).map(|pair| (pair[1].value - pair[0].value).abs()).sum();
    let centre = centre.unwrap_or(mean);
    // Values are known to one step of a histogram, or to one whole number, and no better.
    let least = 1.0 + centre.abs() / 32.0;
    (centre, (2.66 * moves / (count - 1.0)).max(if is_share { 0.0 } else { least }))
}

/// A chart of shares whose limits are the wider, the fewer interactions a point is drawn from.
struct PChart {
    centre: f64,
    /// The share that the deviation is worked out from: the centre, but never 0 or 1.
    share: f64,
    usual_n: f64,
    /// How much more the points differ than by chance alone; at least 1.
    spread: f64,
}

impl PChart {
    /// The chart of shares whose numbers vary, or which are all 0 or all 1: moving ranges have
    /// nothing to say of those.
    fn of(baseline: &[Observed]) -> Option<PChart> {
        let count = baseline.len() as f64;
        let whole: f64 = baseline.iter().map(|point| point.n as f64).sum();
        let part: f64 = baseline.iter().map(|point| point.value * point.n as f64).sum();
        let usual_n = whole / count;
        let is_far = |point: &Observed| (point.n as f64 - usual_n).abs() > VARIES * usual_n;
        let is_flat = baseline.iter().all(|p| (p.value - baseline[0].value).abs() < 1e-12);
        if !(baseline.iter().any(is_far) || is_flat) {
            return None;
        }
        let centre = part / whole;
        // Where none was seen among so many, the share may still be up to 3 of as many.
        let is_between = (1e-12..=1.0 - 1e-12).contains(&centre);
        let share = if is_between { centre } else { (3.0 / whole).min(0.5) };
        let z = |point: &Observed| (point.value - centre) / deviation(share, point.n as f64);
        let moves: f64 = baseline.windows(2).map(|pair| (z(&pair[1]) - z(&pair[0])).abs()).sum();
        let spread = (moves / (count - 1.0) / D2).max(1.0);
        Some(PChart { centre, share, usual_n, spread })
    }

    /// Three standard deviations of a share of so many (Laney 2002).
    fn reach(&self, n: f64) -> f64 {
        3.0 * self.spread * deviation(self.share, n)
    }
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
fn find_signals(known: &[(usize, Observed)], limits: &Limits) -> Vec<Signal> {
    let mut signals = Vec::new();
    for way in [Way::Up, Way::Down] {
        // How far on its side of the centre, as a part of the way to the limit.
        let distance = |(at, point): &(usize, Observed)| {
            let off = match way {
                Way::Up => point.value - limits.centre,
                Way::Down => limits.centre - point.value,
            };
            (off, limits.reaches[at - limits.first])
        };
        let distances: Vec<(f64, f64)> = known.iter().map(distance).collect();
        let near: Vec<bool> = distances.iter().map(|(off, reach)| *off > reach / 2.0).collect();
        let side: Vec<bool> = distances.iter().map(|(off, _)| *off > 0.0).collect();
        let mut add = |points: Vec<usize>| {
            let last = points[points.len() - 1];
            let since = (0..=points[0]).rev().take_while(|&at| side[at]).last();
            signals.push(Signal { way, last, since: since.unwrap_or(points[0]), points });
        };
        for (at, (off, reach)) in distances.iter().enumerate() {
            if off > reach {
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

    const ANY: Rule =
        Rule { bounds: (f64::NEG_INFINITY, f64::INFINITY), centre: None, is_share: false };
    const SHARE: Rule = Rule { bounds: (0.0, 1.0), centre: None, is_share: true };

    fn series(values: &[f64]) -> Vec<Option<Observed>> {
        values.iter().map(|&value| Some(Observed { value, n: 100 })).collect()
    }

    fn shares(counts: &[(u64, u64)]) -> Vec<Option<Observed>> {
        let share = |&(part, n): &(u64, u64)| Some(Observed { value: part as f64 / n as f64, n });
        counts.iter().map(share).collect()
    }

    #[test]
    fn the_published_vector_has_its_limits() {
        let points = series(&[52., 47., 53., 49., 51., 58., 46., 50., 55., 48., 50., 54.]);
        let judgement = judge(&points, &[], ANY);
        let limits = &judgement.limits[0];
        assert!((limits.centre - 51.0833).abs() < 5e-5);
        let (low, high) = limits.shown();
        assert!((low - 37.0579).abs() < 5e-5 && (high - 65.1088).abs() < 5e-5);
        // The mean moving range, and the limit of a single range.
        let range = limits.reach / 2.66;
        assert!((range - 5.2727).abs() < 5e-5 && (3.268 * range - 17.2313).abs() < 5e-5);
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
    fn what_never_moved_is_not_changed_by_a_step_and_what_ended_has_no_verdict() {
        let mut values = vec![0.0; 24];
        values.push(1.0);
        assert_eq!(judge(&series(&values), &[], ANY).finding, Finding::Steady);
        values.push(2.0);
        assert_eq!(judge(&series(&values), &[], ANY).finding, Finding::Changed(Way::Up, 24));
        let mut points = series(&calm());
        points.extend([None; 3]);
        assert_eq!(judge(&points, &[], ANY).finding, Finding::Steady);
        points.push(None);
        assert_eq!(judge(&points, &[], ANY).finding, Finding::TooEarly);
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
        let judgement = judge(&points, &[], Rule { bounds: (0.0, 1.0), ..ANY });
        assert!((judgement.limits[0].shown().1 - 1.0).abs() < 1e-12);
        assert_eq!(judge(&points[..7], &[], ANY).finding, Finding::TooEarly);
    }

    /// Montgomery's purchase orders with errors: 234 of 2,450 in 25 samples of 80 to 120.
    const ORDERS: [(u64, u64); 25] = [
        (12, 100),
        (8, 80),
        (6, 80),
        (9, 100),
        (10, 110),
        (12, 110),
        (11, 100),
        (16, 100),
        (10, 90),
        (6, 90),
        (20, 110),
        (15, 120),
        (9, 120),
        (8, 120),
        (6, 110),
        (8, 80),
        (10, 80),
        (7, 80),
        (5, 90),
        (8, 100),
        (5, 100),
        (8, 100),
        (10, 100),
        (6, 90),
        (9, 90),
    ];

    #[test]
    fn the_published_p_chart_has_its_limits() {
        let points: Vec<Observed> = shares(&ORDERS).into_iter().flatten().collect();
        let chart = PChart::of(&points).unwrap();
        assert!((chart.centre - 234.0 / 2_450.0).abs() < 1e-12);
        // Its points differ a little less than chance would have it, so nothing is widened.
        assert!((chart.spread - 1.0).abs() < 1e-12);
        for (n, upper) in [(80, 0.1941), (90, 0.1885), (100, 0.1837), (110, 0.1796), (120, 0.1760)]
        {
            let found = chart.centre + chart.reach(f64::from(n));
            assert!((found - upper).abs() < 1e-4, "n = {n}: {found}");
        }
        // The eleventh sample, 20 of 110, is the one outside.
        let signals = judge(&shares(&ORDERS), &[], SHARE).signals;
        assert!(signals.contains(&10), "{signals:?}");
    }

    #[test]
    fn limits_of_shares_are_wider_where_fewer_were_asked_and_where_weeks_differ_more() {
        let mut counts: Vec<(u64, u64)> = (0..24).map(|at| (50 + 10 * (at % 2), 100)).collect();
        counts[23] = (14, 25);
        let judgement = judge(&shares(&counts), &[], SHARE);
        let limits = &judgement.limits[0];
        assert!(limits.is_p_chart && judgement.finding == Finding::Steady);
        // 1,274 of 2,325. Worked out by an independent program: neighbours differ by two
        // deviations, so the limits are 1.7456 times as wide as by chance alone.
        let edges = limits.edges();
        assert!((edges[0].0 - (0.547_957 - 0.260_636)).abs() < 1e-5, "{:?}", edges[0]);
        assert!((edges[0].1 - (0.547_957 + 0.260_636)).abs() < 1e-5, "{:?}", edges[0]);
        // A quarter of them asked: twice as wide, and cut where a share ends.
        assert!((edges[23].0 - (0.547_957 - 0.521_272)).abs() < 1e-5, "{:?}", edges[23]);
        assert!((edges[23].1 - 1.0).abs() < 1e-12, "{:?}", edges[23]);
    }

    #[test]
    fn a_single_case_after_none_is_no_change() {
        let mut counts = vec![(0, 100); 24];
        counts.push((1, 100));
        assert_eq!(judge(&shares(&counts), &[], SHARE).finding, Finding::Steady);
        counts.push((3, 100));
        assert_eq!(judge(&shares(&counts), &[], SHARE).finding, Finding::Changed(Way::Up, 24));
    }
}
