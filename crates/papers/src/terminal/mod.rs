//! The terminal report: words first, figures second.

mod beside;
mod confidences;
mod lines;
mod moves;
mod plot;
mod record;
pub(crate) mod sheet;
pub(crate) mod table;
mod talks;
mod text;

use detente_deal::Analysis;

use crate::asked;
use crate::doubt;
use crate::figures::{Column, figure, whole};
use crate::impasse;
use crate::names::{Names, Place};
use crate::picks::{Measure, Pick, picks};
use crate::words;
pub use beside::{beside, obligations};
pub use confidences::{audit, court, document, keys, notes, receipts, telling, waits};
pub use moves::{moves, who_can_move};
pub use record::{differing, ledger, proposal, proposals, record_measured};
use sheet::{Look, Sheet};
use table::{Kind, Table};
pub use talks::{agreement, channels, done, gate, journal, steps, view};
pub use text::{brackets, redline};

/// How the terminal report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns at most; fewer than 40 are taken as 40.
    pub width: usize,
    /// Whether headings are set off by bold and one colour; nothing is said by colour alone.
    pub colour: bool,
}

impl Default for Style {
    /// 80 columns, no colour.
    fn default() -> Self {
        Self { width: 80, colour: false }
    }
}

/// Vague values named.
const MOST_READINGS: usize = 5;
/// Frontier points in a table.
const MOST_POINTS: usize = 12;
/// Issues of a package.
const MOST_ISSUES: usize = 100;
/// Repairs named.
const MOST_REPAIRS: usize = 5;
/// Columns of a reason; longer ones are in the JSON.
const LONGEST_REASON: usize = 800;
const ALL: &str = "--format json lists all";

/// The terminal report: plain text, at most `style.width` columns, readable without colour.
///
/// Text from files is made harmless: control characters, escape sequences and hidden direction marks do not get through.
pub fn terminal(analysis: &Analysis, style: &Style) -> String {
    let names = Names::new(analysis, Place::Terminal);
    let picks = picks(analysis);
    let mut sheet = Sheet::new(style);
    sheet.title(&names.title);
    closeness(&mut sheet, analysis, &names);
    evidence(&mut sheet, analysis, &names);
    impasse(&mut sheet, analysis, &names);
    packages(&mut sheet, analysis, &picks, &names);
    doubt(&mut sheet, analysis, &names);
    settlements(&mut sheet, analysis, &names);
    swept(&mut sheet, analysis, &names);
    frontier(&mut sheet, analysis, &picks, &names);
    reasons(&mut sheet, analysis, &names);
    rest(&mut sheet, analysis, &names);
    sheet.finish()
}

fn closeness(sheet: &mut Sheet, analysis: &Analysis, names: &Names) {
    sheet.heading("How close are they?");
    let (answer, more) = words::closeness(analysis, names);
    sheet.paragraph(Look::Strong, &answer);
    more.iter().for_each(|line| sheet.paragraph(Look::Plain, line));
}

fn evidence(sheet: &mut Sheet, analysis: &Analysis, names: &Names) {
    sheet.heading("What does this rest on?");
    sheet.paragraph(Look::Plain, &words::evidence(analysis, names).join(" "));
    let readings = words::readings(analysis, names);
    for (party, reading) in readings.iter().take(MOST_READINGS) {
        sheet.item("-", &format!("{}: {reading}", lines::short(party, 40)));
    }
    if let Some(left) = readings.len().checked_sub(MOST_READINGS).filter(|left| *left > 0) {
        sheet.item("-", &format!("and {} more; --report lists all", whole(left)));
    }
    sheet.paragraph(Look::Quiet, words::HONESTY);
}

/// How sure that is, and what to ask next.
fn doubt(sheet: &mut Sheet, analysis: &Analysis, names: &Names) {
    let doubt = doubt::doubt(analysis, names);
    if doubt.is_empty() {
        return;
    }
    sheet.heading("How sure is that?");
    doubt.iter().for_each(|line| sheet.item("-", line));
    let question = doubt::question(analysis, names);
    if !question.is_empty() {
        sheet.heading("What to ask next?");
        question.iter().for_each(|line| sheet.paragraph(Look::Plain, line));
    }
    let draft = doubt::draft(analysis, names);
    if !draft.is_empty() {
        sheet.heading("What to draft next?");
        draft.iter().for_each(|line| sheet.paragraph(Look::Plain, line));
    }
}

