//! Shortcodes, from the text to the parts.

use std::path::Path;
use std::time::{Duration, Instant};

use super::*;
use crate::config::{FigureCall, GroupCall, Of, Project, parse as configuration};
use crate::diagnostic::{Format, draw};
use crate::privacy::Names;
use crate::source::{Naming, Person};
use crate::tree::Text;

/// The parts of a page with this text, and what is said of it.
fn page(body: &str) -> (Page, String) {
    let text = format!("+++\ntitle = \"T\"\n+++\n{body}");
    let document = Document { file: "content/t.md".into(), text: text.into() };
    let mut problems = Problems::default();
    let toml = "title = \"T\"\n[[sources]]\nname = \"a\"\nfiles = \"a.csv\"\n";
    let toml = Text { file: Path::new("moments.toml"), text: toml };
    let config = configuration(toml, &mut problems).unwrap();
    let project = Project { folder: "/nowhere".into() };
    let shelf = Shelf::new(&project, &[]);
    let desk = Desk { today: Day(20_000), with_drafts: false };
    let people = [person()];
    let facts = [fact()];
    let names = Names::of(&people);
    let people = People::new(&people, &names, &config, desk.today);
    let reference = Reference { config: &config, shelf: &shelf, people, facts: &facts };
    let mut stories = parse(&[document], reference, desk, &mut problems);
    (stories.pages.remove(0), draw(&problems, Format::Github))
}

fn person() -> Person {
    Person {
        id: "tom".into(),
        name: "Tom Ashby".into(),
        team: "bench".into(),
        naming: Naming::Full,
        may_be_seen: true,
        joined: None,
        left: None,
        agent: String::new(),
        line: 2,
    }
}

fn fact() -> Fact {
    let (id, statement) = ("f".into(), "one's in ten".into());
    Fact { id, statement, source: "Ek".into(), year: 2007, line: 2 }
}

/// The parts in short: markup as it stands, calls in brackets.
fn short(body: &str) -> String {
    let (page, said) = page(body);
    assert_eq!(said, "", "{body}");
    let of = |group: &GroupCall| format!(" {}={}", group.by.name(), group.key.value);
    let parts = page.body.iter().map(|part| match part {
        Part::Markup(html) => html.to_string(),
        Part::Call(Call::Interactions(ids)) => {
            format!("[{}]", ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" "))
        }
        Part::Call(Call::Value(ValueCall { metric, group, period })) => {
            let period = match period {
                Period::Newest => String::new(),
                Period::All => " all".to_owned(),
                Period::Month(month) => format!(" {}", month.start()),
            };
            let group = group.as_ref().map_or(String::new(), of);
            format!("[{}{group}{period}]", metric.value)
        }
        Part::Call(Call::Figure(FigureCall { metric, of: whose, show })) => {
            let whose = match whose {
                Of::All => String::new(),
                Of::Each(by) => format!(" {}", by.name()),
                Of::One(group) => of(group),
            };
            format!("[{show:?} {}{whose}]", metric.value)
        }
    });
    parts.collect::<String>().replace('\n', "")
}

/// Line, column, message and help of all that is said.
fn said(body: &str) -> String {
    let said = page(body).1;
    let lines = said.lines().map(|line| {
        let (place, message) = line.split_once("::").unwrap().1.split_once("::").unwrap();
        let place = place.split_once("line=").unwrap().1.replace(",col=", ":");
        format!("{place} {}\n", message.replace("%0Ahelp: ", " | "))
    });
    lines.collect()
}

#[test]
fn people_and_facts_become_words_of_the_text() {
    for (body, expected) in [
        (
            "{{ person(id=\"tom\") }}'s day. {{person(id=\"tom\")}} went.",
            "<p>Tom Ashby’s day. Tom went.</p>",
        ),
        ("# {{ person(id=\"tom\") }}\n", "<h2 id=\"tom-ashby\">Tom Ashby</h2>"),
        (
            "About {{ fact(id=\"f\") }}, they **say**.",
            "<p>About one’s in ten (Ek, 2007), they <strong>say</strong>.</p>",
        ),
        (
            "[{{ person(id=\"tom\") }}](https://a.example)",
            "<p><a href=\"https://a.example\">Tom Ashby</a></p>",
        ),
    ] {
        assert_eq!(short(body), expected, "{body}");
    }
    assert_eq!(
        said("{{ person(id=\"tim\") }} {{ fact(id=\"x\") }}"),
        "4:14 there is nobody `tim` in `data/people.csv` | did you mean `tom`?\n\
         4:35 there is no fact `x` in `data/facts.csv` | did you mean `f`?\n"
    );
}

