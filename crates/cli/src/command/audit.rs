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
    let (mediates, mark, lines, seen, erased, parties) = {
        let desk = session.desk()?;
        let all = desk.state.case.parties.iter().map(|party| party.id.clone());
        let own = |party: &String| desk.seat.mediates() || (desk.seat.delegate() && desk.seat.side == *party);
        let parties: Vec<String> = all.filter(own).collect();
        let seen = desk.seen_by(session.events(), &readings);
        (
            desk.seat.mediates(),
            Compartment::mark(&desk.seat).to_string(),
            desk.lines(),
            seen,
            desk.erased(),
            parties,
        )
    };
    // Codes of receipts are asked for too.
    let mut receipts = Vec::new();
    for party in parties {
        receipts.push(super::disclose::receipt_heads(&mut session, &party)?.1);
    }
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
    if let (Some(asked), Some(code)) = (&asked, &arguments.head) {
        let (number, hash) = asked.split_once(':').unwrap_or(("0", asked));
        let fits = hash.len() == 20 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !fits || number.parse::<u64>().is_err() {
            return Err(Failure::help(
                format!("\"{code}\" is no code"),
                "a code is five groups of four digits and letters, as an audit or a receipt prints it; look at it letter by letter",
            ));
        }
        if asked.contains(':') && !mediates {
            return Err(Failure::help(
                "that is the head of the whole log, which mediators alone can compare",
                "compare the code of an audit or a receipt of your own seat",
            ));
        }
    }
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
            let receipt = receipts.iter().find_map(|heads| {
                heads.iter().position(|head| plain(&short(head)) == *code).map(|at| at + 1)
            });
            Some(own.or(whole).or(receipt))
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
