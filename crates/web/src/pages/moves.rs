//! *Moves*: who can move away from the table, for mediators.

use askama::Template;
use detente_moves::{Model, Settings, analyse};
use detente_papers::moves_html;

use crate::ask::{Answer, At, page as show};
use crate::frame::Frame;
use crate::words::capital;

/// Larger models are for the command line.
const MOST_STATES: usize = 4_096;

#[derive(Template)]
#[template(path = "moves.html")]
struct Page {
    frame: Frame,
    base: String,
    from: String,
    wanted: String,
    result: Result<String, String>,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    at.mediator()?;
    let held = at.room.held()?;
    let (from, wanted) = (at.ask.query.get("from").trim(), at.ask.query.get("wanted").trim());
    let result = match &held.moves {
        None => Err(
            "The case says nothing of what can be done away from the table: there is no mediator/moves.toml."
                .into(),
        ),
        Some(conflict) => {
            let number = |said: &str| said.parse().ok();
            let settings = Settings { from: number(from), wanted: number(wanted), ..Settings::default() };
            let small = Model::new(conflict).map(|model| model.states() <= MOST_STATES);
            match small {
                Ok(false) => Err(format!(
                    "The model has more than {MOST_STATES} states: that is looked at on the command line."
                )),
                Ok(true) => analyse(conflict, &settings)
                    .map(|found| moves_html(&found))
                    .map_err(|why| capital(&why.to_string())),
                Err(why) => Err(capital(&why.to_string())),
            }
        }
    };
    let (from, wanted) = (from.to_string(), wanted.to_string());
    show(&Page { frame: Frame::of(at, "Moves"), base: format!("/case/{}", at.case()), from, wanted, result })
}
