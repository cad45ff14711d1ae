//! Writing a case as a folder of text files.

mod moves;
mod public;

use std::fmt::Write as _;

use crate::{
    Aggregate, Among, Amount, Called, Case, Combinations, Condition, Domain, Files, Gate, Importance, Issue,
    Link, Mark, Mediation, Number, Origin, Person, Preferences, RedLine, Scale, Source, Sourced, Term,
    ThirdRole, WalkAway, Worth,
};

/// Writes `case.toml`, `private/*.toml` and `mediator/estimates/*.toml`; [`crate::read`] gives the same case back.
///
/// Same case, same bytes.
pub fn write(case: &Case) -> Files {
    let mut files = Files::new();
    files.insert("case.toml".into(), shared(case).into_bytes());
    if !case.own_gates.is_empty() {
        let mut lines = Lines::default();
        write_gates(&mut lines, &case.own_gates);
        files.insert("mediator/gates.toml".into(), lines.0.into_bytes());
    }
    if let Some(conflict) = &case.moves {
        files.insert("mediator/moves.toml".into(), moves::moves(conflict).into_bytes());
    }
    if !case.settlements.is_empty() {
        files.insert("mediator/settlements.toml".into(), settlements(case).into_bytes());
    }
    for (folder, held) in [("private", &case.preferences), ("mediator/estimates", &case.estimates)] {
        for (party, preferences) in case.parties.iter().zip(held) {
            if let Some(preferences) = preferences {
                let text = private(case, &party.id, preferences);
                files.insert(format!("{folder}/{}.toml", party.id), text.into_bytes());
            }
        }
    }
    files
}

/// A TOML text or key, quoted and escaped.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string().trim().to_string()
}

/// A TOML key, quoted only where it has to be.
fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { text.to_string() } else { toml_edit::Key::new(text).to_string().trim().to_string() }
}

fn number(number: &Number) -> String {
    let text = number.to_string();
    if text.contains('/') || text.len() > 15 { quoted(&text) } else { text }
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// Lines of one table, in order.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn header(&mut self, header: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(header);
        self.0.push('\n');
    }

    fn set(&mut self, name: &str, value: impl AsRef<str>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{} = {}", key(name), value.as_ref());
    }
}

fn settlements(case: &Case) -> String {
    let mut lines = Lines::default();
    for settlement in &case.settlements {
        lines.header("[[settlement]]");
        lines.set("name", quoted(&settlement.name));
        let fixed = settlement.options.iter().map(|(issue, option)| {
            let issue = &case.issues[*issue];
            format!("{} = {}", key(&issue.id), quoted(&issue.domain.label(*option)))
        });
        lines.set("options", format!("{{ {} }}", fixed.collect::<Vec<_>>().join(", ")));
    }
    lines.0
}

fn write_gates(lines: &mut Lines, gates: &[Gate]) {
    for gate in gates {
        lines.header("[[gate]]");
        lines.set("before", quoted(&gate.before));
        lines.set("needs", list(gate.needs.iter().map(|need| quoted(need))));
    }
}

