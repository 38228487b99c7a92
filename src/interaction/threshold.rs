//! How long a first answer may take, by channel.

use std::collections::BTreeMap;

use crate::units::Seconds;
use crate::words::key;

/// The name in `[thresholds.first_response]` for all channels that it does not name.
const ANY: &str = "any";

/// The thresholds of a project.
#[derive(Clone, Debug)]
pub(super) struct Thresholds {
    /// By the channel as it is compared.
    by_channel: Vec<(String, Seconds)>,
    any: Option<Seconds>,
}

impl Thresholds {
    /// By channel as it is compared, as the configuration has them.
    pub(super) fn new(thresholds: &BTreeMap<String, Seconds>) -> Thresholds {
        let named = thresholds.iter().filter(|(channel, _)| *channel != ANY);
        Thresholds {
            by_channel: named.map(|(channel, &time)| (channel.clone(), time)).collect(),
            any: thresholds.get(ANY).copied(),
        }
    }

    /// The threshold of a channel as it stands in the data.
    pub(super) fn of(&self, channel: &[u8]) -> Option<Seconds> {
        if self.by_channel.is_empty() {
            return self.any;
        }
        let is_it: &dyn Fn(&str) -> bool = match std::str::from_utf8(channel) {
            Ok(text) if !text.is_ascii() => &move |name| key(text) == name,
            _ => &|name| name.as_bytes().eq_ignore_ascii_case(channel.trim_ascii()),
        };
        let found = self.by_channel.iter().find(|(name, _)| is_it(name));
        found.map(|(_, time)| *time).or(self.any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_found_however_it_is_written() {
        let thresholds = |list: &[(&str, i64)]| {
            let list = list.iter().map(|(name, time)| ((*name).to_owned(), Seconds(*time)));
            Thresholds::new(&list.collect())
        };
        let some = thresholds(&[("chat", 300), ("büro", 60)]);
        assert_eq!(some.of(b" Chat "), Some(Seconds(300)));
        assert_eq!(some.of("BÜRO".as_bytes()), Some(Seconds(60)));
        assert_eq!(some.of(b"phone"), None);
        assert_eq!(thresholds(&[("chat", 300), ("any", 9)]).of(b"phone"), Some(Seconds(9)));
        assert_eq!(thresholds(&[]).of(b"phone"), None);
    }
}
