//! `detente tournament`

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use detente_case::{Files, Problem};
use detente_papers::{Style, Told, heat_svg, offers_svg};
use detente_sim::tournament::{Broken, Scenario, Shelf, Spec, Standings, Tournament};
use detente_sim::{Entrant, Strategy, Turn};
use detente_web::told;

use super::simulate::{CAPTION, EYES, drawn};
use crate::arguments::{Format, Tournament as Asked};
use crate::console::{coloured, complain};
use crate::disk::write_file;
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, load, not_a_file, read_at_most, unreadable};
use crate::output::{say, say_json};
use crate::problems::Findings;
use crate::progress::Bar;

/// More packages than this of one scenario are not held ready.
const MOST_PACKAGES: usize = 1_000_000;

/// A folder of results.
struct Folder(PathBuf);

impl Shelf for Folder {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let path = self.0.join(name);
        if fs::metadata(&path).is_ok_and(|there| !there.is_file()) {
            return Err(format!("{} is not an ordinary file", path.display()));
        }
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("could not read {}: {error}", path.display())),
        }
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        write_file(&self.0.join(name), bytes).map_err(|failure| failure.to_string())
    }
}

pub(crate) fn run(arguments: &Asked) -> Result<(), Failure> {
    let spec = read(&arguments.spec)?;
    let folder = arguments.output.clone().unwrap_or_else(|| arguments.spec.with_extension("results"));
    let beside = arguments.spec.parent().unwrap_or(Path::new(""));
    let mut scenarios = Vec::new();
    for path in &spec.scenarios {
        let whole = beside.join(path);
        if !whole.exists() {
            let help = "paths of scenarios are taken from the folder of the tournament's file";
            return Err(Failure::help(format!("there is no scenario {}", whole.display()), help));
        }
        scenarios.push(scenario(&whole)?);
    }
    let strategy = |name: &String| -> Result<Arc<dyn Entrant>, Failure> {
        let strategy: Strategy = name.parse().map_err(|error| Failure::input(format!("{error}")))?;
        Ok(Arc::new(strategy))
    };
    let entrants = spec.negotiators.iter().map(strategy).collect::<Result<Vec<_>, _>>()?;
    let tournament =
        Tournament::new(spec, &scenarios, entrants).map_err(|error| Failure::input(error.to_string()))?;
    free(&folder)?;
    fs::create_dir_all(&folder).map_err(Failure::write(&folder))?;
    let shelf = Folder(folder.clone());
    let broken = |error: Broken| match error {
        Broken::Another => Failure::help(
            format!(
                "{} has results of another tournament, or of this file before it was changed",
                folder.display()
            ),
            "name another folder with --output, or remove this one",
        ),
        Broken::Missing(name) => Failure::help(
            format!("{} is missing or not whole", folder.join(name).display()),
            "run the command again: what is missing is played again",
        ),
        other => Failure::input(other.to_string()),
    };
    tournament.claim(&shelf).map_err(broken)?;
    let bar = Bar::noting("; Ctrl-C stops, the same command goes on");
    let done = tournament.run(&shelf, 0..tournament.batches(), &bar);
    bar.finish();
    done.map_err(broken)?;
    let standings = tournament.standings(&shelf).map_err(broken)?;
    let told = written(&folder, &tournament, &standings, arguments.traces.into())?;
    match arguments.format {
        Format::Json => say_json(&standings),
        Format::Text => {
            say(&told.text(&Style { width: 80, colour: coloured() }))?;
            say(&format!("\nResults and figures are in {}.\n", folder.display()))
        }
    }
}

