//! The talks on the screen and on paper.

use detente_papers::{
    Form, Style, agreement, audit, channels, channels_svg, court, court_page, document, done, form, gate,
    journal, letter, receipts, receipts_page, steps, telling, view, waits,
};
use detente_talks::{
    Act, Audit, Channel, Desk, Event, Ground, Meeting, Origin, Receipt, Receipts, Request, Response, Sort,
    Substance, Target, Told, WordingView,
};

/// A case in which every name would like to be more than a name.
const CASE: &str = r#"
detente = 1
title = "A <b>shared</b> well"
party = [{ id = "north", name = "Village of North & <script>" }, { id = "south", name = "\u001b[31mSouth\u202e" }]
third_party = [{ id = "elders", name = "The elders", role = "mediator", interests = [] }, { id = "bank", name = "The bank", role = "guarantor" }]
person = [
  { id = "ana", name = "Ana \"<i>\"", for = "north", role = "principal" },
  { id = "bo", name = "Bo with a name that is quite a lot longer than any box on the map can hold", for = "south", role = "principal" },
  { id = "eda", name = "Eda", for = "elders", role = "representative" },
  { id = "bix", name = "Bix", for = "bank", role = "principal" },
]
level = [{ id = "heads", name = "Heads" }]
gate = [{ before = "heads", needs = ["at most 0 open choices", "the well is <clean>"] }]
issue = [{ id = "hours", options = ["mornings", "evenings"], clause = 1 }]
text = [{ path = "texts/well.md" }]
"#;

fn log() -> Vec<Event> {
    let at = |hours: i64| {
        let start: jiff::Timestamp = "2026-10-01T08:00:00Z".parse().unwrap();
        start + jiff::SignedDuration::from_hours(hours)
    };
    let mut log = vec![Desk::first(CASE, "eda", at(0)).unwrap()];
    let meeting = |people: &[&str], sort, failed| {
        Act::Meet(Meeting {
            on: "2026-09-01".into(),
            sort,
            people: people.iter().map(ToString::to_string).collect(),
            level: Some("heads".into()),
            minutes: Some(20),
            clauses: vec![],
            result: Some("<nothing>".into()),
            failed,
            track: None,
            off_record: false,
        })
    };
    let response = Response {
        to: Target::Clause { clause: "1".into(), option: Some("evenings".into()) },
        substance: Substance::Acceptable,
        wording: WordingView::Works,
        discuss: true,
        strength: Some(4),
        note: Some("<em>\u{202e}".into()),
        only_if: vec![],
        counter: None,
        principals_only: false,
    };
    let reach = |from: &str, to: &str, open, both| {
        Act::Reach(Channel {
            from: from.into(),
            to: to.into(),
            means: "pigeon & <post>".into(),
            quality: 5,
            open,
            both,
            ended: false,
        })
    };
    let mut hours = 0;
    let mut act = |by: &str, act: Act| {
        hours += 1;
        let event = Desk::open(&log, by, at(hours)).unwrap().act(act).unwrap();
        log.push(event);
    };
    act("eda", meeting(&["ana", "bo", "eda"], Sort::Session, true));
    act("ana", Act::Agree);
    act("bo", Act::Agree);
    act("eda", Act::Begin);
    log.push({
        let desk = Desk::open(&log, "eda", at(6)).unwrap();
        let words = "1. North draws water in the [mornings] [evenings] <b>.\n";
        desk.act(Act::Table(desk.tabled("texts/well.md", words, None).unwrap())).unwrap()
    });
    let mut act = |by: &str, act: Act| {
        let event = Desk::open(&log, by, at(7)).unwrap().act(act).unwrap();
        log.push(event);
    };
    act("eda", Act::OpenRound { closes: None, clauses: vec![] });
    act("ana", Act::Respond(response));
    act("eda", reach("ana", "bo", false, true));
    act("eda", reach("bix", "bo", true, false));
    log
}

fn shown(person: &str) -> Vec<String> {
    let log = log();
    let desk = Desk::open(&log, person, log[log.len() - 1].at).unwrap();
    let style = Style::default();
    let map = desk.channels();
    let paths = map.paths("ana", "bo").unwrap();
    let mut all = vec![
        view(&desk.view(), &style),
        journal(&desk.journal(), &style),
        done(&desk.done(&log[1..2]), &style),
        agreement(&desk.agreement(), &style),
        gate(&desk.gate("heads", None).unwrap(), &style),
        channels(&map, None, &style),
        channels(&map, Some((&paths, "ana", "bo")), &style),
    ];
    if let Ok(report) = desk.steps(&desk.state.case, 1) {
        all.push(steps(&report, &desk.state.case, &style));
    }
    all
}

#[test]
fn on_the_screen() {
    for person in ["eda", "ana"] {
        let all = shown(person).join("\n----\n");
        assert!(all.lines().all(|line| line.chars().count() <= 80), "{all}");
        assert!(!all.contains(['\u{1b}', '\u{202e}']));
        insta::assert_snapshot!(person, all);
    }
}

