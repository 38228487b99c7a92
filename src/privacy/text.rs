//! Personal details in free text.

use std::ops::{Range, RangeInclusive};

/// A detail that leads to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// An e-mail address.
    Email,
    /// The number of a bank account.
    Iban,
    /// The number of a payment card.
    Card,
    /// A phone number.
    Phone,
}

/// Phones have so many digits or more, cards more.
pub(super) const FEWEST_DIGITS: usize = 9;

/// The first personal detail of a text, and the bytes where it stands. E-mail addresses are looked
/// for first, then bank accounts, cards and phones.
///
/// A bank account has the length of its country and the check digits of ISO 7064 (mod 97). A card
/// begins as its issuer's do, has 13 to 19 digits with single spaces or hyphens at most, and the
/// check digit of Luhn (ISO/IEC 7812). A phone number begins with `+` or 0, has nine digits or
/// more, and is grouped unless it begins with `+`.
///
/// ```
/// use moments::privacy::{Personal, personal};
/// assert_eq!(personal("write to jo@example.org"), Some((Personal::Email, 9..23)));
/// assert_eq!(personal("call (030) 123 45 67"), Some((Personal::Phone, 5..20)));
/// assert_eq!(personal("order 4711 of 2026-03-01"), None);
/// ```
pub fn personal(text: &str) -> Option<(Personal, Range<usize>)> {
    let found = |kind| move |range| (kind, range);
    let email = || email(text).map(found(Personal::Email));
    let iban = || iban(text).map(found(Personal::Iban));
    let card = || card(text).map(found(Personal::Card));
    let phone = || phone(text).map(found(Personal::Phone));
    // Prose has few digits or none, as a rule.
    match digits(text) {
        0 => email(),
        1..FEWEST_DIGITS => email().or_else(iban),
        _ => email().or_else(iban).or_else(card).or_else(phone),
    }
}

/// How many digits of ASCII a text has. A part at a time, which processors count at once.
pub(super) fn digits(text: &str) -> usize {
    let of_part = |part: &[u8]| part.iter().map(|byte| u8::from(byte.is_ascii_digit())).sum::<u8>();
    text.as_bytes().chunks(usize::from(u8::MAX)).map(|part| usize::from(of_part(part))).sum()
}

/// Whether something before or after an `@` may be part of an address.
fn is_of_address(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'')
}

fn email(text: &str) -> Option<Range<usize>> {
    text.match_indices('@').find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(is_of_address).len();
        let start = before + (at - before - text[before..at].trim_start_matches(['\'', '.']).len());
        let domain = &text[at + 1..];
        let is_of_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
        let end = domain.find(|c| !is_of_domain(c)).unwrap_or(domain.len());
        let domain = domain[..end].trim_end_matches(['.', '-']);
        let (host, top) = domain.rsplit_once('.')?;
        let is_top = top.chars().count() > 1
            && (top.chars().all(char::is_alphabetic) || top.starts_with("xn--"));
        let is_host = host.split('.').all(|label| !label.is_empty());
        (start < at && is_host && is_top).then(|| start..at + 1 + domain.len())
    })
}

/// The lengths of bank accounts by country (SWIFT, IBAN registry).
const IBANS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 \
                     DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 \
                     GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 \
                     LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 \
                     PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 \
                     SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/// How long the bank accounts of other countries may be.
const OTHER_IBANS: RangeInclusive<usize> = 15..=34;

