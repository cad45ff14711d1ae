//! The documents a mediator's team makes, from what a desk gives for one seat.

use detente_case::text::{BracketReport, Change as Changed, ChangeKind, Text, TextDiff};
use detente_deal::Analysis;
use detente_record::{Cast, Entry, timeline};
use detente_talks::{Journal, TextView};
use jiff::Timestamp;

use super::{Change, Piece, Print, Span};
use crate::names::{Names, Place};
use crate::picks::picks;
use crate::record::{told, when, where_printed, who};
use crate::safe::clean;

/// A text as it is tabled; `clean` leaves only what is not in brackets, and says where something is open.
pub fn tabled(title: &str, source: &str, clean: bool) -> Print {
    let mut print = Print::new(title);
    if !clean {
        print.prose(source);
        return print;
    }
    let text = Text::parse(source);
    let mut words = String::with_capacity(source.len());
    let mut at = 0;
    for bracket in text.brackets.iter().filter(|bracket| bracket.parent.is_none()) {
        words.push_str(&source[at..bracket.span.start]);
        if !words.ends_with('…') && !words.trim_end().ends_with('…') {
            words.push('…');
        }
        at = bracket.span.end;
    }
    words.push_str(&source[at..]);
    print.prose(&words);
    print
}

/// A text with its changes since an earlier revision as tracked changes, dated when the later one was tabled.
pub fn redlined(title: &str, old: &Text, new: &Text, tabled: Timestamp) -> Print {
    let mut print = Print { changed: Some(tabled), ..Print::new(title) };
    for clause in TextDiff::new(old, new).clauses {
        let whole = match clause.kind {
            ChangeKind::Added => Change::In,
            ChangeKind::Removed => Change::Out,
            _ => Change::Kept,
        };
        let mut paragraph: Vec<Span> = Vec::new();
        let end = |paragraph: &mut Vec<Span>, print: &mut Print| {
            if paragraph.iter().any(|span| !span.text.trim().is_empty()) {
                print.pieces.push(Piece::Paragraph(std::mem::take(paragraph), whole));
            }
            paragraph.clear();
        };
        for change in &clause.words {
            let (words, change) = match change {
                Changed::Kept(words) => (words, Change::Kept),
                Changed::Added(words) => (words, Change::In),
                Changed::Removed(words) => (words, Change::Out),
            };
            for (nth, part) in words.split("\n\n").enumerate() {
                if nth > 0 {
                    end(&mut paragraph, &mut print);
                }
                let bare = clean(&part.replace('\\', ""));
                let edge = |blank: bool| if blank { " " } else { "" };
                let before = edge(part.starts_with(char::is_whitespace) && !paragraph.is_empty());
                let after = edge(!bare.is_empty() && part.ends_with(char::is_whitespace));
                let text = format!("{before}{bare}{after}");
                if !text.is_empty() {
                    paragraph.push(Span { text, change, ..Span::default() });
                }
            }
        }
        end(&mut paragraph, &mut print);
    }
    print
}

/// What is open in a text, clause by clause and party by party.
pub fn bracket_report(title: &str, report: &BracketReport) -> Print {
    let mut print = Print::new(title);
    let change = report.before.as_ref().map(|before| {
        format!(" Before: {} open choices, {} pairs of brackets.", before.choices, before.pairs)
    });
    print.paragraph(format!(
        "{} open choices, {} pairs of brackets.{}",
        report.choices,
        report.pairs,
        change.unwrap_or_default()
    ));
    let rows = report.clauses.iter().filter(|clause| clause.pairs > 0).map(|clause| {
        let name = clause.number.clone().unwrap_or_else(|| clause.title.clone());
        vec![name, clause.choices.to_string(), clause.pairs.to_string()]
    });
    print.heading(1, "By clause");
    print.table(&["Clause", "Open choices", "Pairs"], rows.collect());
    let rows = report.by.iter().map(|(party, count)| vec![party.clone(), count.to_string()]);
    print.heading(1, "By who asks for the words");
    print.table(&["Who", "Pairs"], rows.collect());
    print
}

