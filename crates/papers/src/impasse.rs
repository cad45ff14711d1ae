//! Why there is no zone, and what would open one, in sentences.

use detente_deal::{Analysis, Member};

use crate::figures::{figure, whole};
use crate::names::{Names, series};

/// Conflicts and repairs told.
const MOST: usize = 12;

/// What cannot stand together, one sentence each, and what has to be said with it.
pub(crate) fn conflicts(analysis: &Analysis, names: &Names) -> Vec<String> {
    let told = analysis.conflicts.iter().take(MOST).map(|conflict| {
        let each = conflict.members.iter().map(|id| called(analysis, id, names)).collect::<Vec<_>>();
        match each.as_slice() {
            [one] => format!("No package at all satisfies {one}."),
            _ => format!("These cannot stand together: {}.", series(each.clone(), 0)),
        }
    });
    let mut all: Vec<String> = told.collect();
    if analysis.conflicts.len() > MOST {
        all.push(format!("And {} more; --format json lists all.", whole(analysis.conflicts.len() - MOST)));
    }
    all
}

/// What would open a zone, cheapest first.
pub(crate) fn repairs(analysis: &Analysis, names: &Names) -> Vec<String> {
    let told = analysis.repairs_of_impasse.iter().take(MOST).map(|repair| {
        let each = repair.relax.iter().zip(&repair.by).map(|(id, by)| {
            let member = analysis.members.iter().find(|member| member.id == *id);
            let who = member.and_then(|member| member.relaxable_by_name.as_ref());
            let who =
                who.map(|who| format!(", which {} alone can give", names.text(who))).unwrap_or_default();
            match by {
                Some(by) => format!(
                    "{} comes down by {}{} of its own points{who}",
                    called(analysis, id, names),
                    if repair.at_most { "at most " } else { "" },
                    figure(*by)
                ),
                None => format!("{} is dropped{who}", called(analysis, id, names)),
            }
        });
        let each: Vec<String> = each.collect();
        let opens = repair.opens.0.iter().enumerate();
        let opens: Vec<String> = opens
            .map(|(at, (issue, _))| format!("{}: {}", names.issue(issue), names.option(&repair.opens, at)))
            .collect();
        let opens = if opens.len() <= 12 {
            format!(" It opens, for example, {}.", opens.join("; "))
        } else {
            String::new()
        };
        format!("A zone opens if {}.{opens}", series(each, 0))
    });
    let mut all: Vec<String> = told.collect();
    if analysis.repairs_of_impasse.len() > MOST {
        let left = whole(analysis.repairs_of_impasse.len() - MOST);
        all.push(format!("And {left} more ways; --format json lists all."));
    }
    all
}

/// The cheapest change of one party alone that opens a zone.
pub(crate) fn alone(analysis: &Analysis, names: &Names) -> Option<String> {
    let of =
        |id: &String| analysis.members.iter().find(|member| member.id == *id).map(|member| &member.party);
    let one = |relax: &[String]| relax.iter().all(|id| of(id) == of(&relax[0]));
    let repair = analysis.repairs_of_impasse.iter().find(|repair| one(&repair.relax))?;
    let party = analysis.parties.iter().position(|party| Some(&party.id) == of(&repair.relax[0]))?;
    Some(format!(
        "The smallest change of any one party that opens a zone is {}'s: {}.",
        names.party(party),
        series(repair.relax.iter().map(|id| called(analysis, id, names)).collect(), 0)
    ))
}

/// What was not looked for, or not to its end.
pub(crate) fn caveat(analysis: &Analysis, names: &Names) -> Option<String> {
    let why = |path: &str| analysis.why.get(path).map(|why| names.text(why));
    match analysis.conflicts_complete {
        Some(true) if !analysis.conflicts.is_empty() => Some(
            "These are all the smallest sets; what they rest on is what the sides said, and a side may move more easily than it says.".into(),
        ),
        Some(false) => why("conflicts_complete").map(|why| format!("These may not be all: {why}.")),
        _ => why("conflicts").map(|why| format!("What collides was not looked for: {why}.")),
    }
}

fn called(analysis: &Analysis, id: &str, names: &Names) -> String {
    let Some(member) = analysis.members.iter().find(|member| member.id == id) else { return names.text(id) };
    let party = analysis.parties.iter().position(|party| party.id == member.party);
    let party = party.map_or_else(|| names.text(&member.party), |party| names.party(party).to_string());
    let Member { kind, why, .. } = member;
    match (*kind, why) {
        ("walk_away", _) => format!("the walk-away of {party}"),
        (_, Some(why)) => {
            format!("the red line of {party}, \u{201c}{}\u{201d} ({})", names.text(why), names.text(id))
        }
        (_, None) => format!("the red line {} of {party}", names.text(id)),
    }
}
