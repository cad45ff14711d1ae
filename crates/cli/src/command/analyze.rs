//! `detente analyze`

use std::path::Path;

use detente_deal::{Analysis, Repair, Settings, analyze, assume, without_red_line};
use detente_papers::{Style, html, terminal};

use crate::arguments::{Analyze, Format};
use crate::console::{coloured, complain};
use crate::disk::{replaces_only, write_file};
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, load, read_at_most};
use crate::output::{say, say_json};
use crate::progress::Bar;

pub(crate) fn run(arguments: &Analyze) -> Result<(), Failure> {
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
        worlds: arguments.worlds as usize,
        seed: arguments.seed,
    };
    let mut case = loaded.case.clone();
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
    let bar = Bar::new();
    let analysis = analyze(&case, &settings, &bar);
    bar.finish();
    let mut analysis: Analysis = analysis.map_err(|refusal| Failure::input(refusal.to_string()))?;
    analysis.assumed = assumed;
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
    if let Some(path) = &arguments.report {
        replaces_only(path, &["<!doctype html>"])?;
        write_file(path, html(&analysis).as_bytes())?;
    }
    match arguments.format {
        Format::Text => {
            say(&terminal(&analysis, &Style { width: 80, colour: coloured() }))?;
            if let Some(path) = &arguments.report {
                say(&format!("\nThe page with figures is in {}.\n", path.display()))?;
            }
            Ok(())
        }
        Format::Json => say_json(&analysis),
    }
}

/// A list of packages, each an object from issue to option; options may be texts or numbers.
fn read_probes(path: &Path) -> Result<Vec<Vec<(String, String)>>, Failure> {
    let shown = path.display();
    let bytes = read_at_most(path, LARGEST_FILE)?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let help = "write a list of packages, for example [{\"price\": \"low\", \"date\": \"May\"}]";
    let value: serde_json::Value = serde_json::from_str(text)
        .map_err(|error| Failure::help(format!("{shown} is not JSON: {error}"), help))?;
    let wrong = || Failure::help(format!("{shown} is not a list of packages"), help);
    let mut probes = Vec::new();
    for package in value.as_array().ok_or_else(wrong)? {
        let mut options = Vec::new();
        for (issue, option) in package.as_object().ok_or_else(wrong)? {
            let label = match option {
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Number(number) => number.to_string(),
                serde_json::Value::Bool(flag) => flag.to_string(),
                _ => return Err(wrong()),
            };
            options.push((issue.clone(), label));
        }
        probes.push(options);
    }
    Ok(probes)
}
