//! Amounts of money.

/// An amount of money as an export writes it: digits with a point or a comma at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount<'r>(&'r str);

/// So many digits behind a separator may as well be thousands.
const THOUSANDS: usize = 3;

impl<'r> Amount<'r> {
    /// Reads a cell.
    pub(super) fn read(cell: &'r [u8]) -> Option<Amount<'r>> {
        let (mut points, mut digits) = (0, 0);
        let is_part = |byte: &u8| {
            points += u32::from(matches!(byte, b'.' | b','));
            digits += u32::from(byte.is_ascii_digit());
            matches!(byte, b'.' | b',' | b'0'..=b'9')
        };
        let is_amount = cell.strip_prefix(b"-").unwrap_or(cell).iter().all(is_part);
        let is_amount = is_amount && points < 2 && digits > 0;
        std::str::from_utf8(cell).ok().filter(|_| is_amount).map(Amount)
    }

    /// As the export writes it.
    pub fn as_written(self) -> &'r str {
        self.0
    }

    /// Whether it is more than nothing.
    pub fn is_positive(self) -> bool {
        !self.0.starts_with('-') && self.0.contains(|c| ('1'..='9').contains(&c))
    }

    /// With a point before its decimals; nothing where its separator could part thousands.
    pub fn plain(self) -> Option<String> {
        let (whole, decimals) = self.0.split_once(['.', ',']).unwrap_or((self.0, ""));
        let sign = if whole.starts_with('-') { "-" } else { "" };
        let whole = whole.trim_start_matches(['-', '0']);
        let whole = if whole.is_empty() { "0" } else { whole };
        match decimals {
            "" => Some(format!("{sign}{whole}")),
            _ if decimals.len() == THOUSANDS => None,
            _ => Some(format!("{sign}{whole}.{decimals}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_digits_with_one_separator() {
        for (cell, positive, plain) in [
            ("25", true, Some("25")),
            ("12.50", true, Some("12.50")),
            ("12,5", true, Some("12.5")),
            ("007.10", true, Some("7.10")),
            (".5", true, Some("0.5")),
            ("25.", true, Some("25")),
            ("0,00", false, Some("0.00")),
            ("-3.10", false, Some("-3.10")),
            ("1,200", true, None),
        ] {
            let amount = Amount::read(cell.as_bytes()).unwrap();
            assert_eq!(amount.is_positive(), positive, "{cell}");
            assert_eq!(amount.plain().as_deref(), plain, "{cell}");
        }
        for cell in ["", ".", "-", "1.2.3", "1,200.50", "£5", "5 GBP"] {
            assert_eq!(Amount::read(cell.as_bytes()), None, "{cell}");
        }
    }
}
