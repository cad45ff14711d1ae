//! `detente export`

use detente_talks::{Act, Preset, Request};

use crate::arguments::{Acting, Export, Format};
use crate::console::{complain, plain};
use crate::disk::write_folder;
use crate::failure::Failure;
use crate::load::load;
use crate::output::say;
use crate::problems::Findings;
use crate::session::Session;

pub(crate) fn run(arguments: &Export) -> Result<(), Failure> {
    let mut loaded = load(&arguments.path, &arguments.scenario.settings())?;
    let carries = allowed(arguments)?;
    if arguments.research {
        loaded.case = loaded.case.anonymous();
        loaded.name = "case".into();
    }
    if let Some(warnings) = loaded.warnings() {
        complain(&warnings.drawn());
    }
    let export = detente_formats::write(&loaded.case, arguments.to).map_err(|problems| {
        Failure::Mistakes(Box::new(Findings {
            problems,
            files: loaded.findings.files.clone(),
            folder: String::new(),
        }))
    })?;
    let folder =
        arguments.output.clone().unwrap_or_else(|| format!("{}-{}", loaded.name, arguments.to).into());
    write_folder(&folder, &export.files)?;
    if let Some((mut session, event)) = carries {
        session.act(|_| Ok(Act::Carried { event }))?;
    }
    let mut text = String::new();
    for note in export.notes {
        text.push_str(&format!("{}\n", plain(&note)));
    }
    text.push_str(&format!("Made {} with {} files.\n", folder.display(), export.files.len()));
    say(&text)
}

/// Whether the whole case may leave: once talks were opened, by the rules the parties agreed to. Gives what is to be written
/// down once it has.
fn allowed(arguments: &Export) -> Result<Option<(Session, u64)>, Failure> {
    if arguments.opening.store(&arguments.path)?.is_none() {
        return match arguments.research {
            true => Err(Failure::help(
                "an export for research needs the word of all parties",
                "it is asked for and agreed to in the talks: `detente disclose --ask research`",
            )),
            false => Ok(None),
        };
    }
    let Some(person) = arguments.person.clone() else {
        return Err(Failure::help(
            "talks were opened: exporting the case is a mediator's act",
            "--as PERSON says which mediator exports",
        ));
    };
    let (case, opening) = (arguments.path.clone(), arguments.opening.clone());
    let acting = Acting { case, person, at: None, seen: None, format: Format::Text, opening };
    let session = Session::open(&acting)?;
    let desk = session.desk()?;
    if !desk.seat.mediates() {
        return Err(Failure::help("only a mediator may export the case", "ask a mediator"));
    }
    let request = if arguments.research { Request::Research } else { Request::Export };
    if !arguments.research && !Preset::of(&desk.state.case).needs_two() {
        return Ok(None);
    }
    let Some(event) = desk.ready(&request) else {
        let (what, next) = match request {
            Request::Research => (
                "not all parties have agreed to an export for research",
                "`detente disclose --ask research` asks; the principal of each party agrees with --second",
            ),
            _ => (
                "exporting the whole case needs two people, by the rules the parties agreed to",
                "`detente disclose --ask export` asks; another mediator agrees with --second; then export",
            ),
        };
        return Err(Failure::help(what, next));
    };
    // Before anything is written: may it be written down that it was done?
    desk.act(Act::Carried { event })?;
    Ok(Some((session, event)))
}