/// What can be made of each named settlement.
fn settlements(sheet: &mut Sheet, analysis: &Analysis, names: &Names) {
    let all = asked::settlements(analysis, names);
    if !all.is_empty() {
        sheet.heading("What can be made of the settlements?");
        all.iter().for_each(|line| sheet.item("-", line));
    }
}

/// What each vague value moves.
fn swept(sheet: &mut Sheet, analysis: &Analysis, names: &Names) {
    let summary = asked::summary(analysis);
    if summary.is_empty() {
        return;
    }
    sheet.heading("What does it hang on?");
    summary.iter().for_each(|line| sheet.paragraph(Look::Plain, line));
    let swings = asked::swings(analysis, names);
    swings.iter().for_each(|line| sheet.item("-", line));
    let all = analysis.sweep.as_ref().map_or(0, |sweep| sweep.swings.len());
    if let Some(left) = all.checked_sub(swings.len()).filter(|left| *left > 0) {
        sheet.item("-", &format!("and {} that move it less; {ALL}", whole(left)));
    }
}

/// What collides, and what would open a zone.
fn impasse(sheet: &mut Sheet, analysis: &Analysis, names: &Names) {
    let (conflicts, repairs) = (impasse::conflicts(analysis, names), impasse::repairs(analysis, names));
    let caveat = impasse::caveat(analysis, names);
    if conflicts.is_empty() && caveat.is_none() {
        return;
    }
    sheet.heading("Why is there none, and what would open it?");
    conflicts.iter().for_each(|line| sheet.item("-", line));
    if let Some(line) = impasse::alone(analysis, names) {
        sheet.paragraph(Look::Strong, &line);
    }
    repairs.iter().for_each(|line| sheet.item("-", line));
    if let Some(line) = caveat {
        sheet.paragraph(Look::Quiet, &line);
    }
}

