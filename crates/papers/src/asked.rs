//! What was asked for besides, in sentences: settlements, what each vague value moves, the way from one package to another.

use detente_deal::{Analysis, Package, Settlement, Swing, Trades};

use crate::doubt::share;
use crate::figures::{counted, figure, minus, whole};
use crate::names::{Names, series};

/// Swings told in words; the JSON has all.
pub(crate) const MOST: usize = 12;

/// What a sweep says before its list.
pub(crate) fn summary(analysis: &Analysis) -> Vec<String> {
    let Some(sweep) = &analysis.sweep else { return Vec::new() };
    if sweep.swings.is_empty() {
        return vec!["No value is held as a range or a mark, so there is nothing to sweep.".into()];
    }
    let now = sweep.now.map_or_else(|| "cannot be told".into(), room);
    let decide = sweep.swings.iter().filter(|swing| swing.zone_at_low != swing.zone_at_high).count();
    let mut all = vec![
        format!(
            "Room is the smallest share of its ideal gain that any party has in the Kalai-Smorodinsky package; where there is no zone, \
             below nothing: what the nearest package lacks. As values are read it is {now}."
        ),
        match decide {
            0 => "Of the ranges and marks that were swept none alone decides whether there is a zone; rankings and values that were not said are not swept."
                .into(),
            1 => "One value alone decides whether there is a zone.".into(),
            many => format!("{} values each decide alone whether there is a zone.", whole(many)),
        },
    ];
    if sweep.left_out > 0 {
        all.push(format!("{} vague values were not swept, being too many.", whole(sweep.left_out)));
    }
    all
}

/// One line for each of the largest swings.
pub(crate) fn swings(analysis: &Analysis, names: &Names) -> Vec<String> {
    let swings = analysis.sweep.iter().flat_map(|sweep| &sweep.swings).take(MOST);
    swings.map(|swing| format!("{}: {}", names.text(&swing.what), told(swing))).collect()
}

fn told(swing: &Swing) -> String {
    let end = |value: f64, room_at: Option<f64>, zone: Option<bool>| {
        let room_at = room_at.map_or_else(|| "cannot be told".into(), room);
        let zone = match zone {
            Some(true) => "",
            Some(false) => ", no zone",
            None => ", whether a zone cannot be told",
        };
        format!("{room_at} at {}{zone}", minus(&format!("{value:.1}")))
    };
    format!(
        "{}; {}",
        end(swing.low, swing.at_low, swing.zone_at_low),
        end(swing.high, swing.at_high, swing.zone_at_high)
    )
}

fn room(of: f64) -> String {
    minus(&format!("{of:.3}"))
}

/// What can be made of each named settlement.
pub(crate) fn settlements(analysis: &Analysis, names: &Names) -> Vec<String> {
    let one = |settlement: &Settlement| {
        let zone = match (settlement.zone, &settlement.packages) {
            (Some(true), Some(packages)) => {
                format!("{} with it all could live with", counted(packages, "package", "packages"))
            }
            (Some(true), None) => "all could live with some package with it".to_string(),
            (Some(false), _) => "no package with it all could live with".to_string(),
            (None, _) => "whether all could live with a package with it cannot be told".to_string(),
        };
        let fixes = changed(&settlement.fixes, analysis, names);
        let name = names.text(&settlement.name);
        let Some(best) = &settlement.best else { return format!("{name} ({fixes}): {zone}.") };
        let open: Vec<(std::sync::Arc<str>, std::sync::Arc<str>)> = best
            .0
            .iter()
            .filter(|(issue, _)| !settlement.fixes.0.iter().any(|(fixed, _)| fixed == issue))
            .cloned()
            .collect();
        let gains = settlement.gain.iter().enumerate();
        let gains =
            gains.map(|(party, gain)| format!("{} {}", names.party(party), minus(&format!("{gain:+.1}"))));
        let which = if settlement.zone == Some(false) { "the nearest" } else { "the best by Nash" };
        let rest = match open.is_empty() {
            true => String::new(),
            false => format!(" {}", changed(&Package(open), analysis, names)),
        };
        format!("{name} ({fixes}): {zone}; {which}{rest}, gains {}.", series(gains.collect(), 0))
    };
    analysis.settlements.iter().map(one).collect()
}

/// What stands against each probed package: walk-aways it lies below, red lines and links it breaks.
pub(crate) fn against(analysis: &Analysis, names: &Names) -> Vec<String> {
    let probes = analysis.probes.iter().flatten().enumerate();
    let each = probes.map(|(at, worths)| {
        let below = worths.iter().enumerate().filter_map(|(party, worth)| {
            let less = analysis.parties[party].walk_away? - worth;
            (less > 0.0).then(|| format!("{} below the walk-away of {}", figure(less), names.party(party)))
        });
        let broken = analysis.probes_break.get(at).into_iter().flatten();
        let all: Vec<String> = below.chain(broken.map(|id| format!("breaks {}", names.text(id)))).collect();
        match all.is_empty() {
            true => format!("#{} is in the zone.", at + 1),
            false => format!("#{} is not in the zone: {}.", at + 1, all.join("; ")),
        }
    });
    each.collect()
}

/// The trades from each probed package to the next.
pub(crate) fn trades(analysis: &Analysis, names: &Names) -> Vec<String> {
    let mut all = Vec::new();
    for trades in &analysis.trades {
        let (from, to) = (trades.from, trades.to);
        let Some(steps) = &trades.steps else {
            let why = trades.why.as_deref().unwrap_or("there is none");
            all.push(format!(
                "From #{from} to #{to} there is no way by which nobody loses: {}.",
                names.text(why)
            ));
            all.extend(likely(trades, names));
            continue;
        };
        let count = match steps.len() {
            1 => "one trade".into(),
            many => format!("{} trades", whole(many)),
        };
        all.push(format!("From #{from} to #{to} by {count}; by each nobody loses and somebody gains:"));
        for (at, step) in steps.iter().enumerate() {
            let worths = step.worth.iter().enumerate();
            let worths = worths
                .map(|(party, worth)| format!("{} {}", names.party(party), minus(&format!("{worth:.1}"))));
            let then = series(worths.collect(), 0);
            all.push(format!("{}. {} (then {then})", at + 1, changed(&step.change, analysis, names)));
        }
        all.extend(likely(trades, names));
    }
    all
}

/// How likely the whole change is a gain, where values are vague.
fn likely(trades: &Trades, names: &Names) -> Option<String> {
    let likely = trades.likely.as_ref()?.iter().enumerate().map(|(party, [loss, nothing, gain])| {
        let same = if *nothing > 0.0 { format!(", as much in {}", share(*nothing)) } else { String::new() };
        format!("to {} more in {} and less in {}{same}", names.party(party), share(*gain), share(*loss))
    });
    let likely = series(likely.collect(), 0);
    Some(format!(
        "Of the worlds that fit what is held, #{} is worth {likely} of them than #{}.",
        trades.to, trades.from
    ))
}

fn changed(change: &Package, analysis: &Analysis, names: &Names) -> String {
    let each = change.0.iter().enumerate().map(|(at, (issue, _))| {
        let known = analysis.issues.iter().any(|known| *known.id == **issue);
        let issue = if known { names.issue(issue).to_string() } else { names.text(issue) };
        format!("{issue}: {}", names.option(change, at))
    });
    each.collect::<Vec<_>>().join("; ")
}
