//! What the reports say, in sentences; the terminal and the page say the same.

use detente_deal::Analysis;

use crate::figures::{Column, count, counted, figure, whole};
use crate::names::{Names, series};
use crate::picks::{Measure, Pick};

/// Most parties named in one sentence.
const MOST_NAMED: usize = 6;

/// What every certificate is worth.
pub(crate) const HONESTY: &str =
    "Sides may misstate; a certificate proves the arithmetic, never the preference.";

/// How close the parties are: the answer, then what has to be said with it.
pub(crate) fn closeness(analysis: &Analysis, names: &Names) -> (String, Vec<String>) {
    let zone = &analysis.zone;
    let answer = match zone.exists {
        Some(true) => format!("There is room for agreement: {}.", room(analysis)),
        Some(false) => match analysis.packages.as_deref() {
            Some("1") | None => "There is no zone: no package satisfies every walk-away and red line.".into(),
            Some(all) => format!(
                "There is no zone: none of {} packages satisfies every walk-away and red line.",
                count(all)
            ),
        },
        None => {
            let reason = analysis.why.get("zone").map_or("no reason was given".into(), |why| names.text(why));
            format!("Cannot tell whether there is room for agreement: {reason}.")
        }
    };
    let mut more = Vec::new();
    match zone.probability {
        Some([1.0, _]) | None => {}
        Some([_, 0.0]) => more.push("Nothing else that fits what is held has a zone, either.".into()),
        Some([low, high]) => more.push(format!(
            "That takes one number for each vague value; of all that fits what is held, {:.1} % to {:.1} % have a zone.",
            100.0 * low,
            100.0 * high
        )),
    }
    if zone.exists == Some(false) {
        more.extend(shortfall(analysis, names));
    }
    more.extend(silent(analysis, names));
    let held = &analysis.evidence;
    if [held.told, held.inferred, held.public].into_iter().all(|count| count == 0) {
        more.push("This rests on nothing: no value is held of any party.".into());
    }
    (answer, more)
}

fn room(analysis: &Analysis) -> String {
    const IN_ZONE: &str = "at or above every walk-away and break no red line";
    match (analysis.zone.packages.as_deref(), analysis.packages.as_deref()) {
        (None, _) => "at least one package is at or above every walk-away and breaks no red line".into(),
        (Some("1"), None) => "one package is at or above every walk-away and breaks no red line".into(),
        (Some(some), None) => format!("{} packages are {IN_ZONE}", count(some)),
        (Some("1"), Some("1")) => {
            "the only package is at or above every walk-away and breaks no red line".into()
        }
        (Some("2"), Some("2")) => format!("both packages are {IN_ZONE}"),
        (Some(some), Some(all)) if some == all => format!("all {} packages are {IN_ZONE}", count(all)),
        (Some("1"), Some(all)) => {
            format!("1 of {} packages is at or above every walk-away and breaks no red line", count(all))
        }
        (Some(some), Some(all)) => format!("{} of {} packages are {IN_ZONE}", count(some), count(all)),
    }
}

/// Who falls short at the nearest package.
fn shortfall(analysis: &Analysis, names: &Names) -> Option<String> {
    let Some(nearest) = &analysis.solutions.closest else {
        let why = analysis.why.get(Measure::Closest.path())?;
        return Some(format!("The nearest package cannot be named: {}.", names.text(why)));
    };
    let short: Vec<usize> =
        nearest.gain.iter().enumerate().filter(|(_, gain)| **gain < 0.0).map(|(party, _)| party).collect();
    let column = Column::of(short.iter().map(|&party| nearest.gain[party]));
    if let [only] = short[..] {
        let by = column.show(-nearest.gain[only]);
        let who = names.party(only);
        return Some(format!(
            "Nearest is the package below; {who} falls short there by {by} of its own points."
        ));
    }
    let each = short.iter().take(MOST_NAMED).enumerate().map(|(at, &party)| {
        let falls = if at == 0 { "falls short by" } else { "by" };
        format!("{} {falls} {}", names.party(party), column.show(-nearest.gain[party]))
    });
    let each = series(each.collect(), short.len().saturating_sub(MOST_NAMED));
    (!short.is_empty())
        .then(|| format!("Nearest is the package below; there {each}, each in its own points."))
}

/// Parties that constrain nothing.
fn silent(analysis: &Analysis, names: &Names) -> Option<String> {
    let silent: Vec<usize> =
        (0..analysis.parties.len()).filter(|&party| analysis.parties[party].walk_away.is_none()).collect();
    match silent.len() {
        0 => None,
        n if n == analysis.parties.len() => {
            Some("No walk-away is held for any party, so only red lines and links constrain.".into())
        }
        1 => Some(format!("No walk-away is held for {}, so it constrains nothing.", names.list(&silent, 1))),
        _ => Some(format!(
            "No walk-away is held for {}, so they constrain nothing.",
            names.list(&silent, MOST_NAMED)
        )),
    }
}

