//! `detente gate`

use detente_papers::gate;
use detente_talks::Act;

use crate::arguments::Gate;
use crate::failure::Failure;
use crate::load::load;
use crate::session::{Session, style};

/// Says whether a level may meet; ends with exit code 1 where it may not, or where that is not known.
pub(crate) fn run(arguments: &Gate) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let mediates = session.desk()?.seat.mediates();
    let held = match mediates {
        true => Some(load(&session.folder, &detente_formats::Settings::default())?.case),
        false => None,
    };
    for (need, holds) in [(&arguments.confirm, true), (&arguments.deny, false)] {
        let Some(need) = need else { continue };
        let own = held.iter().flat_map(|held| &held.own_gates);
        let own = own.filter(|gate| gate.before == arguments.before).any(|gate| gate.needs.contains(need));
        session
            .act(|_| Ok(Act::Fact { before: arguments.before.clone(), need: need.clone(), holds, own }))?;
        return session.report();
    }
    let report = session.desk()?.gate(&arguments.before, held.as_ref())?;
    session.print(&report, || gate(&report, &style()))?;
    if report.met == Some(true) { Ok(()) } else { Err(Failure::No) }
}