/// Two to four packages: what each says, who gains what, what it rests on. For mediators.
pub fn options_paper(title: &str, analysis: &Analysis) -> Print {
    let names = Names::new(analysis, Place::Page);
    let mut print = Print::new(title);
    print.paragraph("For the mediators alone. Nothing here is for release to a party.");
    let (answer, rests) = crate::closeness(analysis);
    print.paragraph(answer);
    print.paragraph(rests);
    for pick in picks(analysis).iter().take(4) {
        let measures: Vec<&str> = pick.measures.iter().map(|measure| measure.name()).collect();
        print.heading(1, format!("Package: {}", measures.join(", ")));
        let rows = pick.solution.package.0.iter().map(|(issue, option)| {
            let known = analysis.issues.iter().find(|known| *known.id == **issue);
            vec![known.map_or_else(|| issue.to_string(), |known| known.name.clone()), option.to_string()]
        });
        print.table(&["Issue", "Option"], rows.collect());
        let gains =
            pick.solution.worth.iter().zip(&pick.solution.gain).enumerate().map(|(party, (worth, gain))| {
                vec![names.party(party).to_string(), format!("{worth:.2}"), format!("{gain:+.2}")]
            });
        print.table(&["Party", "Worth", "Gain over no agreement"], gains.collect());
    }
    print
}

/// Meetings, as this seat knows of them.
pub fn meeting_note(title: &str, meetings: &Journal) -> Print {
    let mut print = Print::new(title);
    for act in &meetings.acts {
        print.paragraph(format!("{}. {} {} ({})", act.number, act.by, act.what, act.at));
    }
    if meetings.acts.is_empty() {
        print.paragraph("No meeting is on record.");
    }
    print
}

/// Every clause with its status.
pub fn register(title: &str, text: &TextView, live: bool) -> Print {
    let mut print = Print::new(title);
    let of = format!("{} Rev.{}, tabled {}, code {}.", text.path, text.revision, text.tabled, text.code);
    print.paragraph(of);
    print.paragraph(if live {
        "Status as of now, on what every side has said: for the mediators."
    } else {
        "Status as printed with the revision."
    });
    let rows = text.clauses.iter().map(|clause| {
        vec![
            clause.number.clone(),
            clause.title.clone(),
            clause.status.words().to_string(),
            clause.remarks.join("; "),
        ]
    });
    print.table(&["Clause", "Title", "Status", "By whom"], rows.collect());
    print
}

/// Public statements with their sources, issue by issue: what a document may quote, word for word.
pub fn quotations(title: &str, entries: &[Entry], cast: &Cast) -> Print {
    let mut print = Print::new(title);
    print.paragraph("Only what was said in public, as printed there. Words in quotation marks are the speaker's; others are the paper's. A word in brackets before them, such as (denied), is how it was told.");
    let row = |entry: &Entry| {
        vec![
            when(entry),
            who(entry, cast),
            told(entry),
            if entry.outlet.is_some() {
                format!("{}; {}", where_printed(entry), entry.source)
            } else {
                where_printed(entry)
            },
        ]
    };
    let mut left: Vec<&Entry> = timeline(entries);
    for topic in &cast.topics {
        let on = |entry: &&Entry| entry.says.iter().any(|says| says.issue == topic.id);
        let own: Vec<Vec<String>> = left.iter().filter(|entry| on(entry)).map(|entry| row(entry)).collect();
        if !own.is_empty() {
            print.heading(1, &topic.name);
            print.table(&["When", "Who", "What", "Source"], own);
        }
        left.retain(|entry| !on(entry));
    }
    if !left.is_empty() {
        print.heading(1, "On nothing in particular");
        print.table(&["When", "Who", "What", "Source"], left.iter().map(|entry| row(entry)).collect());
    }
    print
}