#[test]
fn shortcodes_become_parts_of_the_text() {
    for (body, expected) in [
        ("In {{ value(metric=\"csat\") }}.", "<p>In [csat].</p>"),
        ("{{value(metric=\"csat\")}}", "<p>[csat]</p>"),
        ("{{ value( metric = \"csat\" , period = \"all\" , ) }}", "<p>[csat all]</p>"),
        (
            "a {{ value(\n  metric=\"csat\",\n\n    by=\"team\",\n  key=\"x\",\n  period=\"2026-03\"\n) }} b",
            "<p>a [csat team=x 2026-03-01] b</p>",
        ),
        (
            "**{{ value(metric=\"csat\") }}**, _{{ value(metric=\"ces\") }}_",
            "<p><strong>[csat]</strong>, <em>[ces]</em></p>",
        ),
        ("\"{{ value(metric=\"csat\") }}\"", "<p>“[csat]”</p>"),
        ("# {{ value(metric=\"csat\") }} now", "<h2 id=\"now\">[csat] now</h2>"),
        (
            "| a | b |\n|---|--:|\n| {{ value(metric=\"csat\") }} | b |",
            "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"right\">b</th></tr>\
             </thead><tbody><tr><td>[csat]</td><td class=\"right\">b</td></tr></tbody></table>",
        ),
        (
            "a[^1]\n\n{{ figure(metric=\"csat\") }}\n\nb[^2]\n\n[^1]: {{ value(metric=\"ces\") }}\n[^2]: d",
            "<p>a<sup class=\"footnote-reference\"><a href=\"#note-1\">1</a></sup></p>[Trend csat]\
             <p>b<sup class=\"footnote-reference\"><a href=\"#note-2\">2</a></sup></p>\
             <div class=\"footnote-definition\" id=\"note-1\"><sup class=\"footnote-definition-label\">1\
             </sup><p>[ces]</p></div><div class=\"footnote-definition\" id=\"note-2\"><sup \
             class=\"footnote-definition-label\">2</sup><p>d</p></div>",
        ),
        (
            "a\n\n{{ figure(metric=\"csat\", show=\"control\") }}\n\nb",
            "<p>a</p>[Control csat]<p>b</p>",
        ),
        (
            "{{ figure(metric=\"csat\", by=\"topic\", show=\"splits\") }}\n{{ figure(metric=\"csat\", \
             by=\"topic\", key=\"x\", show=\"number\") }}",
            "[Splits csat topic][Number csat topic=x]",
        ),
        ("{{ interactions(ids=[\"A 1\", \"B\"]) }}", "[A 1 B]"),
        ("{{ interactions(id=\"A\") }}", "[A]"),
        // A quote, a backslash, braces and markup in a key.
        (
            r#"{{ value(metric="csat", by="topic", key="\"}}\\ <b>{{ *x*") }}"#,
            r#"<p>[csat topic="}}\ <b>{{ *x*]</p>"#,
        ),
        ("<b>{{ value(metric=\"csat\") }}</b>", "<p>&lt;b&gt;[csat]&lt;/b&gt;</p>"),
        ("é {{ value(metric=\"csat\") }} \u{e000}\u{f8ff}", "<p>é [csat] \u{e000}\u{f8ff}</p>"),
    ] {
        assert_eq!(short(body), expected, "{body}");
    }
}

