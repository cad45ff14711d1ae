//! `--demo`: the river talks in the middle of their way, kept nowhere.

use std::collections::BTreeMap;
use std::path::Path;

use detente_store::{Place, SealedLog, SeatAt};
use detente_talks::{Act, Desk, Event, Log, Meeting, Response, Sort, Substance, Target, Told, WordingView};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use super::clock;
use super::halls::{Hall, House, held};
use crate::failure::Failure;

/// The files of the example.
const FILES: &[(&str, &str)] = &[
    ("case.toml", include_str!("../../../../../examples/river-talks/case.toml")),
    ("private/upland.toml", include_str!("../../../../../examples/river-talks/private/upland.toml")),
    ("private/downland.toml", include_str!("../../../../../examples/river-talks/private/downland.toml")),
    ("mediator/gates.toml", include_str!("../../../../../examples/river-talks/mediator/gates.toml")),
    ("mediator/ideas.md", include_str!("../../../../../examples/river-talks/mediator/ideas.md")),
    (
        "mediator/estimates/upland.toml",
        include_str!("../../../../../examples/river-talks/mediator/estimates/upland.toml"),
    ),
    (
        "mediator/estimates/downland.toml",
        include_str!("../../../../../examples/river-talks/mediator/estimates/downland.toml"),
    ),
    ("texts/agreement.md", include_str!("../../../../../examples/river-talks/texts/agreement.md")),
    (
        "texts/annex-flood-data.md",
        include_str!("../../../../../examples/river-talks/texts/annex-flood-data.md"),
    ),
    (
        "texts/annexe-donnees-de-crue.md",
        include_str!("../../../../../examples/river-talks/texts/annexe-donnees-de-crue.md"),
    ),
    ("mediator/record.jsonl", include_str!("../../../../../examples/river-talks/mediator/record.jsonl")),
    ("record/statements.jsonl", include_str!("../../../../../examples/river-talks/record/statements.jsonl")),
    (
        "record/sources/2026-08-30-tarrow-herald.md",
        include_str!("../../../../../examples/river-talks/record/sources/2026-08-30-tarrow-herald.md"),
    ),
    (
        "record/sources/2026-09-27-river-post.md",
        include_str!("../../../../../examples/river-talks/record/sources/2026-09-27-river-post.md"),
    ),
    (
        "record/sources/2026-10-12-river-post.txt",
        include_str!("../../../../../examples/river-talks/record/sources/2026-10-12-river-post.txt"),
    ),
    ("texts/downland-draft.md", include_str!("../../../../../examples/river-talks/texts/downland-draft.md")),
];
const TEXT: &str = "texts/agreement.md";

/// The demonstration's house, and the folder that is gone with it.
pub(super) fn house() -> Result<(House, TempDir), Failure> {
    let failed = |source| Failure::Machine { what: "could not make the demonstration".into(), source };
    let folder = tempfile::Builder::new().prefix("detente-demo-").tempdir().map_err(failed)?;
    #[cfg(unix)]
    {
        let own = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(folder.path(), own).map_err(failed)?;
    }
    let case = folder.path().join("river-talks");
    for (path, words) in FILES {
        let place = case.join(path);
        std::fs::create_dir_all(place.parent().unwrap_or(Path::new("."))).map_err(failed)?;
        std::fs::write(place, words).map_err(failed)?;
    }
    let place = Place::File(case.join(crate::opening::FILE));
    play(&place)?;
    let mut house = House::new(&Place::File(folder.path().join("accounts.db")))?;
    house.add(Hall::open(&case, &place)?)?;
    Ok((house, folder))
}

/// A link for each seat: name, role, token.
pub(super) fn links(house: &House) -> Result<Vec<(String, String, String)>, Failure> {
    let mut all = Vec::new();
    for hall in house.halls.values() {
        let shared = detente_talks::shared_case(FILES[0].1).unwrap_or_default();
        let until = Timestamp::now().as_second() + super::seat::INVITED;
        for person in &shared.people {
            let at = SeatAt { case: hall.id.clone(), person: person.id.clone() };
            let (token, _) = held(&house.quick).invite(&at, &person.name, true, until)?;
            let side = shared.parties.iter().map(|party| (&party.id, &party.name));
            let thirds = shared.third_parties.iter().map(|third| (&third.id, &third.name));
            let side =
                side.chain(thirds).find(|(id, _)| **id == person.speaks_for).map(|(_, name)| name.as_str());
            let role = format!("{} of {}", person.role.word(), side.unwrap_or(&person.speaks_for));
            all.push((person.name.clone(), role, token.to_string()));
        }
    }
    Ok(all)
}

/// The story so far, told by the people in it: each act is one that its desk allows.
struct Story {
    log: SealedLog,
    events: Vec<Event>,
    now: Timestamp,
}

impl Story {
    fn act(&mut self, by: &str, act: Act) -> Result<u64, Failure> {
        self.now += SignedDuration::from_mins(9);
        let event = Desk::open(&self.events, by, self.now)?.act(act)?;
        self.log.append(&self.events, &event)?;
        self.events.push(event.clone());
        Ok(event.number)
    }

    fn table(&mut self, words: &str, number: Option<u32>) -> Result<(), Failure> {
        let tabled = Desk::open(&self.events, "mediator-envoy", self.now)?.tabled(TEXT, words, number)?;
        self.act("mediator-envoy", Act::Table(tabled)).map(|_| ())
    }

    fn days(&mut self, days: i64) {
        self.now += SignedDuration::from_hours(24 * days);
    }
}

