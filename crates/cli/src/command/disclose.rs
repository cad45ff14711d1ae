//! `detente disclose`

use detente_papers::{court, court_page, receipts, receipts_page, waits};
use detente_talks::{Act, Compartment, Desk, Receipts, Request, Told};

use crate::arguments::{Asking, Disclose};
use crate::failure::Failure;
use crate::output::say;
use crate::session::{Session, style, write_page};

pub(crate) fn run(arguments: &Disclose) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    if arguments.receipts {
        return given(&mut session, arguments);
    }
    if arguments.court {
        let report = session.desk()?.court()?;
        return match &arguments.form {
            Some(path) => write_page(path, &court_page(&report)),
            None => session.print(&report, || court(&report, &style())),
        };
    }
    if arguments.form.is_some() {
        return Err(Failure::help("--form writes receipts or a report", "with --receipts or --court"));
    }
    if arguments.act.is_none() && nothing_named(arguments) {
        let all = session.desk()?.waits();
        return session.print(&all, || waits(&all, &style()));
    }
    if let Some(number) = arguments.erase {
        return erase(&mut session, arguments, number);
    }
    if arguments.destroy {
        return destroy(&mut session);
    }
    session.act_or_record(&arguments.paper, |desk| act(desk, arguments))?;
    session.report()
}

fn nothing_named(arguments: &Disclose) -> bool {
    let words =
        [&arguments.say, &arguments.hold, &arguments.free, &arguments.blind, &arguments.bid, &arguments.look];
    words.iter().all(|words| words.is_none())
        && arguments.ask.is_none()
        && arguments.second.is_none()
        && arguments.erase.is_none()
        && !arguments.destroy
}

/// The act that the options ask for.
fn act(desk: &Desk<'_>, arguments: &Disclose) -> Result<Act, Failure> {
    let numbered = |number: usize| Ok::<u64, Failure>(desk.numbered(number)?.number);
    if let Some(words) = &arguments.say {
        return Ok(Act::Tell(Told {
            from: arguments.from.clone().unwrap_or_else(|| desk.seat.side.clone()),
            words: words.clone(),
            condition: arguments.condition.clone(),
            known_before: arguments.known_before,
        }));
    }
    if let Some(number) = arguments.second {
        return Ok(Act::Second { event: numbered(number)? });
    }
    if let Some(asking) = arguments.ask {
        let request = match asking {
            Asking::Export => Request::Export,
            Asking::Research => Request::Research,
            Asking::Destroy => Request::Destroy,
        };
        return Ok(Act::Ask(request));
    }
    if let Some(why) = &arguments.hold {
        return Ok(Act::Hold { on: true, why: why.clone() });
    }
    if let Some(why) = &arguments.free {
        return Ok(Act::Hold { on: false, why: why.clone() });
    }
    if let (Some(id), Some(issue)) = (&arguments.blind, &arguments.issue) {
        return Ok(Act::Blind { id: id.clone(), issue: issue.clone(), tries: arguments.tries });
    }
    if let Some(id) = &arguments.bid {
        return Ok(Act::Bid { id: id.clone(), options: arguments.option.clone() });
    }
    if let Some(id) = &arguments.look {
        let options = if desk.seat.mediates() { desk.overlap(id)? } else { Vec::new() };
        return Ok(Act::Overlap { id: id.clone(), options });
    }
    let event = numbered(arguments.act.unwrap_or_default())?;
    if let (Some(to), Some(ground)) = (&arguments.outside, arguments.ground) {
        return Ok(Act::Ask(Request::Outside { event, to: to.clone(), ground: ground.ground() }));
    }
    match (&arguments.condition, arguments.to.as_slice()) {
        (Some(words), []) => Ok(Act::Condition { event, words: words.clone() }),
        (None, []) => Err(Failure::help(
            "nothing is said to be done with it",
            "--to PARTY agrees that it be given there, --condition WORDS sets a condition, --outside WORDS --ground G asks",
        )),
        (Some(_), _) => {
            Err(Failure::help("a condition and a consent are two acts", "set the condition first"))
        }
        (None, to) if arguments.revoke => Ok(Act::Revoke { event, to: to.to_vec() }),
        (None, to) => Ok(Act::Consent { event, to: to.to_vec() }),
    }
}

fn given(session: &mut Session, arguments: &Disclose) -> Result<(), Failure> {
    let party = match &arguments.of {
        Some(party) => party.clone(),
        None => session.desk()?.seat.side.clone(),
    };
    let (mut all, heads) = receipt_heads(session, &party)?;
    all.head = heads.last().map(detente_store::short);
    match &arguments.form {
        Some(path) => write_page(path, &receipts_page(&all)),
        None => session.print(&all, || receipts(&all, &style())),
    }
}

/// A party's receipts, and the code after each.
pub(super) fn receipt_heads(
    session: &mut Session,
    party: &str,
) -> Result<(Receipts, Vec<[u8; 32]>), Failure> {
    let all = session.desk()?.receipts(party)?;
    let lines = all.receipts.iter().map(|receipt| serde_json::to_string(receipt).unwrap_or_default());
    let lines: Vec<String> = lines.collect();
    let heads = session.parts()?.1.heads(&Compartment::Mark(party.into()).to_string(), &lines)?;
    Ok((all, heads))
}

fn destroy(session: &mut Session) -> Result<(), Failure> {
    let desk = session.desk()?;
    let Some(event) = desk.ready(&Request::Destroy).filter(|_| desk.seat.mediates()) else {
        return Err(Failure::help(
            "no second mediator has agreed that the log be destroyed",
            "`detente disclose --ask destroy` asks; another mediator agrees with --second",
        ));
    };
    let (store, ring) = session.parts()?;
    let backups = store.backups(ring)?;
    session.act(|_| Ok(Act::Carried { event }))?;
    let unreached = session.parts()?.0.sweep(&backups)?;
    say("The log is destroyed: nobody can read anything of it again. Its chain stays, and verifies.\n")?;
    say_unreached(&unreached)
}

fn erase(session: &mut Session, arguments: &Disclose, number: usize) -> Result<(), Failure> {
    // Read before anything is destroyed: where there are keys to be destroyed with it.
    let backups = match session.parts() {
        Ok((store, ring)) => store.backups(ring)?,
        Err(failure) => return Err(failure),
    };
    if arguments.paper.other.is_some() {
        return Err(Failure::help("nothing is erased on paper", "leave --for and --by out"));
    }
    let rests = {
        let desk = session.desk()?;
        desk.numbered(number).map(|event| desk.rests_on(event.number)).unwrap_or_default()
    };
    session.act(|desk| Ok(desk.erasing(number, arguments.why.as_deref().unwrap_or_default())?))?;
    session.forget()?;
    let (store, _) = session.parts()?;
    let unreached = store.sweep(&backups)?;
    session.report()?;
    if !rests.is_empty() {
        let acts: Vec<String> = rests.iter().map(ToString::to_string).collect();
        say(&format!("\nIts words may stand in these acts too; each can be erased: {}\n", acts.join(", ")))?;
    }
    say_unreached(&unreached)
}

fn say_unreached(unreached: &[std::path::PathBuf]) -> Result<(), Failure> {
    if unreached.is_empty() {
        return Ok(());
    }
    let places: Vec<String> = unreached.iter().map(|path| format!("  {}\n", path.display())).collect();
    say(&format!(
        "\nKey backups that could not be reached; they still open it until they are destroyed, or are where they were when \
         something is erased or backed up again:\n{}",
        places.concat()
    ))
}
