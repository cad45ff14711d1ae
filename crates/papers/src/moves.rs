//! What is said of a conflict away from the table, in words: for the terminal and for pages alike.

use detente_moves::{Answer, Departure, Impasse, Keyed, Moved, MovesAnalysis, Numbers};

use crate::safe::name;

/// States named in one sentence.
const MOST_STATES: usize = 12;
/// Rows of the table of states.
const MOST_ROWS: usize = 40;

/// A heading and what stands under it.
pub(crate) struct Part {
    pub(crate) heading: &'static str,
    pub(crate) lines: Vec<String>,
}

/// The states that matter, and for whom each is stable in which senses.
pub(crate) struct StatesTable {
    pub(crate) heads: Vec<String>,
    /// Number, what it is, and a cell for each actor.
    pub(crate) rows: Vec<(usize, String, Vec<String>)>,
    pub(crate) left: usize,
}

pub(crate) struct Told<'a>(pub(crate) &'a MovesAnalysis);

impl Told<'_> {
    pub(crate) fn parts(&self) -> Vec<Part> {
        let all = [
            ("What is the case away from the table?", self.standing()),
            ("Who can move alone?", self.movers()),
            ("Is it an impasse?", self.impasse()),
            ("What lasts?", self.lasting()),
            ("What would make the wanted state last?", self.wanted()),
            ("How sure is that?", self.worlds()),
        ];
        let parts = all.into_iter().filter(|(_, lines)| !lines.is_empty());
        parts.map(|(heading, lines)| Part { heading, lines }).collect()
    }

    /// What the model cannot know, and what was left out.
    pub(crate) fn caveats(&self) -> Vec<String> {
        let mut lines = vec![
            "All of this holds under the preferences that were given; nobody is bound to act by them. \"Better off\" is by an actor's own \
             order, before or after the answers named."
                .to_string(),
        ];
        lines.extend(self.0.why.iter().map(|why| crate::words::capital(why) + "."));
        lines
    }

    pub(crate) fn actor(&self, id: &str) -> String {
        let known = self.0.actors.iter().find(|actor| actor.id == id);
        name(known.map_or(id, |actor| &actor.name))
    }

    /// What a state is: the options taken in it, or its name.
    pub(crate) fn what(&self, state: usize) -> String {
        let Some(label) = self.0.labels.as_ref().and_then(|labels| labels.get(state - 1)) else {
            return String::new();
        };
        if self.0.options.is_empty() {
            return name(label);
        }
        let named = |mark: char| {
            let each = label.chars().zip(&self.0.options).filter(move |(letter, _)| *letter == mark);
            each.map(|(_, option)| name(&option.name)).collect::<Vec<_>>()
        };
        let taken = match named('Y').as_slice() {
            [] => "nothing is done".to_string(),
            taken => taken.join("; "),
        };
        let open = named('-').join(", ");
        if open.is_empty() { taken } else { format!("{taken} (whatever of: {open})") }
    }

    pub(crate) fn state(&self, state: usize) -> String {
        let what = self.what(state);
        if what.is_empty() { format!("state {state}") } else { format!("state {state} ({what})") }
    }

    fn states(&self, all: &Numbers) -> String {
        let shown: Vec<String> = all.iter().take(MOST_STATES).map(|state| self.state(*state)).collect();
        let more = all.len().saturating_sub(MOST_STATES);
        let more =
            if more > 0 { format!(" and {more} more (--format json lists all)") } else { String::new() };
        shown.join(", ") + &more
    }

    fn names(&self, ids: &[String]) -> String {
        joined(&ids.iter().map(|id| self.actor(id)).collect::<Vec<_>>())
    }

    fn path(&self, path: &[Moved]) -> String {
        let each =
            path.iter().map(|moved| format!("{} to {}", self.actor(&moved.actor), self.state(moved.to)));
        each.collect::<Vec<_>>().join(", then ")
    }

    fn standing(&self) -> Vec<String> {
        let quo = &self.0.status_quo;
        let many = self.0.states;
        let what = self.what(quo.state);
        let what = if what.is_empty() { String::new() } else { format!(": {what}") };
        let mut lines = vec![format!("State {} of {many}{what}.", quo.state)];
        if let Some(worlds) = &self.0.worlds {
            lines.push(format!(
                "What {} would rather have is not known whole. Until \"How sure is that?\", what is said rests on one order that fits: take it as an \
                 example.",
                self.names(&worlds.open)
            ));
        }
        if !quo.dead_ends.is_empty() {
            lines.push(format!("Once there, nobody can move any more: {}.", self.states(&quo.dead_ends)));
        }
        lines
    }

    fn movers(&self) -> Vec<String> {
        let quo = &self.0.status_quo;
        if quo.movers.is_empty() {
            return vec!["Nobody can change this state alone.".into()];
        }
        let mut lines = Vec::new();
        for id in &quo.movers {
            let own: Vec<&Departure> =
                quo.departures.iter().filter(|departure| departure.actor == *id).collect();
            if own.is_empty() {
                lines.push(format!("{} can move, but nowhere that it likes better.", self.actor(id)));
            }
            lines.extend(own.into_iter().take(MOST_STATES).map(|departure| self.departure(departure)));
        }
        lines
    }

    fn departure(&self, departure: &Departure) -> String {
        let who = self.actor(&departure.actor);
        let first = format!("{who} would be better off at {}.", self.state(departure.to));
        let kinds: Vec<&str> = departure
            .kinds
            .iter()
            .filter_map(|kind| match *kind {
                "retractable" => Some("It could take the move back and would gain by that."),
                "empty" => Some("The move changes nothing for the others."),
                "selfish" => Some("Nobody else is better off by it."),
                _ => None,
            })
            .collect();
        [
            vec![first, self.answer(&who, departure.answer.as_ref())],
            kinds.into_iter().map(String::from).collect(),
        ]
        .concat()
        .join(" ")
    }

    fn answer(&self, who: &str, answer: Option<&Answer>) -> String {
        let Some(answer) = answer else {
            return "Nothing that the others can do then takes the gain away: this move is open.".into();
        };
        let path = self.path(&answer.path);
        let belief = match (answer.believed, answer.path.len()) {
            (true, 1) => "that answer makes its mover better off",
            (true, _) => "each of these moves makes its mover better off",
            (false, 1) => "but that answer hurts whoever makes it, so it may not be believed",
            (false, _) => "but not all of these moves help whoever makes them, so they may not be believed",
        };
        let escape = match answer.escapes.first() {
            None => format!("{who} could not get out of that alone."),
            Some(out) => {
                format!("From there {who} could still go to {} and be better off than now.", self.state(*out))
            }
        };
        format!("Answer: {path}, after which {who} is no better off than now; {belief}. {escape}")
    }

    fn impasse(&self) -> Vec<String> {
        let quo = &self.0.status_quo;
        let mut lines = Vec::new();
        match quo.impasse {
            Impasse::None => lines.push("No: under these preferences somebody gains by moving alone.".into()),
            Impasse::Breakable => {
                let alone = quo.breakers.first().is_some_and(|members| members.len() == 1);
                lines.push(match alone {
                    true => "Yes, as long as the answers named above are believed: whoever would like to move alone is deterred by them.".into(),
                    false => "Yes: nobody has a move that it likes better. Together some have:".to_string(),
                });
                for (members, to) in quo.breakers.iter().zip(&quo.targets) {
                    let (who, to) = (self.names(members), self.states(to));
                    lines.push(match alone {
                        true => format!("It ends if {who} moves all the same: to {to}."),
                        false => format!("{who}: to {to}, which all of them like better."),
                    });
                }
            }
            Impasse::Hard => lines.push(
                "Yes, and a hard one: no group can come to anything that all its members like better. Only a changed preference, or something \
                 nobody can do yet, would open it."
                    .into(),
            ),
        }
        if !quo.follows.is_empty() {
            let from = quo.targets.first().and_then(|to| to.first());
            let from = from.map_or("Then".into(), |to| format!("From {} on", self.state(*to)));
            lines.push(format!("{from}, whoever gains moving next: {}.", self.path(&quo.follows)));
        }
        lines
    }

    fn lasting(&self) -> Vec<String> {
        let Some((_, by_concept)) = self.0.equilibria.0.first() else { return Vec::new() };
        let said = [
            (
                "seq",
                "Stable for everyone, as answers that help whoever makes them deter every move (sequentially)",
            ),
            ("smr", "Stable for everyone, whatever is answered, and no way out of it (symmetrically)"),
            ("nash", "Stable for everyone, as nobody has a move that it likes better (Nash)"),
        ];
        let line = |(key, words): (&str, &str)| {
            let states = by_concept.get(key)?;
            Some(if states.is_empty() {
                format!("{words}: no state.")
            } else {
                format!("{words}: {}.", self.states(states))
            })
        };
        let mut lines: Vec<String> = said.into_iter().filter_map(line).collect();
        if let Some(together) = self.0.coalitions.as_ref() {
            let all = |key: &str| together.stable_for_every_coalition.get(key).cloned().unwrap_or_default();
            let every = all("cseq");
            lines.push(match every.is_empty() {
                true => "No state holds against every group.".into(),
                false => format!("Held against every group, too: {}.", self.states(&every)),
            });
        }
        lines
    }

    fn wanted(&self) -> Vec<String> {
        let Some(wanted) = &self.0.wanted else { return Vec::new() };
        let state = self.state(wanted.state);
        if wanted.lasts.get("seq") == Some(&true) {
            let mut lines =
                vec![format!("{} lasts (sequentially) as things are.", crate::words::capital(&state))];
            if let Some(group) = wanted.groups.first() {
                lines.push(format!("But {} would leave it together.", self.names(group)));
            }
            return lines;
        }
        let apart = self
            .0
            .status_quo
            .any_move
            .as_ref()
            .is_some_and(|all| all.get(&wanted.state.to_string()).is_none());
        let mut lines =
            vec![format!("{} does not last (sequentially) as things are.", crate::words::capital(&state))];
        if apart {
            lines.push("It cannot be reached from the state as it is.".into());
        }
        for change in &wanted.changes {
            let who = self.actor(&change.actor);
            lines.push(match change.swaps {
                Some(swaps) => format!(
                    "{who} would stay if it liked {} less than it ({} in its order).",
                    self.states(&change.below),
                    if swaps == 1 {
                        "one exchange of neighbours".into()
                    } else {
                        format!("{swaps} exchanges of neighbours")
                    }
                ),
                None => format!(
                    "{who} would leave it; no small change of its order was found that keeps it there."
                ),
            });
        }
        match wanted.lasts_then {
            Some(true) => lines.push("With these changes it lasts.".into()),
            Some(false) => lines.push(
                "Even with all these changes it does not last, for they change what others believe.".into(),
            ),
            None => {}
        }
        match wanted.fix.as_deref() {
            Some([]) | None => {}
            Some(options) => {
                let called = |id: &String| {
                    self.0
                        .options
                        .iter()
                        .find(|option| option.id == *id)
                        .map_or(id.clone(), |option| name(&option.name))
                };
                let all: Vec<String> = options.iter().map(called).collect();
                lines.push(format!(
                    "It lasts if one of these can no longer be changed, as by a guarantee: {}.",
                    all.join("; ")
                ));
            }
        }
        if !wanted.deter.is_empty() {
            let each = wanted
                .deter
                .iter()
                .map(|moved| format!("{} to {}", self.actor(&moved.actor), self.state(moved.to)));
            lines.push(format!(
                "Or if a third party could answer each of these moves so that whoever makes it ends no better off: {}.",
                each.collect::<Vec<_>>().join("; ")
            ));
        }
        lines
    }

    fn worlds(&self) -> Vec<String> {
        let Some(worlds) = &self.0.worlds else { return Vec::new() };
        let how = if worlds.whole { "all that there are" } else { "drawn ones" };
        let mut lines = vec![format!(
            "Not every order is known. Of {} complete orders that fit ({how}), the state as it is now is an impasse in {}.",
            worlds.count,
            percent(worlds.impasse)
        )];
        for (id, share) in &worlds.would_move.0 {
            lines.push(format!(
                "{} would be better off elsewhere, before any answer, in {}.",
                self.actor(id),
                percent(*share)
            ));
        }
        let seq = |all: &Keyed<Numbers>| all.get("seq").cloned().unwrap_or_default();
        let (always, never) = (seq(&worlds.always), seq(&worlds.never));
        if !always.is_empty() {
            lines.push(format!("In every world (proved) these last: {}.", self.states(&always)));
        }
        if !never.is_empty() && never.len() < self.0.states {
            lines.push(format!("In none (proved): {}.", self.states(&never)));
        }
        if let Some(shares) = worlds.equilibria.get("seq") {
            let open = shares.0.iter().filter(|(_, share)| *share > 0.0);
            let mut open: Vec<(usize, f64)> = open
                .filter_map(|(state, share)| Some((state.parse().ok()?, *share)))
                .filter(|(state, _)| !always.contains(state))
                .collect();
            open.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            for (state, share) in open.into_iter().take(MOST_STATES) {
                let error = (share * (1.0 - share) / worlds.count as f64).sqrt();
                let within = if worlds.whole { String::new() } else { format!(" ± {:.1}", 200.0 * error) };
                lines.push(format!(
                    "{} lasts in {}{within}.",
                    crate::words::capital(&self.state(state)),
                    percent(share)
                ));
            }
        }
        for one in &worlds.decides {
            lines.push(format!(
                "Ask {}: does it like {} better than {}? If so, the second lasts in {} of the worlds, if not in {}.",
                self.actor(&one.actor),
                self.state(one.better),
                self.state(one.than),
                percent(one.lasts_if),
                percent(one.lasts_if_not)
            ));
        }
        lines
    }

    /// The states that are stable for somebody or can be come to from the status quo by improvements.
    pub(crate) fn table(&self) -> Option<StatesTable> {
        let (_, stable) = self.0.stable.0.first()?;
        self.0.labels.as_ref()?;
        let holds = |concept: &str, actor: &str, state: usize| {
            stable
                .get(concept)
                .and_then(|all| all.get(actor))
                .is_some_and(|all| all.binary_search(&state).is_ok())
        };
        let quo = &self.0.status_quo;
        let met = |state: usize| {
            quo.improvements_only.as_ref().is_some_and(|all| all.get(&state.to_string()).is_some())
        };
        let equilibrium = |state: usize| self.0.actors.iter().all(|actor| holds("gmr", &actor.id, state));
        let small = self.0.states <= MOST_ROWS;
        let shown: Vec<usize> =
            (1..=self.0.states).filter(|state| small || met(*state) || equilibrium(*state)).collect();
        let cell = |actor: &str, state: usize| {
            if holds("nash", actor, state) {
                return "nash".to_string();
            }
            let each =
                ["sseq", "smr", "seq", "gmr"].into_iter().filter(|concept| holds(concept, actor, state));
            let each: Vec<&str> = each.collect();
            // What follows from another is not said.
            match each.as_slice() {
                [] => "leaves".into(),
                ["sseq", ..] => "sseq".into(),
                ["smr", "seq", ..] => "smr, seq".into(),
                [first, ..] => (*first).into(),
            }
        };
        let row = |state: &usize| {
            let cells = self.0.actors.iter().map(|actor| cell(&actor.id, *state));
            (*state, self.what(*state), cells.collect())
        };
        let heads = self.0.actors.iter().map(|actor| name(&actor.name)).collect();
        let left = shown.len().saturating_sub(MOST_ROWS);
        Some(StatesTable { heads, rows: shown.iter().take(MOST_ROWS).map(row).collect(), left })
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn joined(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
