//! Headers of columns that hold who or where a customer is.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words of headers that mean a person who is a customer.
const CUSTOMERS: &str = "caller cliente client contact contacto customer demandeur guest informador klant kontakt \
     kunde kunden patient reporter requester solicitante submitter";

/// Words of headers that mean what leads to a person.
const DETAILS: &str = "address adresse anschrift apellido apellidos birth birthday coordinate coordinates correo \
     courriel direccion email endereco fax firstname handy iban landmark lastname latitude \
     location longitude mail mobile name names nom nombre nome phone plz postcode prenom street \
     surname tel telefon telefone telefono zip";

/// How words end that are put together from those.
const ENDINGS: &str = "adresse address mail name nummer phone telephone";

/// Words that say that a header means something else after all: staff, a thing, or a measure.
const OTHERS: &str = "agency agent agente assignee brand category channel comment effort group interactions \
     messages method outcome product queue rating reason replies resolution satisfaction score \
     sentiment stage status team tier time type voicemail wait";

/// Whether a column's header says that it holds who or where a customer is. Headers of staff and of
/// things are none.
///
/// ```
/// use moments::privacy::is_identity;
/// assert!(is_identity("Requester email") && is_identity("customerName"));
/// assert!(!is_identity("Agent name") && !is_identity("Contact reason"));
/// ```
pub fn is_identity(header: &str) -> bool {
    let words = words(header);
    let is_one_of = |list: &str| words.iter().any(|w| list.split(' ').any(|listed| listed == w));
    let is_composed = || words.iter().any(|w| ENDINGS.split(' ').any(|end| w.ends_with(end)));
    !is_one_of(OTHERS) && (is_one_of(CUSTOMERS) || is_one_of(DETAILS) || is_composed())
}

/// The words of a header in lower case, without accents; a capital after a small letter begins one.
pub fn words(header: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in header.nfd().filter(|c| !is_combining_mark(*c)) {
        if !c.is_alphanumeric() || was_small && c.is_uppercase() {
            words.push(String::new());
        }
        was_small = c.is_lowercase();
        let word = words.last_mut().into_iter();
        word.for_each(|word| word.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())));
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_customers_are_told_from_others() {
        let headers =
            "Name | Customer Name | customerName | customer_id | E-Mail | Email | Requester
            requester_email | Submitter | Contact Phone Number | Contact | Full name
            Incident Address | Telefon | Teléfono | Dirección | Correo electrónico | Adresse
            Nom | Prénom | Nombre | Cliente | Kundenname | Telefonnummer | Vorname
            Customer Age | Date of birth | caller_id | Informador | Street Name
            source.author.email | Latitude | Incident Zip";
        for header in headers.split(['|', '\n']).map(str::trim) {
            assert!(is_identity(header), "{header}");
        }
        let headers =
            "Id | Ticket ID | Agent Name | Agency Name | Agent e-mail | Assignee name | Team name
            Group | Contact type | Location type | Contact reason | customer_messages
            Customer Satisfaction Rating | Requester wait time in minutes | customer_outcome
            Customer interactions | First contact resolution | Product name | Status | Via
            Channel | Created at | Unnamed: 0 | nominal |  | —";
        for header in headers.split(['|', '\n']).map(str::trim) {
            assert!(!is_identity(header), "{header}");
        }
    }
}
