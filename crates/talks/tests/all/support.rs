//! Talks between two invented sides, for every test.

use detente_talks::{
    Act, Condition, Desk, Event, Instrument, Means, Meeting, Refusal, Response, Sort, Status, Substance,
    Target, WordingView,
};
use jiff::Timestamp;

/// North and South, each with a principal, a minister, an envoy and an adviser; two mediators; a guarantor.
pub(crate) const CASE: &str = r#"
detente = 1
title = "A shared well"
party = [{ id = "north", name = "Village of North" }, { id = "south", name = "Village of South" }]
third_party = [
  { id = "elders", name = "The elders", role = "mediator", interests = [] },
  { id = "bank", name = "The bank", role = "guarantor" },
]
person = [
  { id = "n-head", name = "Head Ana", for = "north", role = "principal" },
  { id = "n-minister", name = "Minister Nils", for = "north", role = "plenipotentiary", mandate = { issues = ["hours"], until = 2026-12-31 } },
  { id = "n-envoy", name = "Envoy Nora", for = "north", role = "representative", mandate = { issues = ["hours", "fee"], until = 2026-12-31 } },
  { id = "n-adviser", name = "Adviser Nan", for = "north", role = "adviser" },
  { id = "s-head", name = "Head Bo", for = "south", role = "principal" },
  { id = "s-minister", name = "Minister Sol", for = "south", role = "plenipotentiary", mandate = { issues = ["hours"], until = 2026-12-31 } },
  { id = "s-envoy", name = "Envoy Sami", for = "south", role = "representative", mandate = { issues = ["hours", "fee"], binding = true } },
  { id = "s-adviser", name = "Adviser Sy", for = "south", role = "adviser" },
  { id = "elder", name = "Elder Eda", for = "elders", role = "principal" },
  { id = "scribe", name = "Elder Esk", for = "elders", role = "representative" },
  { id = "banker", name = "Banker Bix", for = "bank", role = "principal" },
]
level = [{ id = "working", name = "Working group" }, { id = "heads", name = "Heads" }]
gate = [{ before = "heads", needs = ["every clause of chapter I at least ad referendum", "at most 2 open choices", "the mandate of each envoy is still in force", "the well is cleaned"] }]
issue = [
  { id = "hours", options = ["mornings", "evenings", "nights"], clause = 1 },
  { id = "fee", options = ["none", "one coin"], clause = 2 },
]
track = [{ id = "water", name = "Water", clauses = [1] }]
text = [{ path = "texts/well.md" }]
mediation = { silence = true }
"#;

pub(crate) const TEXT: &str = "# The well\n\n## Chapter I: Use\n\n1. North draws water in the [mornings] [evenings] [nights].\n\n\
    2. It pays [none] [one coin] a day.\n\n## Chapter II: Care\n\n3. Both clean the well once a year [in spring].\n\n4. The \
    elders keep the key.\n";

/// The talks being tested.
#[derive(Clone, Debug, Default)]
pub(crate) struct Talks {
    pub(crate) log: Vec<Event>,
    pub(crate) hours: i64,
}

pub(crate) fn at(hours: i64) -> Timestamp {
    "2026-10-01T08:00:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_hours(hours)
}

impl Talks {
    /// Opened, agreed by both, begun, the text tabled, a round open.
    pub(crate) fn begun() -> Self {
        Self::under("strict")
    }

    /// The same under a preset of rules on confidences.
    pub(crate) fn under(preset: &str) -> Self {
        let mut talks = Self::default();
        let rules = format!("mediation = {{ silence = true, confidentiality = \"{preset}\" }}");
        talks.put("elder", Act::Open { case: CASE.replace("mediation = { silence = true }", &rules) });
        talks.act("n-head", Act::Agree);
        talks.act("s-head", Act::Agree);
        talks.act("elder", Act::Begin);
        talks.table(TEXT);
        talks.act("elder", Act::OpenRound { closes: None, clauses: vec![] });
        talks
    }

    /// Appends an event without asking.
    pub(crate) fn put(&mut self, by: &str, act: Act) -> u64 {
        self.hours += 1;
        let number = self.log.len() as u64 + 1;
        self.log.push(Event { number, at: at(self.hours), by: by.into(), instrument: None, act });
        number
    }

    pub(crate) fn desk(&self, person: &str) -> Desk<'_> {
        Desk::open(&self.log, person, at(self.hours + 1)).unwrap()
    }

    pub(crate) fn try_act(&mut self, by: &str, act: Act) -> Result<u64, Refusal> {
        let event = self.desk(by).act(act)?;
        self.hours += 1;
        let number = event.number;
        self.log.push(event);
        Ok(number)
    }

    pub(crate) fn act(&mut self, by: &str, act: Act) -> u64 {
        let shown = format!("{act:?}");
        self.try_act(by, act).unwrap_or_else(|refusal| panic!("{by}: {shown}: {refusal} ({})", refusal.next))
    }

    pub(crate) fn refused(&mut self, by: &str, act: Act, with: &str) {
        let shown = format!("{act:?}");
        match self.desk(by).act(act) {
            Ok(_) => panic!("{by} may do {shown}"),
            Err(refusal) => {
                assert!(refusal.what.contains(with), "\"{with}\" is not said in: {}", refusal.what);
                assert!(!refusal.next.is_empty());
            }
        }
    }

    pub(crate) fn recorded(&mut self, recorder: &str, by: &str, act: Act) -> u64 {
        let instrument = Instrument { means: Means::Paper, recorded_by: recorder.into(), reference: None };
        let event = self.desk(recorder).record(by, instrument, act).unwrap();
        self.hours += 1;
        let number = event.number;
        self.log.push(event);
        number
    }

    /// Tables a text with its live status printed.
    pub(crate) fn table(&mut self, source: &str) {
        let tabled = self.desk("elder").tabled("texts/well.md", source, None).unwrap();
        self.act("elder", Act::Table(tabled));
    }

    pub(crate) fn status(&self, clause: &str) -> Status {
        self.desk("elder").status()[clause]
    }
}

/// A response to an option of a clause, or to the clause as it stands.
pub(crate) fn on(clause: &str, option: Option<&str>) -> Response {
    let to = Target::Clause { clause: clause.into(), option: option.map(Into::into) };
    Response::new(to, Substance::Acceptable, WordingView::Works)
}

pub(crate) fn yes(clause: &str, option: Option<&str>) -> Act {
    Act::Respond(on(clause, option))
}

pub(crate) fn no(clause: &str, option: Option<&str>) -> Act {
    Act::Respond(Response { wording: WordingView::Fails, ..on(clause, option) })
}

pub(crate) fn if_(clause: &str, option: Option<&str>, only_if: &[(&str, Option<&str>)]) -> Act {
    let only_if = only_if
        .iter()
        .map(|(clause, option)| Condition { clause: (*clause).into(), option: option.map(Into::into) })
        .collect();
    Act::Respond(Response { only_if, ..on(clause, option) })
}

/// A meeting of which nothing more is said.
pub(crate) fn met(people: &[&str], sort: Sort) -> Meeting {
    Meeting {
        on: "2026-10-01".into(),
        sort,
        people: people.iter().map(ToString::to_string).collect(),
        level: None,
        minutes: None,
        clauses: vec![],
        result: None,
        failed: false,
        track: None,
        off_record: false,
    }
}
