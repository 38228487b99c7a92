//! The names of months and weekdays in English, Spanish, German, French and Portuguese, in plain
//! letters.

const MONTHS: [&[&str]; 12] = [
    &["january", "enero", "januar", "janner", "janvier", "janeiro"],
    &["february", "febrero", "februar", "fevrier", "fevereiro"],
    &["march", "marzo", "marz", "maerz", "mrz", "mars", "marco"],
    &["april", "abril", "avril"],
    &["may", "mayo", "mai", "maio"],
    &["june", "junio", "juni", "juin", "junho"],
    &["july", "julio", "juli", "juillet", "julho"],
    &["august", "agosto", "aout"],
    &["september", "septiembre", "setiembre", "septembre", "setembro"],
    &["october", "octubre", "oktober", "octobre", "outubro"],
    &["november", "noviembre", "novembre", "novembro"],
    &["december", "diciembre", "dezember", "decembre", "dezembro"],
];

const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "lunes", "montag", "lundi", "segunda"],
    &["tuesday", "martes", "dienstag", "mardi", "terca"],
    &["wednesday", "miercoles", "mittwoch", "mercredi", "quarta"],
    &["thursday", "jueves", "donnerstag", "jeudi", "quinta"],
    &["friday", "viernes", "freitag", "vendredi", "sexta"],
    &["saturday", "sabado", "samstag", "sonnabend", "samedi"],
    &["sunday", "domingo", "sonntag", "dimanche"],
];

/// The month, 1 to 12, of a name or of its first three letters or more, in any case; nothing where
/// they are those of two months, as in the French `jui`.
pub(super) fn month(word: &[u8]) -> Option<u32> {
    let mut fitting = (1..).zip(MONTHS).filter(|(_, names)| begins_one(names, word));
    let (month, _) = fitting.next().filter(|_| word.len() >= 3)?;
    fitting.next().is_none().then_some(month)
}

/// Whether a word is the name of a weekday, or its first two letters or more, in any case.
pub(super) fn is_weekday(word: &[u8]) -> bool {
    word.len() >= 2 && WEEKDAYS.iter().any(|names| begins_one(names, word))
}

fn begins_one(names: &[&str], word: &[u8]) -> bool {
    let mut starts = names.iter().filter_map(|name| name.as_bytes().get(..word.len()));
    starts.any(|start| start.eq_ignore_ascii_case(word))
}
