//! *Who is who*: people, mandates, channels, invitations.

use askama::Template;
use detente_case::ThirdRole;
use detente_papers::channels_svg;
use detente_talks::{Act, Kind, Seat};

use super::account::qr;
use super::side::mandate;
use crate::ask::{Answer, At, Problem, page as show};
use crate::frame::Frame;
use crate::words::kind;

#[derive(Template)]
#[template(path = "who.html")]
struct Page {
    frame: Frame,
    base: String,
    link: Option<Link>,
    sides: Vec<Side>,
    channels: Option<Channels>,
}

struct Link {
    name: String,
    address: String,
    picture: String,
    renews: bool,
}

struct Side {
    name: String,
    role: &'static str,
    interests: String,
    invites: bool,
    people: Vec<Someone>,
}

struct Someone {
    id: String,
    name: String,
    role: &'static str,
    mandate: String,
    may: bool,
    word: &'static str,
    /// Whether what is offered renews an access that is taken.
    renews: bool,
    /// Whether a new access was asked for on paper, and waits.
    asked: bool,
    /// Whether a mediator can write down that it asked in person for its access to be made anew.
    asks: bool,
}

struct Channels {
    figure: String,
    links: Vec<(String, String, String)>,
}

pub(crate) fn page(at: &At<'_>) -> Answer {
    draw(at, None)
}

fn draw(at: &At<'_>, link: Option<Link>) -> Answer {
    let desk = at.desk;
    let case = &desk.state.case;
    // Who has a key is known to mediators, and of a side to itself.
    let keys = at.room.keys()?;
    let mediates = desk.seat.mediates();
    let side = |id: &str, name: &str, role: &'static str, interests: String| {
        let invites = mediates || (desk.seat.delegate() && desk.seat.side == id);
        let people = desk.state.people.seats().filter(|seat| seat.side == id);
        Side {
            name: name.into(),
            role,
            interests,
            invites,
            people: people.map(|seat| someone(at, seat, &keys)).collect(),
        }
    };
    let parties = case.parties.iter().map(|party| side(&party.id, &party.name, "party", String::new()));
    let thirds = case.third_parties.iter().map(|third| {
        let role = match third.role {
            ThirdRole::Mediator => "mediator",
            ThirdRole::Guarantor => "guarantor",
            ThirdRole::Observer => "observer",
        };
        side(&third.id, &third.name, role, third.interests.clone().unwrap_or_default().join("; "))
    });
    let channels =
        (mediates || desk.seat.delegate()).then(|| desk.channels()).filter(|map| !map.links.is_empty());
    let channels = channels.map(|map| {
        let sides = case.parties.iter().map(|party| (party.id.as_str(), party.name.as_str()));
        let thirds = case.third_parties.iter().map(|third| (third.id.as_str(), third.name.as_str()));
        let sides: Vec<(&str, &str)> = sides.chain(thirds).collect();
        let name = |at: usize| map.people.get(at).map(|person| person.name.clone()).unwrap_or_default();
        let links = map.links.iter().map(|link| (name(link.from), name(link.to), link.means.join(", ")));
        Channels { links: links.collect(), figure: channels_svg(&map, &sides) }
    });
    show(&Page {
        frame: Frame::of(at, "Who is who"),
        base: format!("/case/{}", at.case()),
        link,
        sides: parties.chain(thirds).collect(),
        channels,
    })
}

fn someone(at: &At<'_>, seat: &Seat, keys: &[(String, bool)]) -> Someone {
    let own = &at.desk.seat;
    let key = keys.iter().find(|(person, _)| *person == seat.person);
    let (has, taken) = (key.is_some(), key.is_some_and(|(_, taken)| *taken));
    let here = seat.person == own.person;
    let fellow = own.delegate() && seat.side == own.side;
    // The room has the last word; here it is only not to offer what it would refuse anyway.
    let mediating = matches!(seat.kind, Kind::Mediator | Kind::Undeclared | Kind::CoMediator(_));
    let high = own.kind <= seat.kind || (own.kind == Kind::Plenipotentiary && seat.kind == Kind::Principal);
    let asked = own.mediates() && at.desk.state.renewals.contains(seat.person.as_str());
    let waits =
        at.desk.state.waiting.values().any(
            |waiting| matches!(&waiting.seen.event.act, Act::Renew { person } if *person == seat.person),
        );
    let may = match taken {
        _ if here => false,
        true => (fellow && high) || asked,
        false => (own.mediates() && !mediating) || (fellow && own.kind == Kind::Principal),
    };
    Someone {
        asks: own.mediates() && taken && seat.party.is_some() && !asked && !waits,
        asked: waits,
        renews: taken,
        id: seat.person.clone(),
        name: seat.name.clone(),
        role: kind(seat.kind),
        mandate: if seat.party.is_some() { mandate(seat) } else { String::new() },
        may,
        word: match (may, has, taken) {
            _ if here => "you",
            (true, _, true) => "has taken the seat",
            (true, true, false) => "Invite once more",
            (true, false, _) => "Invite",
            (false, _, true) => "has taken the seat",
            (false, true, false) => "invited",
            (false, false, _) => "not invited yet",
        },
    }
}

/// A mediator writes down that someone asked, in person and on paper, for an access that was lost.
pub(crate) fn asked(at: &At<'_>) -> Answer {
    at.mediator()?;
    let person = at.ask.form.get("by");
    at.desk.state.people.seat(person).ok_or(Problem::NotThere)?;
    let done = at.act_here_or_on_paper(&Act::Renew { person: person.into() })?;
    at.done("who", done)
}

pub(crate) fn invite(at: &At<'_>) -> Answer {
    at.insider()?;
    let person = at.ask.form.get("person");
    let seat = at.desk.state.people.seat(person).ok_or(Problem::NotThere)?;
    let renews = at.room.keys()?.iter().any(|(known, taken)| known == person && *taken);
    let token = at.room.invite(person)??;
    let address = format!("{}/join/{token}", at.ask.settings.base_url);
    let link = Link { name: seat.name.clone(), picture: qr(&address), address, renews };
    draw(at, Some(link))
}