fn shared(case: &Case) -> String {
    let mut lines = Lines::default();
    lines.set("detente", crate::FORMAT.to_string());
    lines.set("title", quoted(&case.title));
    for party in &case.parties {
        lines.header("[[party]]");
        lines.set("id", quoted(&party.id));
        lines.set("name", quoted(&party.name));
        public::aliases(&mut lines, case, Called::Side, &party.id);
    }
    for third in &case.third_parties {
        lines.header("[[third_party]]");
        lines.set("id", quoted(&third.id));
        lines.set("name", quoted(&third.name));
        lines.set(
            "role",
            quoted(match third.role {
                ThirdRole::Mediator => "mediator",
                ThirdRole::Guarantor => "guarantor",
                ThirdRole::Observer => "observer",
            }),
        );
        if let Some(interests) = &third.interests {
            lines.set("interests", list(interests.iter().map(|interest| quoted(interest))));
        }
        public::aliases(&mut lines, case, Called::Side, &third.id);
    }
    for person in &case.people {
        write_person(&mut lines, case, person);
        public::aliases(&mut lines, case, Called::Person, &person.id);
    }
    moves::votes(&mut lines, case);
    for level in &case.levels {
        lines.header("[[level]]");
        lines.set("id", quoted(&level.id));
        lines.set("name", quoted(&level.name));
    }
    write_gates(&mut lines, &case.gates);
    for issue in &case.issues {
        write_issue(&mut lines, issue);
        public::aliases(&mut lines, case, Called::Issue, &issue.id);
    }
    for Link { id, never, why } in &case.links {
        lines.header("[[link]]");
        lines.set("id", quoted(id));
        lines.set("never", rule(case, never));
        if let Some(why) = why {
            lines.set("why", quoted(why));
        }
    }
    if case.mediation != Mediation::default() {
        write_mediation(&mut lines, &case.mediation);
    }
    public::record(&mut lines, case);
    for track in &case.tracks {
        lines.header("[[track]]");
        lines.set("id", quoted(&track.id));
        lines.set("name", quoted(&track.name));
        lines.set("clauses", list(track.clauses.iter().map(|clause| quoted(clause))));
    }
    for text in &case.texts {
        lines.header("[[text]]");
        lines.set("path", quoted(&text.path));
        lines.set("title", quoted(&text.title));
        lines.set("main", text.main.to_string());
        if let Some(language) = &text.language {
            lines.set("language", quoted(language));
        }
        if let Some(of) = &text.of {
            lines.set("of", quoted(of));
        }
    }
    for obligation in &case.obligations {
        lines.header("[[obligation]]");
        lines.set("clause", quoted(&obligation.clause));
        lines.set("party", list(obligation.parties.iter().map(|id| quoted(id))));
        if let Some(deadline) = &obligation.deadline {
            lines.set("deadline", quoted(deadline));
        }
        if let Some(verifier) = &obligation.verifier {
            lines.set("verifier", quoted(verifier));
        }
    }
    lines.0
}

fn write_mediation(lines: &mut Lines, mediation: &Mediation) {
    lines.header("[mediation]");
    let mut said = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            lines.set(key, quoted(value));
        }
    };
    said("mandate", &mediation.mandate);
    said("confidentiality", &mediation.confidentiality);
    said("caucus", &mediation.caucus);
    said("retention", &mediation.retention);
    said("exit", &mediation.exit);
    lines.set("languages", list(mediation.languages.iter().map(|language| quoted(language))));
    lines.set("silence", mediation.silence.to_string());
}

fn write_person(lines: &mut Lines, case: &Case, person: &Person) {
    lines.header("[[person]]");
    lines.set("id", quoted(&person.id));
    lines.set("name", quoted(&person.name));
    lines.set("for", quoted(&person.speaks_for));
    lines.set("role", quoted(person.role.word()));
    if let Some(mandate) = &person.mandate {
        let mut parts = Vec::new();
        if let Some(issues) = &mandate.issues {
            parts.push(format!(
                "issues = {}",
                list(issues.iter().map(|&issue| quoted(&case.issues[issue].id)))
            ));
        }
        if !mandate.clauses.is_empty() {
            parts.push(format!("clauses = {}", list(mandate.clauses.iter().map(|clause| quoted(clause)))));
        }
        if let Some(until) = &mandate.until {
            parts.push(format!("until = {until}"));
        }
        if mandate.binding {
            parts.push("binding = true".into());
        }
        lines.set("mandate", format!("{{ {} }}", parts.join(", ")));
    }
}

fn write_issue(lines: &mut Lines, issue: &Issue) {
    lines.header("[[issue]]");
    lines.set("id", quoted(&issue.id));
    lines.set("name", quoted(&issue.name));
    match &issue.domain {
        Domain::Options(labels) => lines.set("options", list(labels.iter().map(|label| quoted(label)))),
        Domain::Integers { low, high } => lines.set("range", format!("[{low}, {high}]")),
        Domain::Reals { low, high } => {
            lines.set("range", format!("[{}, {}]", number(low), number(high)));
            lines.set("real", "true");
        }
    }
    if let Some(clause) = &issue.clause {
        lines.set("clause", quoted(clause));
    }
}

fn rule(case: &Case, never: &[Condition]) -> String {
    match never {
        [one] => condition(case, one),
        several => list(several.iter().map(|one| condition(case, one))),
    }
}