#[test]
fn on_paper() {
    let log = log();
    let desk = Desk::open(&log, "ana", log[log.len() - 1].at).unwrap();
    let proposal = detente_talks::Proposal {
        text: "texts/<well>.md".into(),
        revision: 2,
        track: Some("<water>".into()),
        digest: "00".into(),
        code: "Q9W1-DFWF-077Y".into(),
    };
    let (seen, terms) = (desk.view(), desk.agreement());
    let title = &desk.state.case.title;
    for (name, page) in [
        ("response", form(&Form::Response(&seen))),
        ("agreement", form(&Form::Agreement(&terms))),
        ("adoption", form(&Form::Adoption { proposal: &proposal, words: "1. <b>\n\u{1b}", title })),
        ("meeting", form(&Form::Meeting { title })),
    ] {
        for tag in ["<b>", "<script>", "<i>", "<em>", "<well>", "<water>", "\u{1b}", "\u{202e}", "http"] {
            assert!(!page.contains(tag), "{name} lets {tag:?} through");
        }
        assert!(page.starts_with("<!doctype html>") && page.contains("Attested by another"));
        insta::assert_snapshot!(name, page);
    }
}

#[test]
fn on_the_map() {
    let log = log();
    let desk = Desk::open(&log, "eda", log[log.len() - 1].at).unwrap();
    let sides = [
        ("north", "Village of North & <script>"),
        ("elders", "The elders"),
        ("bank", "The bank"),
        ("south", "South"),
    ];
    let svg = channels_svg(&desk.channels(), &sides);
    let mut reader = quick_xml::Reader::from_str(&svg);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    insta::assert_snapshot!("map", svg);
    let empty = channels_svg(&detente_talks::channels::ChannelMap::default(), &[]);
    assert!(empty.contains("No channel is known."));
}

/// Confidences on the screen, and pages that leave the room.
#[test]
fn in_confidence() {
    let hostile = "<b>We</b> could\u{1b}[31m give \u{202e}way";
    let mut log = log();
    let now = log[log.len() - 1].at;
    let mut act = |by: &str, act: Act| {
        let event = Desk::open(&log, by, now).unwrap().act(act).unwrap();
        log.push(event);
        log.len() as u64
    };
    let told = Told {
        from: "north".into(),
        words: hostile.into(),
        condition: Some("<i>never</i>".into()),
        known_before: true,
    };
    let item = act("eda", Act::Tell(told));
    let asked = Request::Outside { event: item, to: "<em>the press</em>".into(), ground: Ground::Threat };
    act("eda", Act::Ask(asked));
    act("eda", Act::Source { sentence: hostile.into(), origins: vec![Origin::Public("<a>".into())] });
    let desk = Desk::open(&log, "eda", now).unwrap();
    let receipt = Receipt {
        nth: 1,
        what: hostile.into(),
        said: "2026-10-01T08:00:00Z".into(),
        to: "<em>the press</em>".into(),
        at: "2026-10-02T08:00:00Z".into(),
        by: "Ana \"<i>\"".into(),
        ground: Some("threat".into()),
    };
    let given = Receipts {
        schema: "detente/receipts/1",
        party: "Village of North & <script>".into(),
        receipts: vec![receipt],
        head: Some("AAAA-BBBB".into()),
    };
    let whole = Audit {
        schema: "detente/audit/1",
        whole: false,
        damage: vec!["item 3 is missing".into()],
        erased: 2,
        erased_later: Some(1),
        log_head: Some("9:AAAA".into()),
        head: Some("BBBB".into()),
        acts: 9,
        asked: Some(false),
        asked_at: None,
        demo: true,
        keeping: vec![("database".into(), "SQLite".into())],
        seen: desk.seen_by(&log, &[]),
    };
    let style = Style::default();
    let all = [
        telling(&desk.telling("south").unwrap(), &style),
        document(&desk.document("south", hostile), &style),
        receipts(&given, &style),
        court(&desk.court().unwrap(), &style),
        waits(&desk.waits(), &style),
        audit(&whole, &style),
    ]
    .join("\n----\n");
    assert!(all.lines().all(|line| line.chars().count() <= 80), "{all}");
    assert!(!all.contains(['\u{1b}', '\u{202e}']));
    insta::assert_snapshot!("confidences", all);
    let pages = [letter("<h1>Title", hostile), receipts_page(&given), court_page(&desk.court().unwrap())];
    for page in &pages {
        for tag in ["<b>", "<i>", "<em>", "<script>", "<h1>Title", "\u{1b}", "\u{202e}", "http", "detente"] {
            assert!(!page.contains(tag), "{tag:?} in {page}");
        }
    }
    insta::assert_snapshot!(
        "letter",
        letter("A letter", "# A letter\n\nTwo lines,\none paragraph.\n\n## Of a part\nand more.\n")
    );
}
