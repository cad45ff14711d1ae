//! `detente gate`

use detente_papers::gate;
use detente_talks::Act;
use detente_talks::gate::{Held, Zone};

use crate::arguments::Gate;
use crate::failure::Failure;
use crate::session::{Session, style};

/// Says whether a level may meet; ends with exit code 1 where it may not, or where that is not known.
pub(crate) fn run(arguments: &Gate) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let held = session.held()?;
    for (need, holds) in [(&arguments.confirm, true), (&arguments.deny, false)] {
        let Some(need) = need else { continue };
        let among = |gates: &[detente_case::Gate]| {
            let mut before = gates.iter().filter(|gate| gate.before == arguments.before);
            before.any(|gate| gate.needs.contains(need))
        };
        // A condition that all know is stated to all.
        let shared = among(&session.desk()?.state.case.gates);
        let own = !shared && held.as_ref().is_some_and(|held| among(&held.own_gates));
        session
            .act(|_| Ok(Act::Fact { before: arguments.before.clone(), need: need.clone(), holds, own }))?;
        return session.report();
    }
    let held = held.as_ref().map(|case| Held { case, zone: &Zone::on });
    let report = session.desk()?.gate(&arguments.before, held.as_ref())?;
    session.print(&report, || gate(&report, &style()))?;
    if report.met == Some(true) { Ok(()) } else { Err(Failure::No) }
}