fn says(clause: &str, option: Option<&str>, substance: Substance, wording: WordingView) -> Response {
    let to = Target::Clause { clause: clause.into(), option: option.map(String::from) };
    Response::new(to, substance, wording)
}

fn yes(clause: &str, option: Option<&str>) -> Act {
    Act::Respond(says(clause, option, Substance::Acceptable, WordingView::Works))
}

fn no(clause: &str, option: Option<&str>, note: &str) -> Act {
    let response = says(clause, option, Substance::Rejected, WordingView::NotConsidered);
    Act::Respond(Response { note: Some(note.into()), ..response })
}

fn play(place: &Place) -> Result<(), Failure> {
    let shared = FILES[0].1;
    // Five weeks ago, to the hour: the story has days, and the last of them is not today.
    let now = clock().as_second();
    let begin = Timestamp::from_second(now - now % 3_600 - 35 * 24 * 3_600).unwrap_or_default();
    let log = SealedLog::create(place, shared, "mediator-envoy", None)?;
    let mut story = Story { log, events: Vec::new(), now: begin };
    let first = Desk::first(shared, "mediator-envoy", begin)?;
    story.log.append(&[], &first)?;
    story.events.push(first);

    story.act("upland-president", Act::Agree)?;
    story.act("downland-president", Act::Agree)?;
    story.act("mediator-envoy", Act::Begin)?;
    let meeting = |sort: Sort, people: &[&str], on: Timestamp, clauses: &[&str], result: &str| Meeting {
        on: on.strftime("%Y-%m-%d").to_string(),
        sort,
        people: people.iter().map(ToString::to_string).collect(),
        level: Some("envoys".into()),
        minutes: Some(90),
        clauses: clauses.iter().map(ToString::to_string).collect(),
        result: Some(result.into()),
        failed: false,
        track: None,
        off_record: false,
    };
    story.days(2);
    let on = story.now;
    let people = ["mediator-envoy", "upland-envoy", "downland-envoy"];
    let held = meeting(Sort::Session, &people, on, &["4", "6"], "the envoys agreed to work on one text");
    story.act("mediator-envoy", Act::Meet(held))?;

    let draft = FILES.iter().find(|(path, _)| *path == TEXT).map_or("", |(_, words)| words);
    story.table(draft, Some(3))?;
    story.act("mediator-envoy", Act::OpenRound { closes: None, clauses: Vec::new() })?;
    story.days(1);
    for clause in ["12", "13"] {
        story.act("upland-envoy", yes(clause, None))?;
        story.act("downland-envoy", yes(clause, None))?;
    }
    story.act("upland-envoy", yes("10", Some("in equal shares")))?;
    story.act("downland-envoy", yes("10", Some("in equal shares")))?;
    story.act("downland-envoy", no("10", Some("by tonnage carried"), "we asked for it before the survey"))?;
    story.act("upland-envoy", no("4", Some("150 m3/s"), "the turbines stop"))?;
    let in_principle = says("4", Some("250 m3/s, 300 in flood"), Substance::InPrinciple, WordingView::Fails);
    story.act(
        "downland-envoy",
        Act::Respond(Response { discuss: true, note: Some("what is a flood?".into()), ..in_principle }),
    )?;
    story.act("upland-adviser", yes("7", Some("within two hours")))?;
    let told = |from: &str, words: &str| {
        Act::Tell(Told { from: from.into(), words: words.into(), condition: None, known_before: false })
    };
    let given = story.act(
        "downland-envoy",
        told("downland", "we could live with half the tariff, if the dredging is shared"),
    )?;
    story.act("downland-envoy", Act::Consent { event: given, to: vec!["upland".into()] })?;
    story
        .act("upland-envoy", told("upland", "the minister can go to 250 if floods are announced in time"))?;
    story.act("mediator-envoy", Act::CloseRound)?;

    story.days(4);
    let caucus = meeting(
        Sort::Caucus,
        &["mediator-envoy", "upland-envoy", "energy-minister"],
        story.now,
        &["4"],
        "the minister explained the turbines",
    );
    story.act("mediator-envoy", Act::Meet(caucus))?;
    let to = vec!["upland".to_string(), "downland".to_string()];
    let words = "a flood warning within two hours in exchange for a lower release in dry years";
    story.act("mediator-envoy", Act::Idea { id: "warning-for-water".into(), words: words.into(), to })?;
    let asked = story.act(
        "mediator-envoy",
        Act::Ask(detente_talks::Request::Release { event: given, to: vec!["upland".into()] }),
    )?;
    story.act("mediator-president", Act::Second { event: asked })?;

    story.days(3);
    let next = draft
        .replace("Rev.3, 2 October 2026", "Rev.4")
        .replace("[in equal shares — Upland] [by tonnage carried — Downland]", "in equal shares")
        .replace("[300 m3\\/s all year — Upland] [250 m3\\/s, 300 in flood] [200 m3\\/s, 250 in flood]\n[150 m3\\/s — Downland]", "[250 m3\\/s, 300 in flood] [200 m3\\/s, 250 in flood]");
    story.table(&next, None)?;
    story.act("mediator-envoy", Act::OpenRound { closes: None, clauses: Vec::new() })?;
    story.days(1);
    story.act("upland-envoy", yes("4", Some("250 m3/s, 300 in flood")))?;
    story.act("downland-adviser", yes("4", Some("250 m3/s, 300 in flood")))?;
    story.act("downland-envoy", yes("6", Some("hourly in the flood season")))?;
    let options = BTreeMap::from([("fees".to_string(), "half the tariff".to_string())]);
    story.act("downland-envoy", Act::Offer { options, concession: true })?;
    Ok(())
}