fn condition(case: &Case, condition: &Condition) -> String {
    let mut parts = Vec::new();
    for choice in condition {
        let issue = &case.issues[choice.issue];
        let among = match &choice.among {
            Among::Options(options) => match options[..] {
                [one] => quoted(&issue.domain.label(one)),
                _ => list(options.iter().map(|&option| quoted(&issue.domain.label(option)))),
            },
            Among::Between(from, to) => format!("{{ from = {}, to = {} }}", number(from), number(to)),
            Among::Outside(from, to) => format!("{{ below = {}, above = {} }}", number(from), number(to)),
        };
        parts.push(format!("{} = {among}", key(&issue.id)));
    }
    if parts.is_empty() { "{}".into() } else { format!("{{ {} }}", parts.join(", ")) }
}

/// What is written for a value whose source is not the file's default.
fn with_source(value: String, source: &Source) -> String {
    let mut parts = source_parts(source);
    if parts.is_empty() {
        return value;
    }
    parts.insert(0, format!("value = {value}"));
    format!("{{ {} }}", parts.join(", "))
}

fn source_parts(source: &Source) -> Vec<String> {
    let mut parts = Vec::new();
    match source.origin {
        Origin::Told => {}
        Origin::Inferred => parts.push("origin = \"inferred\"".to_string()),
        Origin::Public => parts.push("origin = \"public\"".to_string()),
    }
    if let Some(by) = &source.by {
        parts.push(format!("by = {}", quoted(by)));
    }
    if let Some(on) = &source.on {
        parts.push(format!("on = {on}"));
    }
    parts
}

fn amount(sourced: &Sourced<Amount>) -> String {
    let value = match &sourced.value {
        Amount::Exactly(value) => number(value),
        Amount::Between(low, high) => format!("[{}, {}]", number(low), number(high)),
        Amount::Mark(Mark::Acceptable) => quoted("acceptable"),
        Amount::Mark(Mark::Discuss) => quoted("discuss"),
        Amount::Mark(Mark::Unacceptable) => quoted("unacceptable"),
        Amount::Unknown => quoted("unknown"),
    };
    with_source(value, &sourced.source)
}

fn ranking(groups: &[Vec<usize>], name: impl Fn(usize) -> String) -> String {
    list(groups.iter().map(|group| match group[..] {
        [one] => quoted(&name(one)),
        _ => list(group.iter().map(|&member| quoted(&name(member)))),
    }))
}

/// Options by issue, as they stand between braces.
fn options(case: &Case, chosen: impl Iterator<Item = (usize, usize)>) -> String {
    let named = chosen.map(|(at, option)| {
        let issue = &case.issues[at];
        format!("{} = {}", key(&issue.id), quoted(&issue.domain.label(option)))
    });
    named.collect::<Vec<_>>().join(", ")
}

fn private(case: &Case, party: &str, preferences: &Preferences) -> String {
    let mut lines = Lines::default();
    lines.set("party", quoted(party));
    let walk_away = match &preferences.walk_away.value {
        WalkAway::Unknown => quoted("unknown"),
        WalkAway::None => quoted("none"),
        WalkAway::Points(points) => number(points),
        WalkAway::Between(low, high) => format!("[{}, {}]", number(low), number(high)),
        WalkAway::Package(package) => {
            format!("{{ package = {{ {} }} }}", options(case, package.iter().copied().enumerate()))
        }
    };
    lines.set("walk_away", with_source(walk_away, &preferences.walk_away.source));
    if let Some(discount) = &preferences.discount {
        lines.set("discount", number(discount));
    }
    if let Importance::Ranking(order) = &preferences.importance {
        let text = ranking(&order.value, |issue| case.issues[issue].id.clone());
        lines.set("importance", with_source(text, &order.source));
    }
    write_scale(&mut lines, &preferences.scale);
    if let Importance::Each(amounts) = &preferences.importance {
        lines.header("[importance]");
        for (issue, said) in case.issues.iter().zip(amounts) {
            lines.set(&issue.id, amount(said));
        }
    }
    write_worths(&mut lines, case, preferences);
    for line in &preferences.red_lines {
        write_red_line(&mut lines, case, line);
    }
    for comparison in &preferences.comparisons {
        lines.header("[[prefers]]");
        for (key, side) in [("this", &comparison.this), ("to", &comparison.to)] {
            lines.set(key, format!("{{ {} }}", options(case, side.iter().copied())));
        }
        for part in source_parts(&comparison.source) {
            lines.0.push_str(&part);
            lines.0.push('\n');
        }
    }
    if let Some(root) = &preferences.combinations {
        write_combinations(&mut lines, case, root);
    }
    lines.0
}

