//! The page: one HTML file that needs nothing else.

pub(crate) mod grid;
mod moves;
mod record;
mod tables;

use askama::Template;
use detente_deal::Analysis;

use crate::asked;
use crate::doubt;
use crate::figures::{count, whole};
use crate::glossary::GLOSSARY;
use crate::impasse;
use crate::names::{Names, Place};
use crate::picks::{Measure, Pick, picks};
use crate::svg;
use crate::words;
use detente_moves::MovesAnalysis;
use grid::Grid;
pub use moves::moves_html;
pub use record::record_html;

/// Pairs of parties whose frontier is drawn.
const MOST_PAIRS: usize = 6;
/// Readings, repairs and certificates' worth of text listed.
const MOST_LISTED: usize = 200;

#[derive(Template)]
#[template(path = "page.html", blocks = ["analysis"])]
struct Page {
    title: String,
    verdict: Verdict,
    answer: String,
    more: Vec<String>,
    evidence: Vec<String>,
    honesty: &'static str,
    readings: Vec<(String, String)>,
    readings_left: Option<String>,
    parties: Grid,
    doubt: Vec<String>,
    question: Vec<String>,
    draft: Vec<String>,
    settlements: Vec<String>,
    swept: Vec<String>,
    swings: Vec<String>,
    tornado: Option<String>,
    conflicts: Vec<String>,
    alone: Option<String>,
    openings: Vec<String>,
    caveat: Option<String>,
    nearest: bool,
    definitions: Option<String>,
    measures: Vec<MeasureLine>,
    caveats: Vec<String>,
    worths: Option<Grid>,
    gains: Option<String>,
    issues: Option<Grid>,
    contributions: Vec<Grid>,
    frontier: Vec<String>,
    figures: Vec<Figure>,
    figures_left: Option<String>,
    points: Option<Grid>,
    point_packages: Option<Grid>,
    certificates: Vec<(String, String)>,
    weights: Option<Grid>,
    repairs: Vec<(String, String)>,
    repairs_count: String,
    repairs_left: Option<String>,
    missing: Vec<(String, String)>,
    probes: Option<Grid>,
    /// What can be done away from the table, ready.
    moves: Option<String>,
    trades: Vec<String>,
    glossary: &'static [(&'static str, &'static str)],
}

/// The answer in one word, beside the sentence.
struct Verdict {
    class: &'static str,
    word: &'static str,
}

struct MeasureLine {
    letter: &'static str,
    name: String,
    line: String,
}

struct Figure {
    caption: String,
    svg: String,
}

/// One self-contained page, with what can be done away from the table where that is known: no request, no script, one sheet of style rules; light and dark, on paper too.
///
/// Whatever stands in the analysis is escaped, and control characters and hidden direction marks are replaced.
pub fn html(analysis: &Analysis, moves: Option<&MovesAnalysis>) -> String {
    let names = Names::new(analysis, Place::Page);
    let picks = picks(analysis);
    let page = Page { moves: moves.map(moves_html), ..page(analysis, &picks, &names) };
    match page.render() {
        Ok(page) => page,
        // Writing into memory does not fail; were it to, the reader is told.
        Err(error) => {
            format!("<!doctype html><html lang=\"en\"><title>Not written</title><p>{error}</p></html>")
        }
    }
}

/// The same without what stands around it, for a page of the workspace: what it rests on, packages, frontier, reasons.
pub fn analysis_html(analysis: &Analysis) -> String {
    let names = Names::new(analysis, Place::Page);
    let picks = picks(analysis);
    let page = page(analysis, &picks, &names);
    // Writing into memory does not fail.
    page.as_analysis().render().unwrap_or_default()
}

/// The answer in one sentence, and what it rests on.
pub fn closeness(analysis: &Analysis) -> (String, String) {
    let names = Names::new(analysis, Place::Page);
    let (answer, more) = words::closeness(analysis, &names);
    let answer = [vec![answer], more].concat().join(" ");
    (answer, words::evidence(analysis, &names).join(" "))
}

