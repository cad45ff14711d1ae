//! `detente simulate`

use detente_deal::Worths;
use detente_papers::{Offers, Style, Told, ToldPart, offers_svg};
use detente_sim::rehearsal::{Answered, MOST_PACKAGES, Procedure, Rehearsal, Settings, rehearse};
use detente_sim::{
    Chance, Deadline, Measures, NEGOTIATORS, Negotiation, Negotiator, Protocol, Strategy, Table, Terms, Turn,
    drafted_from, play,
};
use detente_web::{names, told};

use crate::arguments::{Format, Simulate};
use crate::console::{coloured, complain};
use crate::disk::{replaces_only, write_file};
use crate::failure::Failure;
use crate::load::{Loaded, load};
use crate::output::{say, say_json};
use crate::packages::{package_of, read_answers, read_package};
use crate::progress::Bar;

/// For whom all this is.
pub(crate) const EYES: &str = "For the mediators’ eyes";

pub(crate) fn run(arguments: &Simulate) -> Result<(), Failure> {
    let Some(path) = arguments.path.as_ref().filter(|_| !arguments.list) else { return list() };
    let loaded = load(path, &arguments.scenario.settings())?;
    if let Some(warnings) = loaded.warnings() {
        complain(&warnings.drawn());
    }
    loaded.repairs.iter().for_each(|repair| {
        complain(&format!(
            "{}:{}: repaired [{}]: {}; taken {}\n",
            repair.file, repair.line, repair.code, repair.found, repair.taken
        ));
    });
    let case = &loaded.case;
    let opening = match &arguments.open_with {
        Some(path) => Some(package_of(&read_package(path)?, case, path)?),
        None => None,
    };
    if arguments.trace {
        return trace(arguments, &loaded, opening.as_deref());
    }
    let shuttle = match &arguments.shuttle {
        Some(path) => Some(drafts(&read_answers(path, case)?, case.parties.len())),
        None => None,
    };
    let procedures = match &arguments.protocol {
        None => Procedure::usual(),
        Some(protocol) => {
            vec![Procedure { protocol: protocol.clone(), negotiators: negotiators(arguments) }]
        }
    };
    let settings = Settings {
        procedures,
        worlds: arguments.worlds,
        seed: arguments.seed,
        rounds: arguments.rounds,
        semantics: arguments.semantics.semantics(),
        opening,
        shuttle,
        grid: arguments.grid.into(),
    };
    let bar = Bar::new();
    let rehearsal = rehearse(case, &settings, &bar);
    bar.finish();
    let rehearsal: Rehearsal = rehearsal.map_err(|error| Failure::input(error.to_string()))?;
    let told = told(format!("{}: a rehearsal", case.title), rehearsal.said(&names(case)));
    report(arguments, &told)?;
    match arguments.format {
        Format::Json => say_json(&rehearsal),
        Format::Text => say(&told.text(&Style { width: 80, colour: coloured() })),
    }
}

fn report(arguments: &Simulate, told: &Told) -> Result<(), Failure> {
    let Some(path) = &arguments.report else { return Ok(()) };
    replaces_only(path, &["<!doctype html>"])?;
    write_file(path, told.page(EYES).as_bytes())
}

fn negotiators(arguments: &Simulate) -> Vec<Strategy> {
    match arguments.negotiators.is_empty() {
        true => "boulware".parse().into_iter().collect(),
        false => arguments.negotiators.clone(),
    }
}

fn list() -> Result<(), Failure> {
    let rows = NEGOTIATORS.iter().map(|one| ToldPart {
        heading: one.name.into(),
        lines: vec![format!("{}.", one.does), one.source.into()],
        ..ToldPart::default()
    });
    let mut parts: Vec<ToldPart> = rows.collect();
    parts.push(ToldPart {
        heading: "Protocols".into(),
        lines: vec![Protocol::NAMES.join(", ") + "."],
        ..ToldPart::default()
    });
    let told = Told { title: "Negotiators".into(), parts };
    say(&told.text(&Style { width: 80, colour: coloured() }))
}

/// Answers to drafts, put together draft by draft in the order they were first answered.
fn drafts(heard: &[detente_deal::Heard], parties: usize) -> Vec<Answered> {
    let mut all: Vec<Answered> = Vec::new();
    for answer in heard {
        let at = all.iter().position(|draft| draft.package == answer.package).unwrap_or_else(|| {
            all.push(Answered { package: answer.package.clone(), said: vec![None; parties] });
            all.len() - 1
        });
        if answer.acceptable.is_some() {
            all[at].said[answer.party] = answer.acceptable;
        }
    }
    all
}

