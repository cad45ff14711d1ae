//! `detente join`

use detente_papers::{Form, agreement, form};
use detente_talks::{Act, Newcomer};

use crate::arguments::Join;
use crate::console::complain;
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, read_at_most};
use crate::session::{Session, style, write_page};

pub(crate) fn run(arguments: &Join) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    let act = chosen(arguments);
    if arguments.why.is_some() && !matches!(act, Some(Act::Suspend { .. } | Act::Leave { .. })) {
        return Err(Failure::help("--why gives the reason of --suspend or --leave", "leave it out"));
    }
    if let Some(act) = act {
        session.act_or_record(&arguments.paper, |_| Ok(act.clone()))?;
        return session.report();
    }
    if let Some(path) = &arguments.form {
        return write_page(path, &form(&Form::Agreement(&session.desk()?.agreement())));
    }
    let case = shared(&session)?;
    if !session.opened() {
        session.begin(&case, arguments.demo)?;
        if arguments.demo {
            complain("note: a demonstration: whoever has talks.db can read all of it\n");
        }
        return session.report();
    }
    // The shared facts were edited since they were told: a mediator who comes by tells them.
    let desk = session.desk()?;
    let submits = desk.seat.mediates() || arguments.submit || arguments.paper.other.is_some();
    if submits && (desk.state.source != case || arguments.submit) {
        session.act_or_record(&arguments.paper, |_| Ok(Act::Open { case: case.clone() }))?;
        return session.report();
    }
    let terms = desk.agreement();
    session.print(&terms, || agreement(&terms, &style()))
}

fn chosen(arguments: &Join) -> Option<Act> {
    let why = || arguments.why.clone();
    if arguments.agree {
        return Some(Act::Agree);
    }
    if let Some(interests) = arguments.declare.clone() {
        return Some(Act::Declare { interests });
    }
    if arguments.suspend {
        return Some(Act::Suspend { why: why() });
    }
    if arguments.resume {
        return Some(Act::Resume);
    }
    if arguments.leave {
        return Some(Act::Leave { why: why() });
    }
    Some(Act::Join(Newcomer {
        id: arguments.person_id.clone()?,
        name: arguments.name.clone()?,
        speaks_for: arguments.side.clone()?,
        role: arguments.role.clone()?,
        caucus: arguments.caucus.clone(),
    }))
}

fn shared(session: &Session) -> Result<String, Failure> {
    let path = session.folder.join("case.toml");
    if !std::fs::metadata(&path).is_ok_and(|there| there.is_file()) {
        return Err(Failure::help(
            format!("{} is not an ordinary file", path.display()),
            "put a text file there",
        ));
    }
    let bytes = read_at_most(&path, LARGEST_FILE)?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::help(
            format!("{} is not UTF-8 text", path.display()),
            "`detente check` says where; save the file as UTF-8",
        )
    })
}