fn page(analysis: &Analysis, picks: &[Pick<'_>], names: &Names) -> Page {
    let (answer, more) = words::closeness(analysis, names);
    let mut readings = words::readings(analysis, names);
    let readings_left = cut(&mut readings);
    let mut repairs = words::repairs(analysis, names);
    let repairs_count = match repairs.len() {
        1 => "1 repair".into(),
        n => format!("{} repairs", whole(n)),
    };
    let repairs_left = cut(&mut repairs);
    let (figures, figures_left) = figures(analysis, picks, names);
    Page {
        title: names.title.clone(),
        doubt: doubt::doubt(analysis, names),
        question: doubt::question(analysis, names),
        draft: doubt::draft(analysis, names),
        settlements: asked::settlements(analysis, names),
        swept: asked::summary(analysis),
        swings: asked::swings(analysis, names),
        tornado: svg::tornado(analysis, names),
        conflicts: impasse::conflicts(analysis, names),
        alone: impasse::alone(analysis, names),
        openings: impasse::repairs(analysis, names),
        caveat: impasse::caveat(analysis, names),
        verdict: match analysis.zone.exists {
            Some(true) => Verdict { class: "yes", word: "Zone" },
            Some(false) => Verdict { class: "no", word: "No zone" },
            None => Verdict { class: "open", word: "Cannot tell" },
        },
        answer,
        more,
        evidence: words::evidence(analysis, names),
        honesty: words::HONESTY,
        readings,
        readings_left,
        parties: tables::parties(analysis, names),
        nearest: picks.iter().any(|pick| pick.measures == [Measure::Closest]),
        definitions: words::definitions(analysis, names),
        measures: measures(analysis, picks),
        caveats: picks.iter().filter_map(words::twins).chain(words::caveats(analysis, picks)).collect(),
        worths: tables::worths(analysis, picks, names),
        gains: svg::gains(analysis, picks, names),
        issues: tables::issues(picks, names),
        contributions: tables::contributions(picks, names),
        frontier: words::frontier(analysis, names),
        figures,
        figures_left,
        points: tables::points(analysis, picks, names),
        point_packages: tables::point_packages(analysis, names),
        certificates: sentences(words::certificates(analysis, names)),
        weights: tables::weights(analysis, names),
        repairs,
        repairs_count,
        repairs_left,
        missing: sentences(words::missing(analysis, names)),
        probes: tables::probes(analysis, names),
        moves: None,
        trades: [asked::against(analysis, names), asked::trades(analysis, names)].concat(),
        glossary: GLOSSARY,
    }
}

/// Reasons that stand by themselves: with a capital letter.
fn sentences(reasons: Vec<(String, String)>) -> Vec<(String, String)> {
    reasons.into_iter().map(|(what, why)| (what, words::capital(&why))).collect()
}

/// Keeps what is listed, and says how much is not.
fn cut(list: &mut Vec<(String, String)>) -> Option<String> {
    let left = list.len().checked_sub(MOST_LISTED).filter(|left| *left > 0)?;
    list.truncate(MOST_LISTED);
    Some(format!("and {} more", whole(left)))
}

fn measures(analysis: &Analysis, picks: &[Pick<'_>]) -> Vec<MeasureLine> {
    let line = |measure: Measure| {
        let pick = picks.iter().find(|pick| pick.measures.contains(&measure))?;
        Some(MeasureLine {
            letter: measure.letter(),
            name: words::capital(measure.name()),
            line: words::capital(&words::measure(analysis, pick, measure)?),
        })
    };
    Measure::ALL.into_iter().filter_map(line).collect()
}

/// The frontier of each pair of parties, the first pairs drawn.
fn figures(analysis: &Analysis, picks: &[Pick<'_>], names: &Names) -> (Vec<Figure>, Option<String>) {
    let parties = analysis.parties.len();
    let pairs: Vec<(usize, usize)> =
        (0..parties).flat_map(|first| (first + 1..parties).map(move |second| (first, second))).collect();
    let drawn = |&(first, second): &(usize, usize)| {
        let figure = svg::frontier(analysis, picks, names, first, second)?;
        Some(Figure { caption: format!("{} and {}", names.party(first), names.party(second)), svg: figure })
    };
    let figures: Vec<Figure> = pairs.iter().take(MOST_PAIRS).filter_map(drawn).collect();
    let left = pairs.len().saturating_sub(MOST_PAIRS);
    let note = format!(
        "{} of {} pairs of parties are drawn, in the order of the case; the table holds the points for all parties.",
        figures.len(),
        count(&pairs.len().to_string())
    );
    let note = (left > 0 && !figures.is_empty()).then_some(note);
    (figures, note)
}
