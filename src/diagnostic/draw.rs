//! Problems drawn for people, as JSON, or as a CI log's annotations.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::{Problem, Problems, Severity};

/// For whom problems are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a person, with colours or without.
    Human {
        /// Whether the terminal shows colours.
        colours: bool,
    },
    /// A JSON object a line.
    Json,
    /// The annotations that a GitHub log turns into notes at the line.
    Github,
}

/// All problems, sorted; ends with a line end unless there are none.
pub fn draw(problems: &Problems, format: Format) -> String {
    let sorted = problems.sorted();
    let one = |problem: &Problem| match format {
        Format::Human { colours } => human(problem, colours) + "\n",
        Format::Json => json(problem),
        Format::Github => github(problem),
    };
    sorted.iter().map(|problem| one(problem) + "\n").collect()
}

fn human(problem: &Problem, colours: bool) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level.primary_title(problem.message.as_str()).elements([] as [Origin<'_>; 0]);
    if let Some(place) = &problem.place {
        let path = place.file.to_string_lossy();
        match (&place.excerpt, place.line) {
            (Some(excerpt), Some(line)) => {
                let (start, end) = excerpt.marked;
                let mark = AnnotationKind::Primary.span(start..end);
                let snippet = Snippet::source(excerpt.text.as_str()).line_start(line);
                group = group.element(snippet.path(path).annotation(mark));
            }
            (_, Some(line)) => group = group.element(Origin::path(path).line(line)),
            _ => group = group.element(Origin::path(path)),
        }
    }
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    if problem.place.is_none() {
        // Without a place there is no margin for the help to hang on.
        let help = problem.help.iter().map(|help| format!("\n  = help: {help}"));
        return renderer.render(&[group]) + &help.collect::<String>();
    }
    for help in &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

fn json(problem: &Problem) -> String {
    let place = problem.place.as_ref();
    json!({
        "severity": severity(problem),
        "message": problem.message,
        "file": place.map(|p| p.file.to_string_lossy()),
        "line": place.and_then(|p| p.line),
        "column": place.and_then(|p| p.column),
        "help": problem.help,
    })
    .to_string()
}

fn severity(problem: &Problem) -> &'static str {
    match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn github(problem: &Problem) -> String {
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let mut properties = Vec::new();
    if let Some(place) = &problem.place {
        properties.push(format!("file={}", property(&place.file.to_string_lossy())));
        properties.extend(place.line.map(|line| format!("line={line}")));
        properties.extend(place.column.map(|column| format!("col={column}")));
    }
    let mut text = problem.message.clone();
    for help in &problem.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    let gap = if properties.is_empty() { "" } else { " " };
    format!("::{}{gap}{}::{}", severity(problem), properties.join(","), escape(&text))
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    fn example() -> Problems {
        let text = "title = \"x\"\ntitel = \"y\"\n";
        let place = Place::span("moments.toml", text, 12..17);
        Problem::error("unknown key `titel`").at(place).help("did you mean `title`?").into()
    }

    #[test]
    fn people_see_file_line_mark_and_help() {
        let expected = "\
error: unknown key `titel`
 --> moments.toml:2:1
  |
2 | titel = \"y\"
  | ^^^^^
  |
  = help: did you mean `title`?

";
        assert_eq!(draw(&example(), Format::Human { colours: false }), expected);
    }

    #[test]
    fn a_ci_log_gets_an_annotation() {
        let expected = "::error file=moments.toml,line=2,col=1::unknown key `titel`%0Ahelp: did \
                        you mean `title`?\n";
        assert_eq!(draw(&example(), Format::Github), expected);
    }

    #[test]
    fn json_is_an_object_a_line() {
        let expected = "{\"column\":1,\"file\":\"moments.toml\",\"help\":[\"did you mean \
                        `title`?\"],\"line\":2,\"message\":\"unknown key \
                        `titel`\",\"severity\":\"error\"}\n";
        assert_eq!(draw(&example(), Format::Json), expected);
    }
}