/// How many values the figures rest on, and how old.
pub(crate) fn evidence(analysis: &Analysis, names: &Names) -> Vec<String> {
    let held = &analysis.evidence;
    let assumed: Vec<String> = analysis.assumed.iter().map(|said| names.text(said)).collect();
    let mut said = match assumed.is_empty() {
        true => Vec::new(),
        false => vec![format!("What is not held but assumed: {}.", assumed.join("; "))],
    };
    let basis = match held.basis {
        Some("told") => Some("Only what the parties said was looked at."),
        Some("estimates") => Some("Only the mediator's estimates were looked at."),
        Some(_) => Some("What a party did not say was taken from the mediator's estimate, value by value."),
        None => None,
    };
    said.extend(basis.map(String::from));
    said.push(format!(
        "{}, {} inferred, {} public.",
        counted(&held.told.to_string(), "value told", "values told"),
        whole(held.inferred),
        whole(held.public)
    ));
    match held.vague {
        0 => said.push("No vague value had to be read as a number.".into()),
        1 => said.push("1 vague or unsaid value was read as one number.".into()),
        n => said.push(format!("{} vague or unsaid values were read as one number each.", whole(n))),
    }
    said.push(match &held.oldest {
        Some(day) => format!("The oldest date given with a value is {}.", names.text(day)),
        None => "No date is given with any value.".into(),
    });
    said
}

/// What was taken instead of vague values: party and reading, the parties in turn.
pub(crate) fn readings(analysis: &Analysis, names: &Names) -> Vec<(String, String)> {
    let longest = analysis.parties.iter().map(|party| party.readings.len()).max().unwrap_or(0);
    // Walk-aways matter most.
    let mut turns: Vec<(String, String)> = Vec::new();
    for (at, party) in analysis.parties.iter().enumerate() {
        for reading in party.readings.iter().filter(|reading| reading.starts_with("walk-away")) {
            turns.push((names.party(at).to_string(), names.text(reading)));
        }
    }
    for turn in 0..longest {
        for (at, party) in analysis.parties.iter().enumerate() {
            let reading = party.readings.get(turn);
            if let Some(reading) = reading.filter(|reading| !reading.starts_with("walk-away")) {
                turns.push((names.party(at).to_string(), names.text(reading)));
            }
        }
    }
    turns
}

/// Whose definitions the measures follow, if not ours.
pub(crate) fn definitions(analysis: &Analysis, names: &Names) -> Option<String> {
    match analysis.definitions.as_str() {
        "detente" => None,
        "negmas" => Some("The measures follow NegMAS's definitions.".into()),
        "genius" => Some("The measures follow GENIUS's definitions.".into()),
        other => Some(format!("The measures follow the definitions \"{}\".", names.text(other))),
    }
}

/// One measure's line: what it seeks, what it comes to, which package.
pub(crate) fn measure(analysis: &Analysis, pick: &Pick<'_>, measure: Measure) -> Option<String> {
    let solution = measure.solution(analysis)?;
    let value = figure(measure.value(&analysis.definitions, solution.value));
    // Where some party can gain nothing, the product is that of the others; saying less would puzzle.
    let gains = |gain: &f64| *gain > 0.0;
    let of = match measure {
        Measure::Nash if !solution.gain.iter().any(gains) => ", where no party can gain",
        Measure::Nash if solution.value > 0.0 && !solution.gain.iter().all(gains) => {
            ", of those who can gain at once"
        }
        _ => "",
    };
    let mut line = format!("{}{of}: {value}.", measure.seeks(&analysis.definitions));
    if let Some(first) = pick.measures.first()
        && *first != measure
    {
        line = format!("{line} Same package as {}.", first.name());
    }
    match solution.ties.len() {
        0 => {}
        1 => line.push_str(" 1 other set of worths does equally well."),
        n => line.push_str(&format!(" {} other sets of worths do equally well.", whole(n))),
    }
    Some(line)
}

/// How many packages share a pick's worths, where that is more than one.
pub(crate) fn twins(pick: &Pick<'_>) -> Option<String> {
    let packages = pick.solution.packages.as_deref().filter(|&packages| packages != "1")?;
    Some(format!(
        "{}: {} packages have exactly these worths; the first is shown.",
        pick.names(),
        count(packages)
    ))
}

