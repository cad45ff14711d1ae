//! `detente tell`

use detente_papers::{document, letter, telling};
use detente_talks::{Act, Desk, Origin, Sent};

use crate::arguments::Tell;
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, read_at_most};
use crate::session::{Session, style, write_page};

pub(crate) fn run(arguments: &Tell) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let Some(path) = &arguments.document else {
        let all = session.desk()?.telling(&arguments.party)?;
        return session.print(&all, || telling(&all, &style()));
    };
    if !std::fs::metadata(path).is_ok_and(|there| there.is_file()) {
        return Err(Failure::help(format!("{} is not a file", path.display()), "name a text file"));
    }
    let words = String::from_utf8(read_at_most(path, LARGEST_FILE)?).map_err(|_| {
        Failure::help(
            format!("{} is not UTF-8 text", path.display()),
            "save it as plain text or Markdown, in UTF-8",
        )
    })?;
    let sentences = detente_talks::split(&words);
    for declared in &arguments.origin {
        let (sentence, of) = declared_of(declared, &sentences, arguments.send.as_deref())?;
        let desk = session.desk()?;
        let all = origins(&desk, of)?;
        let known = desk.state.confidences.sources.get(&detente_talks::plain(&sentence));
        if known.is_none_or(|known| *known != all) {
            session.act(|_| Ok(Act::Source { sentence: sentence.clone(), origins: all.clone() }))?;
        }
    }
    let notes = super::note::words_of_notes(&mut session)?;
    let report = {
        let desk = session.desk()?;
        // For anyone but a mediator the refusal is that of the list.
        desk.telling(&desk.state.case.parties.first().map(|party| party.id.clone()).unwrap_or_default())?;
        if arguments.party != detente_talks::OUTSIDE {
            desk.telling(&arguments.party)?;
        }
        desk.document_beside(&arguments.party, arguments.send.as_deref(), &words, &notes)
    };
    let Some(title) = &arguments.send else {
        session.print(&report, || document(&report, &style()))?;
        return if report.may_go { Ok(()) } else { Err(Failure::No) };
    };
    let sent = Sent { to: vec![arguments.party.clone()], title: title.clone(), words: words.clone() };
    session.act(|_| Ok(Act::Send(sent.clone())))?;
    if let Some(path) = &arguments.write {
        write_page(path, &letter(title, &words))?;
    }
    session.report()
}

/// `3=own`: the sentence, and what is said of it.
fn declared_of<'a>(
    declared: &'a str,
    sentences: &[String],
    title: Option<&str>,
) -> Result<(String, &'a str), Failure> {
    let wrong = || {
        Failure::help(
            format!("\"{declared}\" says of no sentence where it comes from"),
            format!("write NUMBER=ORIGIN, for example 1=own; the document has {} sentences", sentences.len()),
        )
    };
    let (number, of) = declared.split_once('=').ok_or_else(wrong)?;
    let sentence = match number.trim().parse::<usize>() {
        Ok(0) => title,
        Ok(nth) => sentences.get(nth - 1).map(String::as_str),
        Err(_) => None,
    };
    Ok((sentence.ok_or_else(wrong)?.to_string(), of))
}

fn origins(desk: &Desk<'_>, of: &str) -> Result<Vec<Origin>, Failure> {
    // A public source may have a `+` in its address.
    if let Some(source) = of.trim().strip_prefix("public:") {
        return Ok(vec![Origin::Public(source.trim().into())]);
    }
    of.split('+')
        .map(str::trim)
        .map(|origin| match (origin, origin.split_once(':')) {
            ("own", _) => Ok(Origin::Own),
            ("table", _) => Ok(Origin::Table),
            (_, Some(("conduct", side))) => Ok(Origin::Conduct(side.trim().into())),
            _ => match origin.parse::<usize>() {
                Ok(number) => Ok(Origin::Item(desk.numbered(number)?.number)),
                Err(_) => Err(Failure::help(
                    format!("\"{origin}\" is no origin"),
                    "own, table, public:SOURCE, conduct:PARTY, or the number of an act",
                )),
            },
        })
        .collect()
}