/// One negotiation, turn by turn.
fn trace(arguments: &Simulate, loaded: &Loaded, opening: Option<&[usize]>) -> Result<(), Failure> {
    let case = &loaded.case;
    let wrong = |error: &dyn std::fmt::Display| Failure::input(error.to_string());
    let worths = Worths::new(case, arguments.grid.into(), MOST_PACKAGES).map_err(|error| wrong(&error))?;
    let opening = match opening {
        Some(package) => {
            Some(worths.number(package).ok_or_else(|| Failure::input("the draft breaks a link"))? as u32)
        }
        None => None,
    };
    let table = Table::of(&worths);
    let named_all = negotiators(arguments);
    let parties = table.preferences.len();
    if named_all.len() != 1 && named_all.len() != parties {
        let help = format!("name one for all, or {parties}");
        return Err(Failure::help(format!("{} negotiators for {parties} parties", named_all.len()), help));
    }
    let of = |party: usize| named_all.get(party).unwrap_or(&named_all[0]);
    let mut players: Vec<Box<dyn Negotiator>> = (0..parties)
        .map(|party| {
            of(party).seated(arguments.semantics.semantics(), Chance::new(arguments.seed, 0, party as u64))
        })
        .collect();
    let protocol = arguments.protocol.clone().unwrap_or(Protocol::Alternating);
    let known = match &protocol {
        Protocol::Mediated { .. } => drafted_from(case, &worths),
        _ => None,
    };
    if let Some((_, Some(told))) = &known {
        complain(&format!("note: {told}\n"));
    }
    let known = known.map_or_else(|| case.clone(), |(known, _)| known);
    let terms =
        Terms { deadline: Deadline::Rounds(arguments.rounds), seed: arguments.seed, negotiation: 0, opening };
    let mut turns: Vec<Turn> = Vec::new();
    let ended = play(&protocol, &table, &mut players, &terms, Some(&known), &mut turns)
        .map_err(|error| wrong(&error))?;
    let players_named = (0..parties).map(|party| of(party).to_string()).collect();
    let negotiation =
        Negotiation::new(case, &worths, &table, (protocol.name(), players_named), &ended, &turns);
    let mut told = told(format!("{}: one negotiation", case.title), negotiation.said(&names(case)));
    let figure = offers_svg(&drawn(
        &case.title,
        &case.parties.iter().map(|party| party.name.clone()).collect::<Vec<_>>(),
        &(0..parties).map(|party| of(party).to_string()).collect::<Vec<_>>(),
        &table,
        &Measures::of(&table),
        &turns,
        ended.agreement(),
    ));
    if let Some(path) = &arguments.figure {
        replaces_only(path, &["<svg"])?;
        write_file(path, figure.as_bytes())?;
    }
    told.parts[0].figure = Some((figure, CAPTION.into()));
    report(arguments, &told)?;
    match arguments.format {
        Format::Json => say_json(&negotiation),
        Format::Text => say(&told.text(&Style { width: 80, colour: coloured() })),
    }
}

/// What a drawing of offers shows.
pub(crate) const CAPTION: &str = "What was on the table, as shares of each side's way from its worst package to its best; grey points are the frontier, \
                                  dashed lines walk-aways, a ring the agreement; what a red line of a side forbids is drawn as its worst.";

/// A drawing of one negotiation between the first two parties.
pub(crate) fn drawn(
    title: &str,
    parties: &[String],
    negotiators: &[String],
    table: &Table,
    measures: &Measures,
    turns: &[Turn],
    agreement: Option<u32>,
) -> Offers {
    let share = |party: usize, worth: f64| {
        let own = &table.preferences[party];
        let range = own.best() - own.worst();
        if range > 0.0 { (worth.max(own.worst()) - own.worst()) / range } else { 1.0 }
    };
    let point = |at: u32| [0, 1].map(|party| share(party, table.preferences[party].worth(at)));
    let whose = |party: Option<usize>| {
        turns.iter().filter(move |turn| turn.party == party).map(|turn| point(turn.offer))
    };
    let called = |party: Option<usize>| match party {
        Some(party) => format!("{} ({})", parties[party], negotiators[party]),
        None => "the mediator".into(),
    };
    let paths = (0..parties.len()).map(Some).chain([None]).filter_map(|party| {
        let path: Vec<[f64; 2]> = whose(party).collect();
        (!path.is_empty()).then(|| (called(party), path))
    });
    let away = |party: usize| {
        let away = table.preferences[party].walk_away();
        away.is_finite().then(|| share(party, away))
    };
    Offers {
        title: title.into(),
        parties: [parties[0].clone(), parties[1].clone()],
        frontier: measures.frontier().iter().map(|at| point(*at)).collect(),
        paths: paths.collect(),
        agreement: agreement.map(point),
        walk_away: [away(0), away(1)],
    }
}
