//! What the data says of an interaction: a line true to time, and what happened in order.

use super::Work;
use super::card::{length, place};
use super::content::{Evidence, EvidenceEvent, Usual};
use crate::calendar::Day;
use crate::config::CsatScale;
use crate::interaction::{Dimension, Rating};
use crate::metric::{Metric, Value};
use crate::moment::Cited;
use crate::units::Seconds;
use crate::words::printable;

/// The evidence of an interaction; nothing where the data does not know it. Of somebody who needs
/// protection no day is told.
pub(super) fn evidence(work: Work<'_>, id: &str) -> Option<Evidence> {
    let cited = work.m.moments.cited(id)?;
    let hides_days = work.m.moments.is_guarded(id, work.m.config);
    let course = Course { work, cited, hides_days };
    let usual = course.usual_time("resolution");
    // Long enough for both, so that they can be compared.
    let whole = usual.map_or(0, |(_, most)| most).max(length(cited));
    let trace = match whole {
        0 => work.trace_within(cited, 1),
        whole => work.trace_within(cited, whole),
    };
    let usual = usual.filter(|_| cited.resolution.is_some()).map(|(median, most)| Usual {
        median_at: place(median, whole),
        end_at: place(most, whole),
        words: course.usual_words(median, most),
    });
    let (id, anchor) = (id.to_owned(), format!("evidence-{id}"));
    Some(Evidence { id, anchor, about: course.about(), trace, usual, events: course.events() })
}

/// An interaction as it is told.
struct Course<'a> {
    work: Work<'a>,
    cited: &'a Cited,
    hides_days: bool,
}

impl Course<'_> {
    fn about(&self) -> String {
        let work = self.work;
        let topic = self.cited.topic();
        let channel = work.channel_name(self.cited.channel()).to_lowercase();
        match topic {
            "" => work.say("evidence.about-channel", &[("channel", &channel)]),
            _ => work.say("evidence.about", &[("channel", &channel), ("topic", &printable(topic))]),
        }
    }

    fn events(&self) -> Vec<EvidenceEvent> {
        let (work, cited) = (self.work, self.cited);
        let event = |kind: &str, what: String| EvidenceEvent {
            kind: kind.to_owned(),
            when: String::new(),
            what,
            usual: String::new(),
            rating: None,
        };
        let rated = |key: &str, rating: Rating| EvidenceEvent {
            rating: dots(rating),
            ..event("rated", work.say(key, &[("rating", &work.rating(rating))]))
        };
        let mut events = vec![EvidenceEvent {
            when: self.day(cited.opened),
            ..event("opened", work.say("evidence.opened", &[]))
        }];
        if let Some(time) = cited.first_reply {
            let what = self.after("evidence.answered", time, cited.first_reply_business);
            let usual = self.usual("first-response");
            events.push(EvidenceEvent { usual, ..event("answered", what) });
        }
        events.extend(cited.csat_first.map(|first| rated("evidence.rated-first", first)));
        let counts = [
            ("evidence.handed", cited.handovers, "transferred", "evidence.usual-handed"),
            (
                "evidence.reopened",
                cited.reopens.unwrap_or(0),
                "reopened",
                "evidence.usual-reopened",
            ),
        ];
        for (key, count, metric, usual) in counts.into_iter().filter(|(_, count, ..)| *count > 0) {
            let what = work.say_count(key, count as usize, &[]);
            let usual = self
                .share(metric)
                .map_or(String::new(), |share| work.say(usual, &[("share", &share)]));
            events.push(EvidenceEvent { usual, ..event("handed", what) });
        }
        if let (Some(time), Some(resolved)) = (cited.resolution, cited.resolved) {
            let what = self.after("evidence.solved", time, cited.resolution_business);
            let (when, usual) = (self.day(resolved), self.usual("resolution"));
            events.push(EvidenceEvent { when, usual, ..event("solved", what) });
        }
        events.extend(cited.csat.map(|last| rated("evidence.rated", last)));
        events
    }

    fn day(&self, day: Day) -> String {
        if self.hides_days { String::new() } else { self.work.weekday_and_day(day) }
    }

    /// A time on both clocks; the second where business hours are known and make a difference.
    fn after(&self, key: &str, time: Seconds, business: Option<Seconds>) -> String {
        let words = &self.work.m.config.words;
        let what = self.work.say(key, &[("time", &words.duration(time))]);
        match business.filter(|business| *business != time) {
            Some(Seconds(0)) => self.work.say("evidence.outside", &[("what", &what)]),
            Some(business) => {
                let time = words.business_duration(business);
                self.work.say("evidence.business", &[("what", &what), ("time", &time)])
            }
            None => what,
        }
    }

    /// What a metric says of the topic over all time.
    fn of_topic(&self, id: &str) -> Option<(&Metric, f64)> {
        let metrics = self.work.m.metrics;
        let metric = metrics.get(id)?;
        let names = metrics.groups.get(&Dimension::Topic)?;
        let topic = self.cited.topic();
        let at = names.iter().position(|name| name.value.as_deref() == Some(topic))?;
        match metric.splits.get(&Dimension::Topic)?.get(at)?.total {
            Value::Known { value, .. } => Some((metric, value)),
            _ => None,
        }
    }

    fn share(&self, id: &str) -> Option<String> {
        self.of_topic(id).map(|(metric, share)| self.work.value_words(metric, share))
    }

    /// The median and the 90th percentile of the topic, in seconds.
    fn usual_time(&self, stem: &str) -> Option<(i64, i64)> {
        let of = |part: &str| Some(self.of_topic(&format!("{stem}-{part}"))?.1 as i64);
        Some((of("median")?, of("p90")?))
    }

    fn usual_words(&self, median: i64, most: i64) -> String {
        let words = &self.work.m.config.words;
        let (median, most) = (words.duration(Seconds(median)), words.duration(Seconds(most)));
        let topic = printable(self.cited.topic());
        let values = [("topic", &*topic), ("median", &*median), ("p90", &*most)];
        self.work.say("evidence.usual-for", &values)
    }

    /// The usual duration for the topic: its median, and its 90th percentile where that is known.
    fn usual(&self, stem: &str) -> String {
        let median = self.share(&format!("{stem}-median"));
        match (median, self.share(&format!("{stem}-p90"))) {
            (Some(median), Some(p90)) => {
                self.work.say("evidence.usual", &[("median", &median), ("p90", &p90)])
            }
            (Some(median), None) => median,
            (None, _) => String::new(),
        }
    }
}

/// A rating that is drawn as five dots; on other scales the words say it.
fn dots(rating: Rating) -> Option<u8> {
    (rating.scale() == CsatScale::OneToFive).then(|| rating.get())
}