/// Refuses a folder that has other things in it than a tournament's results.
fn free(folder: &Path) -> Result<(), Failure> {
    let Ok(kind) = fs::metadata(folder) else { return Ok(()) };
    if !kind.is_dir() {
        return Err(Failure::help(
            format!("{} is no folder", folder.display()),
            "results go to a folder: name another",
        ));
    }
    let there = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let names = there.flatten().map(|one| one.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    match names.first() {
        Some(first) if !names.iter().any(|name| name == "tournament.json") => Err(Failure::help(
            format!("{} has other things in it ({first})", folder.display()),
            "name a new folder for results with --output",
        )),
        _ => Ok(()),
    }
}

/// The tournament's file; its first mistake drawn with its place.
fn read(path: &Path) -> Result<Spec, Failure> {
    if fs::metadata(path).is_ok_and(|kind| !kind.is_file() && !kind.is_dir()) {
        return Err(not_a_file(path));
    }
    let bytes = read_at_most(path, LARGEST_FILE)?;
    let name = path.display().to_string();
    let drawn = |problem: Problem| {
        let files = Files::from([(name.clone(), bytes.clone())]);
        Failure::Mistakes(Box::new(Findings { problems: vec![problem], files, folder: String::new() }))
    };
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let at = error.valid_up_to();
        drawn(
            Problem::error("not-utf-8", &name, at..at, "the file is not UTF-8 from here")
                .help("save it as UTF-8"),
        )
    })?;
    // A byte-order mark, as some editors write it.
    let (text, skipped) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, '\u{feff}'.len_utf8()),
        None => (text, 0),
    };
    Spec::read(text, |_| false).map_err(|mistake| {
        let span = mistake.span.start + skipped..mistake.span.end + skipped;
        let problem = Problem::error("tournament", &name, span, mistake.what);
        drawn(match mistake.help {
            Some(help) => problem.help(help),
            None => problem,
        })
    })
}

fn scenario(path: &Path) -> Result<Scenario, Failure> {
    let loaded = load(path, &detente_formats::Settings::default())?;
    if !loaded.repairs.is_empty() {
        complain(&format!(
            "note: {} had to be mended in {} places; `detente check` lists them\n",
            path.display(),
            loaded.repairs.len()
        ));
    }
    let worths = detente_deal::Worths::new(&loaded.case, 21, MOST_PACKAGES)
        .map_err(|refusal| Failure::input(format!("{}: {refusal}", path.display())))?;
    Ok(Scenario {
        name: loaded.name.clone(),
        parties: loaded.case.parties.iter().map(|party| party.name.clone()).collect(),
        worths: Arc::new(worths),
        case: Some(Arc::new(loaded.case)),
    })
}

/// The league, the heat map and the page, beside the results.
fn written(
    folder: &Path,
    tournament: &Tournament,
    standings: &Standings,
    traces: usize,
) -> Result<Told, Failure> {
    let heat =
        heat_svg(&standings.title, &standings.heat.rows, &standings.heat.columns, &standings.heat.share);
    let mut page = told(standings.title.clone(), standings.said());
    let caption = "Mean share of each negotiator in each setting: what it has in the end, from its worst package (0) to its best (1).";
    page.parts[0].figure = Some((heat.clone(), caption.into()));
    for (nth, setting) in tournament.settings().iter().enumerate() {
        let drawn_already = page.parts.len() - 3;
        if drawn_already >= traces {
            break;
        }
        for line_up in 0..setting.line_ups() {
            if page.parts.len() - 3 >= traces {
                break;
            }
            let Some(cell) = tournament.first(nth, line_up) else { continue };
            let mut turns: Vec<Turn> = Vec::new();
            let ended =
                tournament.negotiate(&cell, &mut turns).map_err(|error| Failure::input(error.to_string()))?;
            let names = setting.negotiators(tournament.names(), line_up);
            let title = format!("{}: {}", setting.scenario(), names.join(" / "));
            let figure = offers_svg(&drawn(
                &title,
                setting.parties(),
                &names,
                setting.table(),
                setting.measures(),
                &turns,
                ended.agreement(),
            ));
            write_file(&folder.join(format!("offers-{:04}.svg", cell.negotiation)), figure.as_bytes())?;
            page.parts.push(detente_papers::ToldPart {
                heading: title,
                figure: Some((figure, CAPTION.into())),
                ..Default::default()
            });
        }
    }
    write_file(&folder.join("heat.svg"), heat.as_bytes())?;
    write_file(&folder.join("league.csv"), standings.league_csv().as_bytes())?;
    write_file(&folder.join("heat.csv"), standings.heat_csv().as_bytes())?;
    write_file(&folder.join("report.html"), page.page(EYES).as_bytes())?;
    let json = serde_json::to_string_pretty(standings)
        .map_err(|error| Failure::Machine { what: "could not write JSON".into(), source: error.into() })?;
    write_file(&folder.join("standings.json"), (json + "\n").as_bytes())?;
    page.parts.truncate(3);
    Ok(page)
}
