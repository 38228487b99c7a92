//! Parquet: each row as cells of text. Behind the cargo feature `parquet`.

use std::fmt::Write;
use std::fs::File;
use std::ops::{ControlFlow, RangeInclusive};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::{Type, TypePtr};

use super::{Cells, Record, decode};
use crate::calendar::Day;
use crate::diagnostic::{Place, Problem};

/// Seconds of a day.
const DAY: i64 = 86_400;
/// The days of the years 1 to 9999, which the calendar has.
const DAYS: RangeInclusive<i64> = -719_162..=2_932_896;

/// The names of the columns. Those of groups within the row are joined by dots; lists and maps are
/// left out.
///
/// # Errors
/// When the file is damaged, or holds nothing that can be a cell.
pub(super) fn header(path: &Path, file: &Path) -> Result<Vec<String>, Problem> {
    let (_, schema) = open(path, file)?;
    let mut names = Vec::new();
    schema.get_fields().iter().for_each(|field| name_columns(field, "", &mut names));
    Ok(names)
}

/// Hands every row with its number, from 1, to `each`, until it has seen enough. Stamps and dates are ISO text, with a `Z`
/// where they are of no zone of their own; numbers are text; what is null is empty.
///
/// # Errors
/// When the file is damaged, or packed in a way that cannot be read.
pub(super) fn rows(
    path: &Path,
    file: &Path,
    mut each: impl FnMut(Record<'_>, u64) -> ControlFlow<()>,
) -> Result<(), Problem> {
    let (reader, schema) = open(path, file)?;
    let failed = |error: ParquetError| damaged(&error, file);
    let mut cells = Cells::default();
    let mut text = String::new();
    let rows = reader.get_row_iter(Some((*schema).clone())).map_err(failed)?;
    for (row, number) in rows.zip(1..) {
        cells.clear();
        write_group(&schema, Some(&row.map_err(failed)?), &mut text, &mut cells);
        if each(cells.record(), number).is_break() {
            break;
        }
    }
    Ok(())
}

/// The file and the part of its schema that can be cells.
fn open(path: &Path, file: &Path) -> Result<(SerializedFileReader<File>, TypePtr), Problem> {
    let bytes = File::open(path).map_err(|error| {
        Problem::error(format!("cannot be read: {error}")).at(Place::file(file))
    })?;
    let reader = SerializedFileReader::new(bytes).map_err(|error| damaged(&error, file))?;
    let schema = cells_of(reader.metadata().file_metadata().schema());
    let schema = schema.ok_or_else(|| {
        let problem = Problem::error("no column of the file can be cells of a table");
        problem.at(Place::file(file)).help("lists and maps cannot; export the table as CSV")
    })?;
    Ok((reader, schema))
}

fn damaged(error: &ParquetError, file: &Path) -> Problem {
    let problem = Problem::error(format!("the Parquet file cannot be read: {error}"));
    problem.at(Place::file(file)).help("copy it again, or export the table as CSV")
}

/// A group without lists, maps, and what the record reader cannot turn into a value.
fn cells_of(group: &Type) -> Option<TypePtr> {
    let fields: Vec<TypePtr> = group.get_fields().iter().filter_map(cell_of).collect();
    let info = group.get_basic_info();
    let mut builder = Type::group_type_builder(info.name());
    if info.has_repetition() {
        builder = builder.with_repetition(info.repetition());
    }
    let is_empty = fields.is_empty();
    builder.with_fields(fields).build().ok().filter(|_| !is_empty).map(Arc::new)
}

fn cell_of(field: &TypePtr) -> Option<TypePtr> {
    let info = field.get_basic_info();
    if info.has_repetition() && info.repetition() == Repetition::REPEATED {
        return None;
    }
    match info.converted_type() {
        ConvertedType::LIST
        | ConvertedType::MAP
        | ConvertedType::MAP_KEY_VALUE
        | ConvertedType::INTERVAL => None,
        _ if field.is_primitive() => Some(field.clone()),
        _ => cells_of(field),
    }
}

fn name_columns(field: &Type, above: &str, names: &mut Vec<String>) {
    let name = format!("{above}{}", field.name());
    if field.is_primitive() {
        names.push(name);
    } else {
        let above = format!("{name}.");
        field.get_fields().iter().for_each(|field| name_columns(field, &above, names));
    }
}

/// Adds the cells of a group; all are empty where there is none.
fn write_group(schema: &Type, group: Option<&Row>, text: &mut String, cells: &mut Cells) {
    let mut values = group.map(Row::get_column_iter);
    for field in schema.get_fields() {
        let value = values.as_mut().and_then(Iterator::next).map(|(_, value)| value);
        if !field.is_primitive() {
            let group = value.and_then(|value| match value {
                Field::Group(row) => Some(row),
                _ => None,
            });
            write_group(field, group, text, cells);
        } else {
            text.clear();
            write_value(field, value.unwrap_or(&Field::Null), text);
            cells.push(text.as_bytes());
        }
    }
}

/// Writes a value as the text of a cell.
fn write_value(schema: &Type, value: &Field, text: &mut String) {
    if let Some((count, (unit, is_utc))) = count(value).zip(stamp_unit(schema)) {
        return write_stamp(count, unit, is_utc, text);
    }
    match value {
        Field::Null => {}
        Field::Str(value) => text.push_str(value),
        Field::Bytes(value) => text.push_str(&decode::utf8(value.data())),
        Field::Date(days) => match day((*days).into()) {
            Some(day) => write_all(text, format_args!("{day}")),
            None => write_all(text, format_args!("{days}")),
        },
        // Floats as short as they can be, not with the decimals that a display adds.
        Field::Float(value) => write_all(text, format_args!("{value}")),
        Field::Double(value) => write_all(text, format_args!("{value}")),
        other => write_all(text, format_args!("{other}")),
    }
}

fn write_all(text: &mut String, value: std::fmt::Arguments<'_>) {
    text.write_fmt(value).expect("a string takes everything");
}

/// The whole number that a value may count time in.
fn count(value: &Field) -> Option<i64> {
    match value {
        Field::Long(count) | Field::TimestampMillis(count) | Field::TimestampMicros(count) => {
            Some(*count)
        }
        _ => None,
    }
}

/// How many parts of a second a column's stamps count, and whether they are of UTC.
fn stamp_unit(schema: &Type) -> Option<(i64, bool)> {
    let info = schema.get_basic_info();
    if let Some(LogicalType::Timestamp(stamp)) = info.logical_type_ref() {
        let unit = match stamp.unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        };
        return Some((unit, stamp.is_adjusted_to_u_t_c));
    }
    match info.converted_type() {
        ConvertedType::TIMESTAMP_MILLIS => Some((1_000, true)),
        ConvertedType::TIMESTAMP_MICROS => Some((1_000_000, true)),
        // The old stamps of twelve bytes, which the reader turns into milliseconds.
        _ if schema.get_physical_type() == Physical::INT96 => Some((1_000, true)),
        _ => None,
    }
}

