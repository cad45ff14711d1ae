//! Forms for people who act on paper: one page of HTML each, to be printed, filled in by hand, recorded by one person and
//! attested by another.

use askama::Template;
use detente_talks::{Agreement, Proposal, View};

use crate::safe::{clean, name};

/// What a form is for.
#[derive(Clone, Copy, Debug)]
pub enum Form<'a> {
    /// To agree to the mediation.
    Agreement(&'a Agreement),
    /// To respond to the clauses of the tabled text.
    Response(&'a View),
    /// To adopt a text: its exact words, its digest and its code.
    Adoption {
        /// What was put.
        proposal: &'a Proposal,
        /// The exact bytes that are adopted.
        words: &'a str,
        /// What the dispute is called.
        title: &'a str,
    },
    /// To note down a meeting, for a dispute.
    Meeting {
        /// What the dispute is called.
        title: &'a str,
    },
}

#[derive(Template)]
#[template(path = "form.html")]
struct Page {
    title: String,
    of: String,
    lead: Vec<String>,
    blocks: Vec<Block>,
    words: Option<String>,
    code: Option<String>,
    blanks: Vec<(&'static str, usize)>,
    signed: &'static str,
}

/// A part of a form: what it is about, and rows of boxes to tick.
struct Block {
    heading: String,
    lines: Vec<String>,
    rows: Vec<(String, &'static [&'static str])>,
}

const BOXES: &[&str] =
    &["acceptable", "in principle", "rejected", "the wording works", "the wording does not work"];
const DISCUSS: &[&str] = &["discussion asked"];
const YES_NO: &[&str] = &["yes", "no"];

/// The form as one page of HTML, without anything from elsewhere. Whatever comes from the talks is escaped.
pub fn form(form: &Form<'_>) -> String {
    match page(form).render() {
        Ok(page) => page,
        // The template has no part that can fail, and a String takes all that is written.
        Err(error) => crate::safe::escaped(&error.to_string()),
    }
}

fn page(form: &Form<'_>) -> Page {
    match form {
        Form::Agreement(agreement) => Page {
            title: "Agreement to mediate".into(),
            of: name(&agreement.title),
            lead: vec!["Signing this begins nothing until every party has signed the same terms.".into()],
            blocks: agreement.terms.iter().map(|(heading, words)| said(heading, words)).collect(),
            words: None,
            code: Some(agreement.code.clone()),
            blanks: vec![("For the party", 1)],
            signed: "Signature of a principal or plenipotentiary, place and date",
        },
        Form::Response(view) => Page {
            title: "Answers to the tabled text".into(),
            of: name(&view.title),
            lead: response_lead(view),
            blocks: view.text.iter().chain(&view.others).flat_map(response_blocks).collect(),
            words: None,
            code: None,
            blanks: vec![("Conditions, other words, remarks", 5)],
            signed: "Signature, place and date",
        },
        Form::Adoption { proposal, words, title } => Page {
            title: "Adoption".into(),
            of: name(title),
            lead: vec![
                match &proposal.track {
                    Some(track) => {
                        format!("Track {} of {}, Rev.{}", clean(track), clean(&proposal.text), proposal.revision)
                    }
                    None => format!("{}, Rev.{}, whole", clean(&proposal.text), proposal.revision),
                },
                "By signing, the principal adopts exactly the words below. The code is made from them: it changes with \
                 every letter, so compare it with the code on the screen."
                    .into(),
                format!("SHA-256: {}", proposal.digest),
            ],
            blocks: Vec::new(),
            words: Some(words.lines().map(|line| format!("{}\n", clean(line))).collect()),
            code: Some(proposal.code.clone()),
            blanks: vec![("For the party", 1)],
            signed: "Signature of the principal, place and date",
        },
        Form::Meeting { title } => Page {
            title: "Note of a meeting".into(),
            of: name(title),
            lead: vec!["Of a meeting off the record only that it was held is written down, or nothing.".into()],
            blocks: vec![Block {
                heading: "What sort".into(),
                lines: Vec::new(),
                rows: vec![
                    (String::new(), &["session", "caucus", "without mediators", "consultation"]),
                    ("off the record".into(), YES_NO),
                    ("it failed".into(), YES_NO),
                ],
            }],
            words: None,
            code: None,
            blanks: vec![
                ("Day, place, how long", 1),
                ("Who was there", 2),
                ("Level, track, clauses", 1),
                ("Clause by clause: who said what, in their own words", 8),
                ("Undertakings, next step", 3),
                ("What came of it", 2),
            ],
            signed: "Who writes this down, and who attests it",
        },
    }
}

fn said(heading: &str, words: &str) -> Block {
    Block { heading: clean(heading), lines: vec![clean(words)], rows: Vec::new() }
}

fn response_lead(view: &View) -> Vec<String> {
    let mut lead: Vec<String> = view
        .text
        .iter()
        .map(|text| {
            format!(
                "{}, Rev.{} of {}; code of its words: {}",
                clean(&text.path),
                text.revision,
                text.tabled,
                text.code
            )
        })
        .collect();
    lead.push(format!("For {}", name(&view.viewer)));
    lead.push(
        "Tick what holds. Leave a clause alone to say nothing on it. An acceptance counts only where the wording works \
         too. The mediators and your own side read this, nobody else."
            .into(),
    );
    lead
}

fn response_blocks(text: &detente_talks::TextView) -> Vec<Block> {
    let block = |clause: &detente_talks::ClauseView| {
        let mut rows: Vec<(String, &'static [&'static str])> = Vec::new();
        for (choice, options) in clause.options.iter().enumerate() {
            for option in options {
                // As `--option` takes it, where there are several choices.
                let which = if clause.options.len() > 1 { format!("{}:", choice + 1) } else { String::new() };
                rows.push((clean(&format!("{which}{option}")), BOXES));
            }
        }
        if rows.is_empty() {
            rows.push(("as it stands".into(), BOXES));
        }
        rows.push((String::new(), DISCUSS));
        Block {
            heading: clean(&format!("Clause {}", clause.number)),
            lines: vec![clean(&clause.words), format!("Status printed: {}", clause.status.words())],
            rows,
        }
    };
    text.clauses.iter().map(block).collect()
}