#[test]
fn braces_in_code_and_after_a_backslash_are_text() {
    for (body, expected) in [
        ("`{{ x }}` and ``{{ ` }}``", "<p><code>{{ x }}</code> and <code>{{ ` }}</code></p>"),
        ("    {{ x }}", "<pre><code>{{ x }}</code></pre>"),
        ("```\n{{ x }}\n```", "<pre><code>{{ x }}</code></pre>"),
        ("~~~ {{ x }}\n{{ y(\n~~~", "<pre><code class=\"language-{{\">{{ y(</code></pre>"),
        ("> - `{{ x }}`", "<blockquote><ul><li><code>{{ x }}</code></li></ul></blockquote>"),
        (r"\{{ x }}", "<p>{{ x }}</p>"),
        (r"\{{{ x }}}", "<p>{{{ x }}}</p>"),
        (r#"\\{{ value(metric="csat") }}"#, r"<p>\[csat]</p>"),
        ("{ { x } } {x} }}", "<p>{ { x } } {x} }}</p>"),
        (
            "`{{ a` {{ value(metric=\"csat\") }} `}}`",
            "<p><code>{{ a</code> [csat] <code>}}</code></p>",
        ),
    ] {
        assert_eq!(short(body), expected, "{body}");
    }
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let argument = "an argument is written like `metric=\"csat\"`";
    let braces = "two braces that are text are written `\\{{`";
    let end = "a shortcode ends with `) }}`";
    let own = "put it in a paragraph of its own: an empty line before and after it, outside of lists \
               and quotations";
    let cases = [
        ("a {{ }}", format!("4:6 expected one of `figure`, `value`, `interactions`, `person`, `fact`, found `}}` | {braces}")),
        ("{{ figur(x) }}", format!("4:4 there is no shortcode `figur` | did you mean `figure`? | {braces}")),
        ("{{ name }}", format!("4:4 there is no shortcode `name` | there are `figure`, `value`, `interactions`, `person`, `fact` | {braces}")),
        ("{{ figure }}", "4:11 expected `(` after `figure`, found `}` | it is written like `{{ figure(…) }}`".into()),
        ("{{ value(\"csat\") }}", format!("4:10 expected an argument or `)`, found `\"` | {argument}")),
        ("{{ value(metric: \"csat\") }}", format!("4:16 expected `=` after `metric`, found `:` | {argument}")),
        ("{{ value(metric=csat) }}", "4:17 expected a text in double quotes, found `csat` | write `metric=\"…\"`".into()),
        ("{{ value(metric=“csat”) }}", "4:17 expected a text in double quotes, found `“` | write `metric=\"…\"`".into()),
        ("{{ value(metric=\"csat) }}\nb", "4:17 the text has no closing quote | close it with `\"` on the same line".into()),
        ("{{ value(metric=\"cs`at\") }}", "4:20 a backtick cannot stand in a shortcode | name a group by the last part of its page's address".into()),
        ("{{ value(metric=\"cs\\nat\") }}", "4:20 the backslash means nothing here | a quote in a text is written `\\\"`, a backslash `\\\\`".into()),
        ("{{ value(metric=\"csat\" by=\"team\") }}", "4:24 expected `,` or `)`, found `by` | a comma stands between two arguments, `)` after the last".into()),
        ("{{ value(metric=\"csat\", metric=\"ces\") }}", "4:25 `metric` stands twice | take one of the two out".into()),
        ("{{ value(metric=1-2) }}", "4:17 `1-2` is no number | a text stands in double quotes".into()),
        ("{{ value(metric=\"csat\") }", format!("4:25 expected `}}}}`, found `}}` | {end}")),
        ("{{ value(metric=\"csat\")", format!("4:1 the shortcode is never closed | {end}")),
        ("{{ value(metric=\"csat\"\n\nMore.", format!("4:1 the shortcode is never closed | {end}")),
        ("{{ value(metric=1.5) }}", "4:17 `metric` must be text in quotes, found `1.5`".into()),
        ("{{ value(metric=[\"a\"]) }}", "4:17 `metric` must be text in quotes, found a list".into()),
        ("{{ value() }}", "4:1 `metric` is missing".into()),
        ("{{ value(metrik=\"a\") }}", "4:1 `metric` is missing\n4:10 unknown argument `metrik` | did you mean `metric`?".into()),
        ("{{ value(metric=\"a\", show=\"trend\") }}", "4:22 unknown argument `show` | known here: `metric`, `by`, `key`, `period`".into()),
        ("{{ value(metric=\"a\", by=\"teem\", key=\"x\") }}", "4:25 `by` must be one of `channel`, `priority`, `team`, `topic`, found `teem` | did you mean `team`?".into()),
        ("{{ value(metric=\"a\", by=\"team\") }}", "4:25 `by` needs `key` as well | name one group with `key`, or leave `by` out".into()),
        ("{{ value(metric=\"a\", key=\"x\") }}", "4:26 `key` needs `by` as well | write `by = \"team\"` or the like".into()),
        ("{{ value(metric=\"a\", by=\"team\", key=\" \") }}", "4:37 `key` is empty | name one group, as its page is called".into()),
        ("{{ value(metric=\"a\", period=\"2026-13\") }}", "4:29 `period` must be a month or `all`, found `2026-13` | write year and month like `2026-03`, or leave it out for the newest month".into()),
        ("{{ figure(metric=\"a\", show=\"line\") }}", "4:28 `show` must be one of `trend`, `control`, `splits`, `number`, `hours`, `spread`, found `line`".into()),
        ("{{ figure(metric=\"a\", by=\"team\") }}", "4:26 `by` needs `key` as well | name one group with `key`, or write `show = \"splits\"` for all".into()),
        ("{{ figure(metric=\"a\", show=\"splits\") }}", "4:28 `splits` needs `by` | write `by = \"team\"`, or another of `channel`, `topic`, `priority`".into()),
        ("{{ figure(metric=\"a\", by=\"team\", key=\"x\", show=\"splits\") }}", "4:38 `splits` has no `key` | leave `key` out: `splits` shows all groups side by side".into()),
        ("{{ figure(metric=\"a\", by=\"team\", key=\"x\", show=\"hours\") }}", "4:26 this way to show it is of the whole company alone | leave `by` and `key` out".into()),
        ("{{ interactions() }}", "4:1 no interaction is named | write `ids=[\"…\"]`".into()),
        ("{{ interactions(ids=[\"a\", 5]) }}", "4:27 each of `ids` must be text in quotes, found `5`".into()),
        ("{{ interactions(ids=[\"a\" \"b\"]) }}", "4:26 expected `,` or `]`, found `\"` | a list is written like `[\"a\", \"b\"]`".into()),
        ("{{ interactions(ids=[\"a\", \"a\"]) }}", "4:27 `a` stands twice | take one of the two out".into()),
        // Where they stand.
        ("a {{ figure(metric=\"a\") }} b", format!("4:3 a figure cannot stand within a text | {own}")),
        ("- {{ figure(metric=\"a\") }}", format!("4:3 a figure cannot stand within a text | {own}")),
        ("> {{ interactions(id=\"a\") }}", format!("4:3 interactions cannot stand within a text | {}", own.replace("it in", "them in").replace("its own", "their own").replace("after it", "after them"))),
        ("[{{ value(metric=\"a\") }}](/x/)", "4:2 a number cannot stand in a link | it is a link itself, to what it means: put it beside the other".into()),
        ("[a](/{{ value(metric=\"a\") }}/)", "4:6 a shortcode cannot stand here | it stands in the text, not in an address or a name".into()),
        ("[a]: {{value(metric=\"a\")}}", "4:6 a shortcode cannot stand here | it stands in the text, not in an address or a name".into()),
    ];
    for (body, expected) in cases {
        assert_eq!(said(body), format!("{expected}\n"), "{body}");
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let body = "{{ figure(metric=\"a\" show=\"x\") }} and {{ valu(metric=\"a\") }}\n\n\
                Then {{ value(metric=\"a\"\nand {{ value(bi=\"x\", kei=\"y\") }} [b](nowhere.md).";
    let places: Vec<String> =
        said(body).lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(places, ["4:22", "4:42", "7:1", "7:5", "7:14", "7:22", "7:34"]);
}

#[test]
fn the_first_paragraph_of_words_stands_for_a_missing_summary() {
    let body =
        "{{ figure(metric=\"csat\") }}\n\nIt was {{ value(metric=\"csat\") }}\n*so* far.\n\nMore.";
    let runs: Vec<String> = page(body).0.summary.iter().map(|run| format!("{run:?}")).collect();
    assert_eq!(runs.len(), 3, "{runs:?}");
    assert_eq!(runs[0], "Words(\"It was \")");
    assert!(runs[1].starts_with("Value(ValueCall { metric: Spanned { value: \"csat\""), "{runs:?}");
    assert_eq!(runs[2], "Words(\" so far.\")");
}

#[test]
fn ten_thousand_shortcodes_take_no_longer_each_than_one() {
    let started = Instant::now();
    let value = "so {{ value(metric=\"csat\", by=\"team\", key=\"x\") }} and `{{ a }}` ";
    let blocks = "\n\n{{ figure(metric=\"csat\") }}\n\n{{ interactions(ids=[\"a\", \"b\"]) }}\n\n";
    let bad = "{{ value(metric=\"a\" \n\n{{ never( ";
    let (page_of_good, said) = page(&(value.repeat(10_000) + &blocks.repeat(10_000)));
    assert_eq!(said, "");
    let calls = page_of_good.body.iter().filter(|part| matches!(part, Part::Call(_)));
    assert_eq!(calls.count(), 30_000);
    let (_, said) = page(&bad.repeat(2_000));
    assert_eq!(said.lines().count(), 4_000);
    // What grows with the square would take many minutes.
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}
