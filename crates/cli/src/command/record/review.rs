//! `detente record review`

use std::io::BufRead;

use detente_papers::{Style, proposal, proposals};
use detente_record::{CORRECTABLE, Proposal, Tier, Waiting};

use crate::arguments::{Format, Review};
use crate::console::{coloured, complain, plain};
use crate::failure::Failure;
use crate::ledger::Ledger;
use crate::output::{say, say_json};

pub(crate) fn run(arguments: &Review) -> Result<(), Failure> {
    let style = Style { width: 80, colour: coloured() };
    if arguments.list {
        let ledger = Ledger::open(&arguments.case)?;
        ledger.may_decide(&arguments.person)?;
        let waiting: Vec<Proposal> =
            ledger.proposals.iter().filter(|proposal| proposal.waits()).cloned().collect();
        return match arguments.format {
            Format::Json => say_json(&Waiting::new(Vec::new(), waiting)),
            Format::Text => say(&proposals(&waiting, &ledger.cast, &style)),
        };
    }
    let mut corrections = Vec::new();
    for said in &arguments.correct {
        let Some((field, value)) = said.split_once('=') else {
            return Err(Failure::help(
                format!("\"{said}\" is no correction"),
                "write FIELD=VALUE, such as speaker=reyl",
            ));
        };
        corrections.push((field.trim().to_owned(), value.to_owned()));
    }
    if !corrections.is_empty() && arguments.accept.len() != 1 {
        return Err(Failure::help("--correct goes with one --accept", "correct and accept them one by one"));
    }
    if arguments.accept.is_empty() && arguments.reject.is_empty() {
        return ask(arguments, &style);
    }
    let mut ledger = Ledger::open_to_write(&arguments.case)?;
    ledger.may_decide(&arguments.person)?;
    for id in &arguments.accept {
        ledger.accept(id, &arguments.person, &corrections)?;
    }
    for id in &arguments.reject {
        ledger.reject(id, &arguments.person)?;
    }
    ledger.save()?;
    for (field, value) in &corrections {
        if field == "speaker" && !value.trim().is_empty() && ledger.cast.position(value.trim()).is_none() {
            complain(&format!("note: {} is nobody of the case; it is kept as a name\n", plain(value.trim())));
        }
    }
    let (yes, no) = (arguments.accept.len(), arguments.reject.len());
    say(&format!("{yes} accepted, {no} rejected; {} wait.\n", waiting(&ledger, true).len()))
}

fn waiting(ledger: &Ledger, weak: bool) -> Vec<String> {
    let fits = |proposal: &&Proposal| proposal.waits() && (weak || proposal.tier != Tier::Weak);
    ledger.proposals.iter().filter(fits).map(|proposal| proposal.entry.id.clone()).collect()
}

/// One after the other; each answer is kept at once. The record is held only while an answer is written, not while somebody thinks.
fn ask(arguments: &Review, style: &Style) -> Result<(), Failure> {
    let mut ledger = Ledger::open(&arguments.case)?;
    ledger.may_decide(&arguments.person)?;
    let decide = |change: &dyn Fn(&mut Ledger) -> Result<(), Failure>| -> Result<(), Failure> {
        let mut ledger = Ledger::open_to_write(&arguments.case)?;
        change(&mut ledger)?;
        ledger.save()
    };
    let ids = waiting(&ledger, arguments.weak);
    let mut answers = std::io::stdin().lock().lines();
    let mut answer = move || answers.next().and_then(Result::ok);
    let (mut yes, mut no) = (0, 0);
    'all: for (nth, id) in ids.iter().enumerate() {
        let Some(at) = ledger.proposals.iter().position(|proposal| proposal.entry.id == *id) else {
            continue;
        };
        say(&proposal(&ledger.proposals[at], &ledger.cast, style))?;
        let mut corrections: Vec<(String, String)> = Vec::new();
        loop {
            say(&format!("{} of {}: [a]ccept, [c]orrect, [r]eject, [s]kip, [q]uit? ", nth + 1, ids.len()))?;
            let Some(said) = answer() else { break 'all };
            match said.trim() {
                "a" => match decide(&|ledger| ledger.accept(id, &arguments.person, &corrections)) {
                    Ok(()) => {
                        yes += 1;
                        break;
                    }
                    Err(Failure::Input { what, help }) => {
                        say(&format!("{what}; {}\n", help.unwrap_or_default()))?;
                        if !corrections.is_empty() {
                            say("Its corrections are dropped; make them again.\n")?;
                        }
                        corrections.clear();
                    }
                    Err(failure) => return Err(failure),
                },
                "r" => match decide(&|ledger| ledger.reject(id, &arguments.person)) {
                    Ok(()) => {
                        no += 1;
                        break;
                    }
                    Err(Failure::Input { what, help }) => {
                        say(&format!("{what}; {}\n", help.unwrap_or_default()))?;
                    }
                    Err(failure) => return Err(failure),
                },
                "s" => break,
                "q" => break 'all,
                "c" => {
                    let fields = CORRECTABLE.map(|field| format!("  {}: {}\n", field.0, field.1)).concat();
                    say(&format!("{fields}FIELD=VALUE? "))?;
                    let Some(said) = answer() else { break 'all };
                    match said.split_once('=') {
                        Some((field, value)) => corrections.push((field.trim().into(), value.into())),
                        None => say("Write FIELD=VALUE.\n")?,
                    }
                }
                _ => say("a, c, r, s or q.\n")?,
            }
        }
    }
    ledger = Ledger::open(&arguments.case)?;
    say(&format!("\n{yes} accepted, {no} rejected; {} wait.\n", waiting(&ledger, true).len()))
}