fn iban(text: &str) -> Option<Range<usize>> {
    let is_start = |at: &usize| {
        matches!(text.as_bytes()[*at..], [a, b, c, d, ..] if
            c.is_ascii_digit() && d.is_ascii_digit()
            && a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
            && !text[..*at].ends_with(|c: char| c.is_alphanumeric())
    };
    (0..text.len()).filter(is_start).find_map(|at| iban_at(text, at))
}

/// The bank account that begins at a byte; its groups may have a space between them where its
/// length is known.
fn iban_at(text: &str, start: usize) -> Option<Range<usize>> {
    let country = text[start..start + 2].to_ascii_uppercase();
    let at = IBANS.find(&country).filter(|at| at % 5 == 0);
    let length: Option<usize> = at.and_then(|at| IBANS[at + 2..at + 4].parse().ok());
    let mut account = Vec::new();
    let mut end = start;
    for (at, c) in text[start..].char_indices() {
        match c {
            _ if c.is_ascii_alphanumeric() => account.push(c.to_ascii_uppercase() as u8),
            ' ' | '\u{a0}' if length.is_some_and(|length| account.len() < length) => continue,
            _ => break,
        }
        end = start + at + 1;
        if Some(account.len()) == length {
            break;
        }
    }
    let is_long_enough = match length {
        Some(length) => account.len() == length,
        None => OTHER_IBANS.contains(&account.len()),
    };
    let is_whole = !text[end..].starts_with(|c: char| c.is_alphanumeric());
    (is_long_enough && is_whole && is_checked(&account)).then_some(start..end)
}

/// Whether the check digits are right: letters count 10 to 35, the first four come last.
fn is_checked(account: &[u8]) -> bool {
    let (front, rest) = account.split_at(4);
    let rest = rest.iter().chain(front).fold(0_u32, |rest, &byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    rest == 1
}

/// How the cards of an issuer begin, by their first four digits, and how many digits they have.
const ISSUERS: [(RangeInclusive<u32>, RangeInclusive<usize>); 16] = [
    (4000..=4999, 13..=13), // Visa
    (4000..=4999, 16..=16),
    (4000..=4999, 19..=19),
    (5100..=5599, 16..=16), // Mastercard
    (2221..=2720, 16..=16),
    (3400..=3499, 15..=15), // American Express
    (3700..=3799, 15..=15),
    (6011..=6011, 16..=19), // Discover
    (6440..=6599, 16..=19),
    (3000..=3059, 14..=19), // Diners Club
    (3600..=3699, 14..=19),
    (3800..=3899, 14..=19),
    (3528..=3589, 16..=19), // JCB
    (5000..=5099, 13..=19), // Maestro
    (5600..=5899, 13..=19),
    (6700..=6799, 13..=19),
];

/// No card has more digits.
const LONGEST_CARD: usize = 19;

fn card(text: &str) -> Option<Range<usize>> {
    let mut left = text;
    while let Some(at) = left.find(|c: char| c.is_ascii_digit()) {
        let groups = groups(text, text.len() - left.len() + at, is_gap_of_card, 1);
        let whole = |from| (from..groups.len().min(from + LONGEST_CARD)).map(move |to| (from, to));
        let parts = (0..groups.len()).flat_map(whole);
        let spans = parts.map(|(from, to)| groups[from].start..groups[to].end);
        if let Some(span) = spans.into_iter().find(|span| is_card(text, span)) {
            return Some(span);
        }
        left = &text[groups.last().map_or(text.len(), |last| last.end)..];
    }
    None
}

fn is_card(text: &str, span: &Range<usize>) -> bool {
    let digits: Vec<u32> = text[span.clone()].chars().filter_map(|c| c.to_digit(10)).collect();
    let Some(first) = digits.first_chunk::<4>() else { return false };
    let first = first.iter().fold(0, |number, digit| number * 10 + digit);
    let is_issued = ISSUERS
        .iter()
        .any(|(begins, lengths)| begins.contains(&first) && lengths.contains(&digits.len()));
    is_issued && luhn(&digits) && !is_part_of_more(text, span)
}

/// Every second digit from the right is doubled; the sum of all digits ends in 0.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { *digit } else { digit * 2 % 10 + digit / 5 })
        .sum();
    sum.is_multiple_of(10)
}

fn is_gap_of_card(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '-' | '‐' | '‑')
}

fn is_gap_of_phone(c: char) -> bool {
    is_gap_of_card(c) || matches!(c, '–' | '.' | '/' | '(' | ')' | '[' | ']')
}

/// The groups of digits from `start` on, with up to `gap` characters between them.
fn groups(text: &str, start: usize, is_gap: fn(char) -> bool, gap: usize) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let mut from = start;
    loop {
        let digits = text[from..].find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len() - from);
        groups.push(from..from + digits);
        let rest = &text[from + digits..];
        let between = rest.find(|c| !is_gap(c)).unwrap_or(rest.len());
        let is_near = (1..=gap).contains(&rest[..between].chars().count());
        from += digits + between;
        if !is_near || !text[from..].starts_with(|c: char| c.is_ascii_digit()) {
            return groups;
        }
    }
}

