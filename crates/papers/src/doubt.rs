//! How sure the answers are where values are vague, and what to ask next, in sentences.

use detente_deal::{Analysis, Package, PackageInWorlds};

use crate::figures::whole;
use crate::names::{Names, series};

/// What the worlds say: how often there is a zone, how the packages fare.
pub(crate) fn doubt(analysis: &Analysis, names: &Names) -> Vec<String> {
    let Some(worlds) = &analysis.worlds else {
        let why = analysis.why.get("worlds").map(|why| names.text(why));
        return why.map(|why| format!("How sure that is was not worked out: {why}.")).into_iter().collect();
    };
    let after = match worlds.answers {
        0 => String::new(),
        1 => " and one answer".into(),
        many => format!(" and {} answers", whole(many)),
    };
    let drawn = format!("{} worlds that fit what is held{after}, seed {}", whole(worlds.count), worlds.seed);
    let mut all = vec![match (worlds.every, analysis.zone.probability) {
        _ if worlds.none == Some(true) => "There is a zone in no world that fits what is held: proved, whichever of them is true.".into(),
        (Some(true), _) => "There is a zone in every world that fits what is held: proved by a package that all surely can live with.".into(),
        (_, Some([low, high])) => {
            format!(
                "{} of {drawn}, have a zone; so of all such worlds {} to {} have one (95 % confidence).",
                whole(worlds.open),
                share(low),
                share(high)
            )
        }
        (_, None) => format!("{drawn} were drawn."),
    }];
    if worlds.open == 0 && worlds.undecided == 0 && worlds.none.is_none() {
        all.push(
            "In none of those drawn is there a zone; that there is none in any is not proved by that.".into(),
        );
    }
    all.extend(worlds.contradictions.iter().map(|odd| {
        let party = analysis.parties.iter().position(|party| party.id == odd.party).unwrap_or_default();
        let said = match odd.acceptable {
            Some(true) => "could live",
            Some(false) => "could not live",
            None => "prefers otherwise, or could live",
        };
        format!(
            "A contradiction: {} said that it {said} with this, and of the preferences that fit what it told {} would say so: {}.",
            names.party(party),
            share(odd.expected),
            told(&odd.package, names)
        )
    }));
    if worlds.undecided > 0 {
        all.push(format!("In {} of them it could not be told.", whole(worlds.undecided)));
    }
    all.extend(worlds.packages.iter().map(|named| fares(named, worlds.open > 0)));
    if let Some(robust) = &worlds.robust {
        let same = worlds.packages.iter().find(|named| named.package == *robust);
        all.push(match same {
            Some(named) => {
                format!("Most robust, with the least worst regret: the package of {}.", measures(named))
            }
            None => format!("Most robust, with the least worst regret: {}.", told(robust, names)),
        });
    }
    all
}

/// The question that tells most, for the mediator to weigh.
pub(crate) fn question(analysis: &Analysis, names: &Names) -> Vec<String> {
    let Some(question) = &analysis.next_question else { return Vec::new() };
    let party = analysis.parties.iter().position(|party| party.id == question.party);
    let party = party.map_or_else(|| names.text(&question.party), |party| names.party(party).to_string());
    vec![
        format!(
            "Whether {party} could live with this: {}. It would say yes in {} of the worlds; then {} of them have a zone, after a no {} (worth {:.3} bit).",
            told(&question.about, names),
            share(question.yes),
            share(question.zone_after[0]),
            share(question.zone_after[1]),
            question.gain_bits
        ),
        format!(
            "The question is drawn from what is held of every party, so whoever is asked may infer something of the others. Put to all alike, \
             it tells each the same: \"{}\"",
            names.text(&question.for_all)
        ),
    ]
}

/// The draft worth putting to the parties, for the mediator to weigh.
pub(crate) fn draft(analysis: &Analysis, names: &Names) -> Vec<String> {
    let Some(draft) = &analysis.next_draft else { return Vec::new() };
    let likely = draft.acceptable.iter().enumerate();
    let likely = likely.map(|(party, of)| format!("{} in {}", names.party(party), share(*of)));
    let after = match draft.answers {
        0 => String::new(),
        1 => ", and on the one answer to an earlier draft".into(),
        many => format!(", and on {} answers to earlier drafts", whole(many)),
    };
    vec![
        format!("This: {}.", told(&draft.package, names)),
        format!(
            "{} on what is held{after}. Of the preferences that fit, each could live with it in so many: {}.",
            match draft.exploring {
                true => "Chosen to learn from the answers: the best for one set of preferences of each party, drawn from those that fit,",
                false if draft.acceptable.contains(&0.0) => "No draft was found that every party could live with in any of the preferences that fit. This one comes nearest, by the expected product of gains,",
                false => "It has the largest expected product of gains",
            },
            series(likely.collect(), 0)
        ),
        "It is drawn from what is held of every party, estimates too, so whoever reads it may infer something of the others. It is sent to nobody."
            .into(),
    ]
}

/// How a package fares; what it lacks only where there is a zone to fall short of.
fn fares(named: &PackageInWorlds, open: bool) -> String {
    let standing = match named.standing {
        "surely" => "surely acceptable to all, in every world".to_string(),
        "never" => "acceptable to all in no world".to_string(),
        _ => format!("acceptable to all in {} of them", share(named.accepted)),
    };
    if !open {
        return format!("{}: {standing}.", crate::words::capital(&measures(named)));
    }
    format!(
        "{}: {standing}; what the party that gains least lacks against the best of the packages looked at: {} of its range on average, {} at worst.",
        crate::words::capital(&measures(named)),
        share(named.regret),
        share(named.worst_regret)
    )
}

fn measures(named: &PackageInWorlds) -> String {
    let name = |measure: &&str| match *measure {
        "nash" => "Nash",
        "kalai_smorodinsky" => "Kalai-Smorodinsky",
        "egalitarian" => "egalitarian",
        "utilitarian" => "utilitarian",
        _ => "the nearest",
    };
    series(named.measures.iter().map(name).map(String::from).collect(), 0)
}

fn told(package: &Package, names: &Names) -> String {
    let each = package.0.iter().enumerate();
    each.map(|(at, (issue, _))| format!("{}: {}", names.issue(issue), names.option(package, at)))
        .collect::<Vec<_>>()
        .join("; ")
}

pub(crate) fn share(of: f64) -> String {
    format!("{:.1} %", 100.0 * of)
}
