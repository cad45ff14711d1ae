//! `detente respond`

use detente_papers::{Form, form};
use detente_talks::{Act, Condition, Desk, Response, Substance, Target, WordingView};

use crate::arguments::{Respond, Said, Worded};
use crate::failure::Failure;
use crate::session::{Session, write_page};

pub(crate) fn run(arguments: &Respond) -> Result<(), Failure> {
    let mut session = Session::open(&arguments.acting)?;
    if let Some(path) = &arguments.form {
        return write_page(path, &form(&Form::Response(&session.desk()?.view())));
    }
    session.act_or_record(&arguments.paper, |desk| act(arguments, desk))?;
    session.report()
}

fn act(arguments: &Respond, desk: &Desk<'_>) -> Result<Act, Failure> {
    if let Some(number) = arguments.withdraw {
        return Ok(Act::Withdraw { event: desk.numbered(number)?.number });
    }
    if !arguments.offer.is_empty() {
        let options = super::round::options(&arguments.offer)?;
        return Ok(Act::Offer { options, concession: arguments.concession });
    }
    if let Some(clause) = &arguments.clause {
        if let Some(words) = &arguments.reserve {
            return Ok(Act::Reserve { clause: clause.clone(), words: words.clone() });
        }
        if arguments.break_silence {
            return Ok(Act::BreakSilence { clause: clause.clone(), why: arguments.note.clone() });
        }
    }
    let to = match (&arguments.clause, &arguments.idea, &arguments.package) {
        (Some(clause), ..) => Target::Clause { clause: clause.clone(), option: arguments.option.clone() },
        (_, Some(id), _) => Target::Idea { id: id.clone() },
        (.., Some(id)) => Target::Package { id: id.clone() },
        _ => {
            return Err(Failure::help(
                "nothing is named to respond to",
                "name one: --clause 4, --idea ID, --package ID, --offer issue=\"option\" or --withdraw N",
            ));
        }
    };
    let response = Response {
        to,
        substance: match arguments.substance {
            Some(Said::Acceptable) => Substance::Acceptable,
            Some(Said::InPrinciple) => Substance::InPrinciple,
            Some(Said::Rejected) => Substance::Rejected,
            Some(Said::None) | None => Substance::None,
        },
        wording: match arguments.wording {
            Some(Worded::Works) => WordingView::Works,
            Some(Worded::Fails) => WordingView::Fails,
            Some(Worded::NotConsidered) | None => WordingView::NotConsidered,
        },
        discuss: arguments.discuss,
        strength: arguments.strength,
        note: arguments.note.clone(),
        only_if: arguments.only_if.iter().map(|words| condition(words)).collect(),
        counter: arguments.counter.clone(),
        principals_only: arguments.principals_only,
    };
    let silent = response.substance == Substance::None
        && response.wording == WordingView::NotConsidered
        && !response.discuss
        && response.note.is_none()
        && response.counter.is_none();
    if silent {
        return Err(Failure::help(
            "the response says nothing",
            "say something: --substance acceptable, --wording works, --discuss, --note or --counter",
        ));
    }
    Ok(Act::Respond(response))
}

/// `4=WORDS`, or `4`.
fn condition(words: &str) -> Condition {
    match words.split_once('=') {
        Some((clause, option)) => {
            Condition { clause: clause.trim().to_string(), option: Some(option.trim().to_string()) }
        }
        None => Condition { clause: words.trim().to_string(), option: None },
    }
}