fn packages(sheet: &mut Sheet, analysis: &Analysis, picks: &[Pick<'_>], names: &Names) {
    let nearest = picks.iter().any(|pick| pick.measures == [Measure::Closest]);
    if picks.is_empty() {
        return;
    }
    sheet.heading(if nearest { "What comes nearest?" } else { "What could all live with?" });
    if let Some(line) = words::definitions(analysis, names) {
        sheet.paragraph(Look::Plain, &line);
    }
    for measure in Measure::ALL {
        let Some(pick) = picks.iter().find(|pick| pick.measures.contains(&measure)) else { continue };
        let Some(line) = words::measure(analysis, pick, measure) else { continue };
        sheet.item(measure.letter(), &format!("{}: {line}", words::capital(measure.name())));
    }
    picks.iter().filter_map(words::twins).for_each(|line| sheet.paragraph(Look::Plain, &line));
    for caveat in words::caveats(analysis, picks) {
        sheet.paragraph(Look::Quiet, &caveat);
    }
    sheet.blank();
    worths(sheet, analysis, picks, names);
    sheet.blank();
    issues(sheet, analysis, picks, names);
}

/// Per party: no agreement, then the worth and gain of each package.
fn worths(sheet: &mut Sheet, analysis: &Analysis, picks: &[Pick<'_>], names: &Names) {
    let worth = Column::of(
        picks
            .iter()
            .flat_map(|pick| pick.solution.worth.iter().copied())
            .chain(analysis.parties.iter().filter_map(|party| party.walk_away)),
    );
    let gain = Column::of(picks.iter().flat_map(|pick| pick.solution.gain.iter().copied()));
    let table = |first: &str, away: bool, cell: &dyn Fn(&Pick<'_>, usize) -> String| {
        let heads = picks.iter().map(|pick| (Kind::Number, pick.letters()));
        let away_head = away.then(|| (Kind::Number, "walk-away".to_string()));
        let mut table =
            Table::new([(Kind::Name, first.to_string())].into_iter().chain(away_head).chain(heads));
        for (at, party) in analysis.parties.iter().enumerate() {
            let mut row = vec![names.party(at).to_string()];
            if away {
                row.push(party.walk_away.map_or("not held".into(), |away| worth.show(away)));
            }
            row.extend(picks.iter().map(|pick| cell(pick, at)));
            table.rows.push(row);
        }
        table
    };
    let worth_of =
        |pick: &Pick<'_>, at: usize| pick.solution.worth.get(at).map_or("?".into(), |w| worth.show(*w));
    let gain_of =
        |pick: &Pick<'_>, at: usize| pick.solution.gain.get(at).map_or("?".into(), |g| gain.signed(*g));
    let both = table("Worth (gain)", true, &|pick, at| {
        // Every closing bracket stands under the others, so the gains align too.
        format!("{} ({})", worth_of(pick, at), gain_of(pick, at))
    });
    if let Some(lines) = both.grid(sheet.room()) {
        sheet.table(&lines);
        return;
    }
    for table in [table("Worth", true, &worth_of), table("Gain", false, &gain_of)] {
        sheet.table(&table.lines(sheet.room()));
    }
}

/// Issue by issue: which measures pick which option.
fn issues(sheet: &mut Sheet, analysis: &Analysis, picks: &[Pick<'_>], names: &Names) {
    let mut table = Table::new([
        (Kind::Text, "Issue".into()),
        (Kind::Number, String::new()),
        (Kind::Text, "Option".into()),
    ]);
    let issues = picks.first().map_or(0, |pick| pick.solution.package.0.len());
    for at in 0..issues.min(MOST_ISSUES) {
        let mut options: Vec<(String, Vec<String>)> = Vec::new();
        for pick in picks {
            let option = names.option(&pick.solution.package, at);
            match options.iter_mut().find(|(known, _)| *known == option) {
                Some((_, letters)) => letters.push(pick.letters()),
                None => options.push((option, vec![pick.letters()])),
            }
        }
        let id = picks.first().and_then(|pick| pick.solution.package.0.get(at)).map_or("", |(id, _)| &**id);
        for (n, (option, letters)) in options.into_iter().enumerate() {
            let issue = if n == 0 { names.issue(id) } else { String::new() };
            table.rows.push(vec![issue, letters.join(" "), option]);
        }
    }
    sheet.table(&table.lines(sheet.room()));
    if issues > MOST_ISSUES {
        sheet.paragraph(
            Look::Plain,
            &format!("and {} more of {} issues; {ALL}", issues - MOST_ISSUES, analysis.issues.len()),
        );
    }
}

fn frontier(sheet: &mut Sheet, analysis: &Analysis, picks: &[Pick<'_>], names: &Names) {
    sheet.heading("Where does one party's gain cost another?");
    words::frontier(analysis, names).iter().for_each(|line| sheet.paragraph(Look::Plain, line));
    if let Some(lines) = plot::plot(analysis, picks, names, sheet.room()) {
        sheet.blank();
        sheet.ready(&lines);
    } else {
        points(sheet, analysis, picks, names);
    }
}

/// The first frontier points, a row each; where the parties are many, a column each.
fn points(sheet: &mut Sheet, analysis: &Analysis, picks: &[Pick<'_>], names: &Names) {
    let Some(frontier) = analysis.frontier.as_ref().filter(|frontier| !frontier.points.is_empty()) else {
        return;
    };
    let points = &frontier.points;
    let letters = |at: usize| {
        let here = picks.iter().filter(|pick| pick.solution.worth == points[at].worth);
        here.map(Pick::letters).collect::<Vec<_>>().join(" ")
    };
    // The first points, and those that a measure picks.
    let picked = |at: &usize| picks.iter().any(|pick| pick.solution.worth == points[*at].worth);
    let shown: Vec<usize> = (0..points.len()).filter(|at| *at < MOST_POINTS || picked(at)).collect();
    let column = Column::of(shown.iter().flat_map(|&at| points[at].worth.iter().copied()));
    let heads = lines::apart(&names.parties, 10).into_iter().map(|name| (Kind::Number, name));
    let mut rows =
        Table::new([(Kind::Number, "#".to_string()), (Kind::Number, String::new())].into_iter().chain(heads));
    for &at in &shown {
        let worths = points[at].worth.iter().map(|worth| column.show(*worth));
        rows.rows.push([whole(at + 1), letters(at)].into_iter().chain(worths).collect());
    }
    sheet.blank();
    let mut listed = shown.len();
    if let Some(lines) = rows.grid(sheet.room()) {
        sheet.table(&lines);
    } else {
        // Those that a measure picks come first: there may be no room for all.
        let (first, rest): (Vec<usize>, Vec<usize>) = shown.iter().copied().partition(picked);
        let shown = [first, rest].concat();
        let across = |most: usize| {
            let heads = shown
                .iter()
                .take(most)
                .map(|&at| (Kind::Number, format!("#{} {}", at + 1, letters(at)).trim_end().to_string()));
            let mut table = Table::new([(Kind::Name, "Worth at point".to_string())].into_iter().chain(heads));
            for party in 0..analysis.parties.len() {
                let worths = shown.iter().take(most).map(|&at| column.show(points[at].worth[party]));
                table.rows.push([names.party(party).to_string()].into_iter().chain(worths).collect());
            }
            table
        };
        let fitting = (1..=shown.len()).rev().find_map(|most| Some((most, across(most).grid(sheet.room())?)));
        if let Some((most, lines)) = fitting {
            listed = most;
            sheet.table(&lines);
        }
    }
    if let Some(left) = frontier.count.checked_sub(listed).filter(|left| *left > 0) {
        sheet.paragraph(Look::Plain, &format!("and {} more; {ALL}", whole(left)));
    }
}

fn reasons(sheet: &mut Sheet, analysis: &Analysis, names: &Names) {
    let certificates = words::certificates(analysis, names);
    if certificates.is_empty() {
        return;
    }
    sheet.heading("Why is that so?");
    for (what, why) in &certificates {
        sheet.item("-", &format!("{what}: {}", lines::short(why, LONGEST_REASON)));
    }
}

fn rest(sheet: &mut Sheet, analysis: &Analysis, names: &Names) {
    let repairs = words::repairs(analysis, names);
    if !repairs.is_empty() {
        sheet.heading("What was mended while reading?");
        let many =
            if repairs.len() == 1 { "1 repair".into() } else { format!("{} repairs", whole(repairs.len())) };
        sheet.paragraph(Look::Plain, &format!("{many} while reading another tool's file:"));
        for (place, what) in repairs.iter().take(MOST_REPAIRS) {
            sheet.item("-", &lines::short(&format!("{place}: {what}"), LONGEST_REASON));
        }
        if repairs.len() > MOST_REPAIRS {
            sheet.item("-", &format!("and {} more; {ALL}", whole(repairs.len() - MOST_REPAIRS)));
        }
    }
    let missing = words::missing(analysis, names);
    if !missing.is_empty() {
        sheet.heading("What is not shown, and why?");
        for (what, why) in &missing {
            sheet.item("-", &lines::short(&format!("{what}: {why}"), LONGEST_REASON));
        }
    }
    if let Some(probes) = &analysis.probes {
        sheet.heading("What are the probed packages worth?");
        let column = Column::of(probes.iter().flatten().copied());
        let heads = (0..probes.len()).map(|at| (Kind::Number, format!("#{}", at + 1)));
        let mut table = Table::new([(Kind::Name, "Worth".to_string())].into_iter().chain(heads));
        for party in 0..analysis.parties.len() {
            let worths = probes
                .iter()
                .map(|probe| probe.get(party).map_or_else(|| figure(f64::NAN), |w| column.show(*w)));
            table.rows.push([names.party(party).to_string()].into_iter().chain(worths).collect());
        }
        sheet.table(&table.lines(sheet.room()));
        asked::against(analysis, names).iter().for_each(|line| sheet.paragraph(Look::Plain, line));
        asked::trades(analysis, names).iter().for_each(|line| sheet.paragraph(Look::Plain, line));
    }
}
