//! `detente audit`

use detente_papers::audit;
use detente_store::{Damage, short};
use detente_talks::{Audit, Compartment};

use crate::arguments;
use crate::failure::Failure;
use crate::session::{Session, style};

/// Whether the log is whole; ends with exit code 1 where it is not, or where a code is not found in it.
pub(crate) fn run(arguments: &arguments::Audit) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let readings = session.log()?.0.readings()?;
    let (mediates, mark, lines, seen, erased) = {
        let desk = session.desk()?;
        let seen = desk.seen_by(session.events(), &readings);
        (desk.seat.mediates(), Compartment::mark(&desk.seat).to_string(), desk.lines(), seen, desk.erased())
    };
    let (store, ring) = session.parts()?;
    let heads = ring.heads(&mark, &lines)?;
    let verdict = store.verify()?;
    // What lies beside the log opens, or says that it does not.
    store.notes(ring, i64::MIN)?;
    store.backups(ring)?;
    let durability = if mediates { store.durability()? } else { Vec::new() };
    let demo = store.demo();
    // A code is the beginning of a hash; a mediator's has the number of the item before it.
    let asked = arguments.head.as_ref().map(|code| plain(code));
    let found = match &asked {
        None => None,
        Some(code) => {
            let own = heads.iter().position(|head| plain(&short(head)) == *code).map(|at| at + 1);
            let whole = match code
                .split_once(':')
                .and_then(|(number, hash)| Some((number.parse::<u64>().ok()?, hash)))
            {
                Some((number, hash)) if mediates => store
                    .head_at(number)?
                    .is_some_and(|head| plain(&short(&head.hash)) == hash)
                    .then_some(number as usize),
                _ => None,
            };
            Some(own.or(whole))
        }
    };
    let whole = verdict.damage.is_empty();
    let report = Audit {
        schema: "detente/audit/1",
        whole,
        // Where it is damaged, and how long it is, is for the mediators: others would learn what they may not see.
        damage: if mediates { verdict.damage.iter().map(Damage::to_string).collect() } else { Vec::new() },
        erased: if mediates { verdict.erased.len() } else { erased },
        erased_later: mediates.then_some(verdict.later.len()),
        log_head: mediates.then(|| verdict.head.to_string()),
        head: heads.last().map(short),
        acts: lines.len(),
        asked: found.map(|found| found.is_some()),
        asked_at: found.flatten(),
        demo,
        keeping: durability.into_iter().map(|(what, words)| (what.to_string(), words)).collect(),
        seen,
    };
    session.print(&report, || audit(&report, &style()))?;
    if whole && found != Some(None) { Ok(()) } else { Err(Failure::No) }
}

/// A code as it is compared: capitals, no blanks, no dashes.
fn plain(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>().to_uppercase()
}