fn write_scale(lines: &mut Lines, scale: &Scale) {
    if *scale == Scale::default() {
        return;
    }
    lines.header("[scale]");
    lines.set("averaged", scale.averaged.to_string());
    if !scale.base.is_zero() {
        lines.set("base", number(&scale.base));
    }
    if let Some(cap) = &scale.cap {
        lines.set("cap", number(cap));
    }
}

fn write_worths(lines: &mut Lines, case: &Case, preferences: &Preferences) {
    // Values of the table [worth] itself come before its inner tables.
    let mut own = Lines::default();
    let mut inner = Lines::default();
    for (issue, worth) in case.issues.iter().zip(&preferences.worth) {
        match worth {
            Worth::Unknown => {}
            Worth::Ranking(order) => {
                let text = ranking(&order.value, |option| issue.domain.label(option));
                own.set(&issue.id, with_source(text, &order.source));
            }
            Worth::Line(line) => {
                let corners =
                    list(line.value.iter().map(|(at, worth)| format!("[{}, {}]", number(at), number(worth))));
                own.set(&issue.id, with_source(format!("{{ line = {corners} }}"), &line.source));
            }
            Worth::Each(amounts) => {
                inner.header(&format!("[worth.{}]", key(&issue.id)));
                for (option, said) in amounts.iter().enumerate() {
                    if said.value != Amount::Unknown || said.source != Source::default() {
                        inner.set(&issue.domain.label(option), amount(said));
                    }
                }
            }
        }
    }
    if !own.0.is_empty() {
        lines.header("[worth]");
        lines.0.push_str(&own.0);
    }
    if !inner.0.is_empty() {
        lines.0.push('\n');
        lines.0.push_str(&inner.0);
    }
}

fn write_red_line(lines: &mut Lines, case: &Case, line: &RedLine) {
    lines.header("[[red_line]]");
    lines.set("id", quoted(&line.id));
    lines.set("never", rule(case, &line.never));
    if let Some(why) = &line.why {
        lines.set("why", quoted(why));
    }
    if let Some(person) = &line.relaxed_by {
        lines.set("relaxed_by", quoted(person));
    }
    for part in source_parts(&line.source) {
        lines.0.push_str(&part);
        lines.0.push('\n');
    }
}

fn aggregate(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Sum => "sum",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
    }
}

fn write_combinations(lines: &mut Lines, case: &Case, root: &Combinations) {
    // The root is a plain sum unless it says otherwise; then it becomes the only group of a plain sum.
    let plain = root.aggregate == Aggregate::Sum && root.start.is_zero();
    let mut groups: Vec<(String, &Combinations)> = Vec::new();
    let mut open: Vec<(&Combinations, Option<String>, Number)> = vec![(root, None, Number::one())];
    while let Some((group, parent, weight)) = open.pop() {
        let id = if plain && groups.is_empty() { String::new() } else { format!("g{}", groups.len()) };
        if !id.is_empty() {
            lines.header("[[group]]");
            lines.set("id", quoted(&id));
            lines.set("aggregate", quoted(aggregate(group.aggregate)));
            if !group.start.is_zero() {
                lines.set("start", number(&group.start));
            }
            if weight != Number::one() {
                lines.set("weight", number(&weight));
            }
            if let Some(parent) = parent.filter(|parent| !parent.is_empty()) {
                lines.set("in", quoted(&parent));
            }
        }
        for (weight, inner) in group.groups.iter().rev() {
            open.push((inner, Some(id.clone()), weight.clone()));
        }
        groups.push((id, group));
    }
    for (id, group) in groups {
        for Term { worth, when, unless } in &group.terms {
            lines.header("[[combination]]");
            if *unless {
                lines.set("unless", condition(case, when));
            } else if !when.is_empty() {
                lines.set("when", condition(case, when));
            }
            lines.set("worth", number(worth));
            if !id.is_empty() {
                lines.set("group", quoted(&id));
            }
        }
    }
}
