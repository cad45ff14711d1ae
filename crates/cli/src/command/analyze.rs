//! `detente analyze`

use std::path::Path;

use detente_case::{Case, Files, Settlement};
use detente_deal::{
    Analysis, Basis, Estimate, Repair, Settings, analyze, assume, based_on, estimate, without_red_line,
};
use detente_moves::{MovesAnalysis, analyse};
use detente_papers::{Style, html, terminal, who_can_move};
use detente_record::with_public;
use serde::Serialize;

use super::{division, forecast};
use crate::arguments::{Analyze, Format, On, Outcome};
use crate::console::{coloured, complain};
use crate::disk::{replaces_only, write_file};
use crate::failure::Failure;
use crate::ledger::Ledger;
use crate::load::{LARGEST_FILE, load, read_at_most};
use crate::output::{say, say_json};
use crate::packages::{read_answers, read_probes};
use crate::problems::Findings;
use crate::progress::Bar;

pub(crate) fn run(arguments: &Analyze) -> Result<(), Failure> {
    if arguments.calibration {
        return forecast::judge(&arguments.path, arguments.format);
    }
    if let Some(agreed) = arguments.outcome {
        return forecast::outcome(&arguments.path, agreed == Outcome::Agreed);
    }
    let kept = forecast::asked(arguments)?;
    let loaded = load(&arguments.path, &arguments.scenario.settings())?;
    if let Some(warnings) = loaded.warnings() {
        complain(&warnings.drawn());
    }
    let settings = Settings {
        definitions: arguments.definitions.definitions(),
        grid: arguments.grid.into(),
        probes: match &arguments.probe {
            Some(path) => read_probes(path)?,
            None => Vec::new(),
        },
        heard: match &arguments.answers {
            Some(path) => read_answers(path, &loaded.case)?,
            None => Vec::new(),
        },
        settlements: read_settlements(&loaded.case, arguments.settlements.as_deref())?,
        sweep: arguments.sweep,
        worlds: arguments.worlds as usize,
        seed: arguments.seed,
    };
    let basis = arguments.on.map(On::basis);
    let mut case = basis.map_or_else(|| loaded.case.clone(), |basis| based_on(&loaded.case, basis));
    if arguments.public {
        let ledger = Ledger::open(&arguments.path)?;
        let (with, counted) = with_public(&case, &ledger.entries);
        case = with;
        complain(&format!(
            "note: {} public answers count where nothing else is held; sides may speak otherwise at the table\n",
            counted.len()
        ));
    }
    let mut assumed = Vec::new();
    let unassumed = |error: detente_deal::Unassumed| Failure::help(error.what, error.help);
    for said in &arguments.assume {
        case = assume(&case, said).map_err(unassumed)?;
        assumed.push(said.clone());
    }
    for id in &arguments.without_red_line {
        case = without_red_line(&case, id).map_err(unassumed)?;
        assumed.push(format!("without the red line {id}"));
    }
    if arguments.adjusted_winner {
        return division::divide(&case, arguments.format);
    }
    if arguments.estimate {
        let found = estimate(&case, &settings).map_err(|refusal| Failure::input(refusal.to_string()))?;
        return match arguments.format {
            Format::Json => say_json(&found),
            Format::Text => say(&told(&found)),
        };
    }
    let bar = Bar::new();
    let analysis = analyze(&case, &settings, &bar);
    bar.finish();
    let mut analysis: Analysis = analysis.map_err(|refusal| Failure::input(refusal.to_string()))?;
    analysis.assumed = assumed;
    analysis.evidence.basis = basis.map(Basis::name);
    analysis.repairs = loaded
        .repairs
        .iter()
        .map(|repair| Repair {
            code: repair.code.into(),
            file: repair.file.clone(),
            line: repair.line,
            found: repair.found.clone(),
            taken: repair.taken.clone(),
        })
        .collect();
    let moves = match &case.moves {
        Some(conflict) => {
            let found = analyse(conflict, &detente_moves::Settings::default());
            Some(found.map_err(|refusal| Failure::input(format!("mediator/moves.toml: {refusal}")))?)
        }
        None => None,
    };
    if let Some(path) = &arguments.report {
        replaces_only(path, &["<!doctype html>"])?;
        write_file(path, html(&analysis, moves.as_ref()).as_bytes())?;
    }
    match arguments.format {
        Format::Text => {
            let style = Style { width: 80, colour: coloured() };
            say(&terminal(&analysis, &style))?;
            if let Some(moves) = &moves {
                say(&who_can_move(moves, &style))?;
            }
            if let Some(path) = &arguments.report {
                say(&format!("\nThe page with figures is in {}.\n", path.display()))?;
            }
        }
        Format::Json => say_json(&Whole { analysis: &analysis, moves: moves.as_ref() })?,
    }
    match kept {
        Some(asked) => forecast::keep(arguments, asked, &analysis),
        None => Ok(()),
    }
}

/// The analysis of packages, and what can be done away from the table where that is known.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    analysis: &'a Analysis,
    #[serde(skip_serializing_if = "Option::is_none")]
    moves: Option<&'a MovesAnalysis>,
}

fn told(found: &Estimate) -> String {
    let many = match found.packages.len() {
        0..=15 => found.packages.clone(),
        digits => format!("about 10^{}", digits - 1),
    };
    let how = match (found.way, found.states) {
        ("packages", _) => "Each of them will be looked at.".into(),
        (_, Some(states)) => format!(
            "The frontier will be looked for issue by issue, through at most about {states:.0e} states; if there are too many, measures are \
             answered by bounds, with points near the frontier."
        ),
        _ => "The frontier will be built issue by issue; if it grows too long, measures are answered by bounds, with points near it.".into(),
    };
    format!("{many} packages; {} issues are tied together. {how}\n", found.tied)
}

/// Those of the case, and those of a file of that form.
fn read_settlements(case: &Case, more: Option<&Path>) -> Result<Vec<Settlement>, Failure> {
    let mut all = case.settlements.clone();
    let Some(path) = more else { return Ok(all) };
    let name = path.display().to_string();
    let bytes = read_at_most(path, LARGEST_FILE)?;
    let (asked, problems) = detente_case::settlements(case, &name, &bytes);
    if !problems.is_empty() {
        let files = Files::from([(name, bytes)]);
        return Err(Failure::Mistakes(Box::new(Findings { problems, files, folder: String::new() })));
    }
    all.retain(|known| asked.iter().all(|asked| asked.name != known.name));
    all.extend(asked);
    Ok(all)
}
