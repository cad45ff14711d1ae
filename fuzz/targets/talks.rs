#![no_main]
//! Any lines are a log, or none: whoever looks at it is shown something or refused, and so is whatever they try to do.
use detente_talks::{Act, Desk, Event, Response, Substance, Tabled, Target, WordingView};
use libfuzzer_sys::fuzz_target;

const CASE: &str = r#"
detente = 1
title = "A shared well"
party = [{ id = "north" }, { id = "south" }]
third_party = [{ id = "elders", role = "mediator", interests = [] }]
person = [
  { id = "ana", for = "north", role = "principal" },
  { id = "nan", for = "north", role = "adviser" },
  { id = "bo", for = "south", role = "principal" },
  { id = "eda", for = "elders", role = "representative" },
]
level = [{ id = "heads" }]
gate = [{ before = "heads", needs = ["every clause of chapter I at least ad referendum", "at most 2 open choices"] }]
issue = [{ id = "hours", options = ["mornings", "evenings"], clause = 1 }]
text = [{ path = "texts/well.md" }]
mediation = { silence = true }
"#;

fuzz_target!(|input: &str| {
    let now = "2026-10-02T09:00:00Z".parse().expect("a time");
    let mut log: Vec<Event> = Vec::new();
    let put = |log: &mut Vec<Event>, by: &str, act: Act| {
        log.push(Event { number: log.len() as u64 + 1, at: now, by: by.into(), instrument: None, act });
    };
    put(&mut log, "eda", Act::Open { case: CASE.into() });
    put(&mut log, "ana", Act::Agree);
    put(&mut log, "bo", Act::Agree);
    put(&mut log, "eda", Act::Begin);
    // The first part is the text; each line after it an event, or the words of a response.
    let mut parts = input.split('\u{1}');
    let source = parts.next().unwrap_or_default().to_string();
    let tabled = Tabled { text: "texts/well.md".into(), revision: 1, source, status: Default::default() };
    put(&mut log, "eda", Act::Table(tabled));
    put(&mut log, "eda", Act::OpenRound { closes: None, clauses: Vec::new() });
    for (at, part) in parts.take(40).enumerate() {
        if let Ok(event) = serde_json::from_str::<Event>(part) {
            log.push(Event { number: log.len() as u64 + 1, ..event });
            continue;
        }
        let mut words = part.split('\u{2}').map(String::from);
        let (clause, option) = (words.next().unwrap_or_default(), words.next());
        let response = Response {
            to: Target::Clause { clause, option },
            substance: if at % 2 == 0 { Substance::Acceptable } else { Substance::Rejected },
            wording: WordingView::Works,
            discuss: false,
            strength: None,
            note: words.next(),
            only_if: Vec::new(),
            counter: words.next(),
            principals_only: at % 3 == 0,
        };
        let by = ["ana", "bo", "nan"][at % 3];
        if let Ok(event) = Desk::open(&log, by, now).and_then(|desk| desk.act(Act::Respond(response))) {
            log.push(event);
        }
    }
    for person in ["eda", "ana", "nan", "bo", "nobody"] {
        let Ok(desk) = Desk::open(&log, person, now) else { continue };
        let (view, again) = (desk.view(), desk.view());
        assert_eq!(view, again);
        let _ = (desk.journal(), desk.agreement(), desk.done(&log), desk.gate("heads", None), desk.channels());
        let _ = desk.steps(&desk.state.case, 1);
        let _ = desk.act(Act::PutForAdoption(match detente_talks::adoption::propose(&desk.state, None) {
            Ok(proposal) => proposal,
            Err(_) => continue,
        }));
    }
});