fn day(days: i64) -> Option<Day> {
    DAYS.contains(&days).then_some(Day(days as i32))
}

/// `2026-03-01 09:00:00.250Z`; a number that is no day of ours stays a number.
fn write_stamp(count: i64, unit: i64, is_utc: bool, text: &mut String) {
    let (seconds, part) = (count.div_euclid(unit), count.rem_euclid(unit));
    let Some(day) = day(seconds.div_euclid(DAY)) else {
        return write_all(text, format_args!("{count}"));
    };
    let clock = seconds.rem_euclid(DAY);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    write_all(text, format_args!("{day} {hour:02}:{minute:02}:{second:02}"));
    if part != 0 {
        let digits = unit.ilog10() as usize;
        write_all(text, format_args!(".{part:0digits$}"));
    }
    if is_utc {
        text.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use parquet::data_type::{
        BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type,
    };
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    const SCHEMA: &str = "message tickets {
        required int64 id;
        optional binary topic (UTF8);
        required int64 opened (TIMESTAMP(MICROS, true));
        required int64 local (TIMESTAMP(MILLIS, false));
        required int64 fine (TIMESTAMP(NANOS, true));
        required int32 due (DATE);
        required double cost;
        required int32 price (DECIMAL(9, 2));
        required boolean urgent;
        optional group times { optional int32 reply; }
        optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
    }";

    /// A file with two rows; in the second everything that may be is null.
    fn write(file: File) {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let mut writer = SerializedFileWriter::new(file, schema, Default::default()).unwrap();
        let mut rows = writer.next_row_group().unwrap();
        let (one, none) = (Some([1, 0].as_slice()), None);
        macro_rules! column {
            ($kind:ty, $values:expr, $defined:expr, $repeated:expr) => {
                let mut column = rows.next_column().unwrap().unwrap();
                column.typed::<$kind>().write_batch(&$values, $defined, $repeated).unwrap();
                column.close().unwrap();
            };
        }
        column!(Int64Type, [9_007_199_254_740_993, -1], none, none);
        column!(ByteArrayType, [ByteArray::from("Schlüssel, \"blau\"")], one, none);
        // 2026-03-01 is day 20 513.
        column!(Int64Type, [20_513 * DAY * 1_000_000 + 250, -1_000_000], none, none);
        column!(Int64Type, [(20_513 * DAY + 3_661) * 1_000, 0], none, none);
        column!(Int64Type, [20_513 * DAY * 1_000_000_000 + 5, 0], none, none);
        column!(Int32Type, [20_513, 0], none, none);
        column!(DoubleType, [12.5, 3.0], none, none);
        column!(Int32Type, [1999, -5], none, none);
        column!(BoolType, [true, false], none, none);
        column!(Int32Type, [60], Some([2, 0].as_slice()), none);
        column!(
            ByteArrayType,
            [ByteArray::from("a")],
            Some([3, 0].as_slice()),
            Some([0, 0].as_slice())
        );
        rows.close().unwrap();
        writer.close().unwrap();
    }

    #[test]
    fn every_kind_of_value_is_the_text_that_a_csv_would_have() {
        let file = tempfile::NamedTempFile::new().unwrap();
        write(file.reopen().unwrap());
        let name = Path::new("data/x.parquet");
        let expected = [
            ("id", "9007199254740993", "-1"),
            ("topic", "Schlüssel, \"blau\"", ""),
            ("opened", "2026-03-01 00:00:00.000250Z", "1969-12-31 23:59:59Z"),
            ("local", "2026-03-01 01:01:01", "1970-01-01 00:00:00"),
            ("fine", "2026-03-01 00:00:00.000000005Z", "1970-01-01 00:00:00Z"),
            ("due", "2026-03-01", "1970-01-01"),
            ("cost", "12.5", "3"),
            ("price", "19.99", "-0.05"),
            ("urgent", "true", "false"),
            ("times.reply", "60", ""),
        ];
        assert_eq!(header(file.path(), name).unwrap(), expected.map(|(name, ..)| name));
        let mut found = Vec::new();
        let text = |cell: &[u8]| String::from_utf8(cell.to_vec()).unwrap();
        let note = |row: Record<'_>, line| {
            found.push((line, row.cells().map(text).collect()));
            ControlFlow::Continue(())
        };
        rows(file.path(), name, note).unwrap();
        let first: Vec<String> = expected.map(|(_, first, _)| first.to_owned()).to_vec();
        let second: Vec<String> = expected.map(|(.., second)| second.to_owned()).to_vec();
        assert_eq!(found, [(1, first), (2, second)]);
    }

    #[test]
    fn no_row_is_read_after_enough() {
        let file = tempfile::NamedTempFile::new().unwrap();
        write(file.reopen().unwrap());
        let mut seen = Vec::new();
        let first = |_: Record<'_>, number| {
            seen.push(number);
            ControlFlow::Break(())
        };
        rows(file.path(), Path::new("data/x.parquet"), first).unwrap();
        assert_eq!(seen, [1]);
    }

    #[test]
    fn days_beyond_the_calendar_stay_numbers() {
        assert_eq!(day(-719_163), None);
        assert_eq!(day(-719_162).unwrap().to_string(), "0001-01-01");
        assert_eq!(day(2_932_896).unwrap().to_string(), "9999-12-31");
        assert_eq!(day(2_932_897), None);
    }

    #[test]
    fn half_a_file_is_a_problem() {
        let file = tempfile::NamedTempFile::new().unwrap();
        write(file.reopen().unwrap());
        let length = file.as_file().metadata().unwrap().len();
        file.as_file().set_len(length / 2).unwrap();
        let problem = header(file.path(), Path::new("data/x.parquet")).unwrap_err();
        assert!(problem.message.starts_with("the Parquet file cannot be read: "), "{problem:?}");
    }
}