/// What must be known before comparing.
pub(crate) fn caveats(analysis: &Analysis, picks: &[Pick<'_>]) -> Vec<String> {
    let mut caveats = Vec::new();
    let scale: Vec<String> = Measure::ALL
        .into_iter()
        .filter(|measure| measure.solution(analysis).is_some())
        .filter(|measure| measure.needs_common_scale(&analysis.definitions))
        .map(|measure| measure.letter().to_string())
        .collect();
    if !scale.is_empty() {
        let verb = if scale.len() == 1 { "compares" } else { "compare" };
        caveats.push(format!(
            "{} {verb} one party's points with another's: meaningful only on a common scale.",
            series(scale, 0)
        ));
    }
    if picks.iter().any(|pick| pick.measures != [Measure::Closest])
        && analysis.parties.iter().any(|party| party.walk_away.is_none())
    {
        caveats.push("A party without a walk-away gains above its worst package.".into());
    }
    caveats
}

/// The frontier in a sentence or two.
pub(crate) fn frontier(analysis: &Analysis, names: &Names) -> Vec<String> {
    let Some(frontier) = &analysis.frontier else {
        let said = match analysis.why.get("frontier") {
            Some(why) if analysis.why.get("zone") == Some(why) => {
                "The frontier is not listed, for the reason given above.".into()
            }
            Some(why) => format!("The frontier is not listed: {}.", names.text(why)),
            None => "The frontier is not listed.".into(),
        };
        return vec![said];
    };
    if frontier.count == 0 {
        return vec!["The frontier is empty: there is no zone.".into()];
    }
    let points = counted(&frontier.count.to_string(), "point", "points");
    let mut said = vec![if frontier.exact {
        format!(
            "The frontier has {points}, exactly: from there no package gives one party more without giving another less."
        )
    } else {
        format!(
            "{points} near the frontier: it lies at most {} beyond them in worth of any party.",
            figure(frontier.error)
        )
    }];
    if let Some(why) = analysis.why.get("frontier.exact") {
        said.push(format!("Not exact: {}.", names.text(why)));
    }
    if frontier.joined.as_ref().is_some_and(|joined| joined.contains(&true)) {
        said.push("Where neighbouring points are joined, every worth between them can be had too.".into());
    }
    let ends = frontier.points.iter().filter(|point| point.open).map(|point| {
        let worth: Vec<String> = point.worth.iter().map(|worth| figure(*worth)).collect();
        format!("({})", worth.join(", "))
    });
    let ends: Vec<String> = ends.collect();
    if !ends.is_empty() {
        said.push(format!(
            "Only an end of such a stretch, and not on the frontier itself, as another point is better for one party and \
             as good for the other: {}.",
            ends.join("; ")
        ));
    }
    said
}

/// Why the answers are so: what is shown, and the reason.
pub(crate) fn certificates(analysis: &Analysis, names: &Names) -> Vec<(String, String)> {
    let zone = analysis.zone.certificate.as_ref().map(|certificate| {
        let what = if analysis.zone.exists == Some(true) { "There is a zone" } else { "There is no zone" };
        (what.to_string(), names.text(&certificate.text))
    });
    let measures = Measure::ALL.into_iter().filter_map(|measure| {
        let solution = measure.solution(analysis)?;
        let what = match measure {
            Measure::Closest => "Nearest package".to_string(),
            other => capital(other.name()),
        };
        Some((what, names.text(&solution.certificate.text)))
    });
    zone.into_iter().chain(measures).collect()
}

/// What is not shown, and why: things with the same reason together.
pub(crate) fn missing(analysis: &Analysis, names: &Names) -> Vec<(String, String)> {
    // The reasons for these stand where the reader looks for them.
    let above = ["zone", "frontier", "frontier.exact", "conflicts", "conflicts_complete", "worlds"];
    let known: Vec<&str> = ["zone.packages"].into_iter().chain(Measure::ALL.map(Measure::path)).collect();
    // That nobody falls short where there is a zone goes without saying.
    let needless = |path: &str| path == Measure::Closest.path() && analysis.zone.exists == Some(true);
    let listed = known.iter().filter(|path| !needless(path));
    let listed = listed.filter_map(|path| analysis.why.get_key_value(*path));
    let others = analysis.why.iter().filter(|(path, _)| !known.contains(&path.as_str()));
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for (path, reason) in listed.chain(others.filter(|(path, _)| !above.contains(&path.as_str()))) {
        let label = label(path, names);
        match reasons.iter_mut().find(|(known, _)| known == reason) {
            Some((_, labels)) => labels.push(label),
            None => reasons.push((reason.clone(), vec![label])),
        }
    }
    let joined = |(reason, labels): (String, Vec<String>)| {
        let given = above.iter().any(|path| analysis.why.get(*path) == Some(&reason));
        let reason = if given { "the reason given above".into() } else { names.text(&reason) };
        (capital(&series(labels, 0)), reason)
    };
    reasons.into_iter().map(joined).collect()
}

fn label(path: &str, names: &Names) -> String {
    match path {
        "zone.packages" => "the number of packages in the zone".into(),
        "parties.ideal" => "what each party could gain at best".into(),
        path => match Measure::ALL.into_iter().find(|measure| measure.path() == path) {
            Some(measure) => format!("the {} package", measure.name()),
            None => names.text(path),
        },
    }
}

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What was mended while reading: where, and what.
pub(crate) fn repairs(analysis: &Analysis, names: &Names) -> Vec<(String, String)> {
    let repair = |repair: &detente_deal::Repair| {
        let place = format!("{}, line {}", names.text(&repair.file), repair.line);
        let found = names.text(&repair.found);
        let what =
            format!("found {found}; taken: {} ({})", names.text(&repair.taken), names.text(&repair.code));
        (place, what)
    };
    analysis.repairs.iter().map(repair).collect()
}