/// Whether a number is glued to something that makes it another: a word, a decimal, a link, a time.
fn is_part_of_more(text: &str, span: &Range<usize>) -> bool {
    let mut before = text[..span.start].chars().rev();
    let is_glued = match (before.next(), before.next()) {
        (Some(':'), Some(c)) => c.is_numeric(),
        (Some('-' | '.' | '/' | ','), Some(c)) => c.is_alphanumeric(),
        (Some(c), _) => c.is_alphanumeric() || matches!(c, '_' | '#'),
        (None, _) => false,
    };
    let mut after = text[span.end..].chars();
    let is_followed = match (after.next(), after.next()) {
        (Some('.' | ',' | ':'), Some(c)) => c.is_ascii_digit(),
        (Some(c), _) => c.is_alphanumeric() || c == '_',
        (None, _) => false,
    };
    is_glued || is_followed
}

fn phone(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    while let Some(next) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + next;
        let groups = groups(text, start, is_gap_of_phone, 3);
        at = groups.last().map_or(start, |last| last.end);
        let groups = &groups[date(text, &groups)..];
        let found = groups.first().and_then(|first| phone_of(text, groups, first.start..at));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn phone_of(text: &str, groups: &[Range<usize>], digits: Range<usize>) -> Option<Range<usize>> {
    let front = text[..digits.start].trim_end_matches(['(', '[']);
    let plus = front.strip_suffix('+');
    let plus = plus.filter(|front| !front.ends_with(|c: char| c.is_alphanumeric()));
    let open = text[..digits.start].ends_with(['(', '[']);
    let start = plus.map_or(digits.start - usize::from(open), str::len);
    let number = &text[digits.clone()];
    let is_long = number.chars().filter(char::is_ascii_digit).count() >= FEWEST_DIGITS;
    let is_whole = !is_part_of_more(text, &(start..digits.end));
    (is_long && is_whole && (plus.is_some() || is_local(groups, number)))
        .then_some(start..digits.end)
}

/// Whether a number that begins with 0 can be that of a phone: it is grouped, and neither a decimal,
/// a version or an ISBN (`0.`, `0-`), nor counted up from nothing (`000`).
fn is_local(groups: &[Range<usize>], number: &str) -> bool {
    let is_other = ["000", "0.", "0-", "0/"].iter().any(|start| number.starts_with(start));
    groups.len() > 1 && number.starts_with('0') && !is_other && number.matches('/').count() < 2
}

/// How many groups at the front are a date: three with the same `-`, `.` or `/` between them.
fn date(text: &str, groups: &[Range<usize>]) -> usize {
    let [a, b, c, rest @ ..] = groups else { return 0 };
    let gap = |a: &Range<usize>, b: &Range<usize>| &text[a.end..b.start];
    let is_shaped = ["-", ".", "/"].contains(&gap(a, b))
        && gap(a, b) == gap(b, c)
        && rest.first().is_none_or(|next| gap(c, next) != gap(a, b));
    let number = |group: &Range<usize>| text[group.clone()].parse::<u32>().unwrap_or(u32::MAX);
    let is_day = |group: &Range<usize>| group.len() < 3 && number(group) <= 31;
    let is_year = |group: &Range<usize>| matches!(group.len(), 2 | 4);
    let is_last = is_day(a) && is_day(b) && is_year(c);
    let is_first = a.len() == 4 && is_day(b) && is_day(c);
    if is_shaped && (is_first || is_last) { 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The found text of each kind.
    fn assert_found(kind: Personal, cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let found = personal(text).map(|(kind, range)| (kind, &text[range]));
            assert_eq!(found, Some((kind, *expected)), "{text:?}");
        }
    }

    #[test]
    fn addresses_accounts_cards_and_phones_are_found() {
        assert_found(
            Personal::Email,
            &[
                ("jo@example.org", "jo@example.org"),
                ("mail Jo.Doe+x@mail.example.co.uk.", "Jo.Doe+x@mail.example.co.uk"),
                ("<jo_d%e@ex-ample.org>", "jo_d%e@ex-ample.org"),
                ("mailto:o'hara@example.org?x", "o'hara@example.org"),
                ("'jo@example.org'", "jo@example.org"),
                ("jörg@bücher.example", "jörg@bücher.example"),
                ("a@@b.org a@b.org", "a@b.org"),
                ("JO@EXAMPLE.ORG", "JO@EXAMPLE.ORG"),
            ],
        );
        assert_found(
            Personal::Iban,
            &[
                ("DE89370400440532013000", "DE89370400440532013000"),
                ("to DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
                ("gb82 west 1234 5698 7654 32", "gb82 west 1234 5698 7654 32"),
                ("IBAN:NO9386011117947.", "NO9386011117947"),
                ("FR1420041010050500013M02606", "FR1420041010050500013M02606"),
            ],
        );
        assert_found(
            Personal::Card,
            &[
                ("4111111111111111", "4111111111111111"),
                ("card 4111 1111 1111 1111 12/28", "4111 1111 1111 1111"),
                ("5500-0000-0000-0004.", "5500-0000-0000-0004"),
                ("2223 0031 2200 3222", "2223 0031 2200 3222"),
                ("3782 822463 10005", "3782 822463 10005"),
                ("6011111111111117", "6011111111111117"),
                ("30569309025904", "30569309025904"),
                ("3530111333300000", "3530111333300000"),
                ("4222222222222", "4222222222222"),
                ("no. 7: 4111111111111111", "4111111111111111"),
            ],
        );
        assert_found(
            Personal::Phone,
            &[
                ("+49 30 1234567", "+49 30 1234567"),
                ("+491701234567", "+491701234567"),
                ("Tel:030 123 4567", "030 123 4567"),
                ("(0221) 123-456-7", "(0221) 123-456-7"),
                ("+44 (0)20 7946 0958", "+44 (0)20 7946 0958"),
                ("+(44) 20 7946 0958", "+(44) 20 7946 0958"),
                ("020 7946 0958, thanks", "020 7946 0958"),
                ("0171/1234567", "0171/1234567"),
                ("030 - 12345678", "030 - 12345678"),
                ("01.02.03.04.05", "01.02.03.04.05"),
                ("0 800 123 456", "0 800 123 456"),
                ("0049 30 1234567", "0049 30 1234567"),
                ("+1 (555) 010-0199", "+1 (555) 010-0199"),
                ("2026-03-01 0221 123 456", "0221 123 456"),
                ("3 of 5, 030\u{a0}123\u{a0}4567", "030\u{a0}123\u{a0}4567"),
            ],
        );
    }

    #[test]
    fn what_only_looks_like_it_is_left_alone() {
        // Addresses, accounts (a wrong digit, another length, no country), cards (a wrong digit, no
        // issuer, another length, a part of something), phones (dates, times, versions, amounts).
        let texts = "@home | jo@ | jo@localhost | a @ b.org | pkg@1.2.3 | x@y.z | 5@3.50 | @a.org
            DE88370400440532013000 | DE8937040044053201300 | GB82WEST123456987654321
            AB12 order 4711 | at12 we closed the shop for the day | TK26 0301 0000 4711
            4111111111111112 | 1111111111111117 | 411111111111 | 41111111111111111111
            ORD4111111111111111 | ORD-4111111111111111 | 0.4111111111111111
            550e8400-e29b-41d4-a716-446655440000 | 20260301090507123 | 1772323200000
            2026-03-01 | 01.02.2026 14:05 | 01-02-2026 14:05:33 | 01/02/2026 09.30
            01.02.26 14.05 | 2026-03-01T09:05:07+01:00 | 2026-03-01 09:05:07.123456 +0200
            00:00:00.000000 | 08:00-16:30 | 08.00 - 16.30 | 0301234567 | (212) 555-0100
            555 0100 | T-1001 | INV-0123-456-789 | #0123 456 789 | 000 123 456 789
            0.12.345.6789 | 1.0.123.4567 | 0.123456789 | 1,234,567.00 | 4 000 000 000 EUR
            0-306-40615-2 | 978-0-306-40615-7 | 01067 Dresden | SW1A 0AA | 192.168.001.001
            01/2026/001234 | shop.example/0123-456-789 | 2 + 300000000 more | 1+234567890
            1.23E+16 | +1 555 010 |  | 0 | + | Ticket 40001, 45 min, 12.50 | 10 000 000 000";
        for text in texts.split(['|', '\n']).map(str::trim) {
            assert_eq!(personal(text), None, "{text:?}");
        }
    }

    #[test]
    fn any_text_is_looked_through() {
        let strings = [
            "ü@ü",
            "０１２ ３４５ ６７８ ９",
            "DE89\u{301}",
            "🙂+49",
            "+",
            "0)(",
            "DE8ü",
            "@",
            "0\u{a0}",
        ];
        for text in strings {
            assert_eq!(personal(text), None, "{text:?}");
        }
    }
}
