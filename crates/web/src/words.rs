//! Words of the pages.

use detente_talks::{Desk, Kind, Status};

/// With a capital letter.
pub(crate) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words without what is to be typed at a terminal: what stands between backticks, and what leads to it.
pub(crate) fn spoken(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut parts = words.split('`');
    out.push_str(parts.next().unwrap_or_default());
    while let (Some(command), Some(after)) = (parts.next(), parts.next()) {
        let typed = command.starts_with("detente") || command.starts_with("--");
        if !typed {
            out.push_str(command);
            out.push_str(after);
            continue;
        }
        // "ask a mediator: `…`", "its side takes it back (`…`)"; a sentence that begins with a command goes whole.
        let led = out.trim_end().len();
        out.truncate(led);
        let begins = out.is_empty() || out.ends_with([';', '.']);
        if out.ends_with([':', '(']) {
            out.pop();
            out.truncate(out.trim_end().len());
        }
        let after = after.strip_prefix(')').unwrap_or(after);
        let rest = if begins { after.split_once(';').map_or("", |(_, rest)| rest) } else { after };
        out.push_str(rest);
    }
    // An option that stands by itself is for a terminal too.
    let said = out.split("; ").filter(|part| !part.contains("--"));
    said.collect::<Vec<_>>().join("; ").trim().trim_end_matches([';', ',']).to_string()
}

/// Who someone is at the talks, in a few words.
pub(crate) fn role(desk: &Desk<'_>) -> String {
    let side = side_name(desk, &desk.seat.side);
    format!("{}, {side}", kind(desk.seat.kind))
}

pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Mediator | Kind::Undeclared => "mediator",
        Kind::CoMediator(_) => "mediator of one caucus",
        Kind::Principal => "principal",
        Kind::Plenipotentiary => "plenipotentiary",
        Kind::Representative => "representative",
        Kind::Adviser => "adviser",
        Kind::Interpreter => "interpreter",
        Kind::NoteTaker => "note-taker",
        Kind::Guarantor => "guarantor",
        Kind::Expert => "expert",
        Kind::Observer => "observer",
    }
}

/// The name of a party or third party.
pub(crate) fn side_name(desk: &Desk<'_>, side: &str) -> String {
    let case = &desk.state.case;
    let parties = case.parties.iter().map(|party| (&party.id, &party.name));
    let mut all = parties.chain(case.third_parties.iter().map(|third| (&third.id, &third.name)));
    all.find(|(id, _)| *id == side).map_or(side, |(_, name)| name).to_string()
}

/// A status, with the class that gives it its look; never by colour alone.
pub(crate) fn status(status: Status) -> (&'static str, &'static str) {
    let class = match status {
        Status::Adopted | Status::Agreed => "yes",
        Status::AdReferendum => "nearly",
        Status::Bracketed => "no",
        Status::Proposed | Status::Referred | Status::Postponed | Status::Dropped => "open",
    };
    (status.words(), class)
}

/// A time as people read it.
pub(crate) fn when(at: jiff::Timestamp) -> String {
    at.strftime("%-d %B %Y, %H:%M UTC").to_string()
}

/// The same for a time in a report; as it is where it is none.
pub(crate) fn read_when(at: &str) -> String {
    at.parse().map_or_else(|_| at.to_string(), when)
}

/// Things in a row: "4, 5 and 7".
pub(crate) fn list(all: &[impl AsRef<str>]) -> String {
    match all {
        [] => String::new(),
        [one] => one.as_ref().into(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_left_out() {
        for (said, left) in [
            ("agree to the mediation: `detente join --agree`", "agree to the mediation"),
            ("its side takes it back first (`detente respond --withdraw`)", "its side takes it back first"),
            ("`detente round show --acts` lists them with their numbers", ""),
            ("name a party", "name a party"),
            ("write `4 = 5`", "write 4 = 5"),
            ("the text `detente", "the text"),
        ] {
            assert_eq!(spoken(said), left, "{said}");
        }
    }
}
