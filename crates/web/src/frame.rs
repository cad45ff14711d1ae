//! What stands around every page: where one is, who one is, where one can go, what was done or refused.

use detente_talks::{Desk, Kind, Refusal};

use crate::ask::{Ask, At};
use crate::house::Signed;

/// What stands around a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// What the page is called.
    pub(crate) title: String,
    /// The sign-in name; empty where nobody is signed in.
    pub(crate) account: String,
    pub(crate) case: Option<Place>,
    /// Why an act was not done, and what next.
    pub(crate) refusal: Option<(String, String)>,
    /// What was done just now.
    pub(crate) done: Option<String>,
}

/// Which case one is in, and as whom.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) viewer: String,
    pub(crate) role: String,
    pub(crate) nav: Vec<Link>,
    /// Whether news may take the place of the page: not of one that a form brought, which has no address of its own.
    pub(crate) live: bool,
    /// Number of acts this seat sees.
    pub(crate) version: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) here: bool,
}

impl Frame {
    /// For whoever is not signed in, or has no case open.
    pub(crate) fn plain(ask: &Ask, title: &str, signed: Option<&dyn Signed>) -> Self {
        Self {
            title: title.into(),
            account: signed.map(|signed| signed.name().to_string()).unwrap_or_default(),
            refusal: ask.refusal.as_ref().map(without_commands),
            ..Self::default()
        }
    }

    /// For a page of a case.
    pub(crate) fn of(at: &At<'_>, title: &str) -> Self {
        let desk = at.desk;
        let done = at.ask.query.get("done").parse().ok().filter(|number| *number > 0);
        let done = done.and_then(|number: usize| {
            let seen = desk.events.get(number - 1)?;
            let recorder = seen.event.instrument.as_ref().map(|instrument| &instrument.recorded_by);
            let own = recorder.unwrap_or(&seen.event.by) == &desk.seat.person && seen.erased.is_none();
            own.then(|| crate::words::capital(desk.says(seen).what.trim_end_matches('.')))
        });
        let nav = nav(desk).into_iter().map(|(page, label)| {
            let href = if page.is_empty() { format!("/case/{}", at.case()) } else { at.to(&page) };
            let here =
                at.ask.here == href || (!page.is_empty() && at.ask.here.starts_with(&format!("{href}/")));
            Link { href, label, here }
        });
        Self {
            title: title.into(),
            account: at.signed.name().into(),
            case: Some(Place {
                id: at.case().into(),
                title: desk.title().into(),
                viewer: desk.seat.name.clone(),
                role: crate::words::role(desk),
                nav: nav.collect(),
                live: at.ask.form.0.is_empty() && at.ask.file.is_none(),
                version: desk.events.len(),
            }),
            refusal: at.ask.refusal.as_ref().map(without_commands),
            done,
        }
    }
}

/// Where a seat can go.
fn nav(desk: &Desk<'_>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut add = |page: &str, label: &str| all.push((page.into(), label.into()));
    if desk.seat.kind == Kind::Undeclared {
        add("", "Before you begin");
        return all;
    }
    if desk.seat.mediates() {
        add("", "Where we stand");
        add("text", "The text");
        add("packages", "Packages");
        add("moves", "Moves");
        add("rehearsal", "Rehearsal");
        add("record", "Record");
        add("rounds", "Rounds and meetings");
        for party in &desk.state.case.parties {
            add(&format!("caucus/{}", party.id), &format!("Caucus: {}", party.name));
        }
        add("disclosures", "Disclosures");
        add("who", "Who is who");
        add("documents", "Documents");
        add("audit", "Audit");
        return all;
    }
    add("", "Where we stand");
    add("text", "The text");
    if desk.seat.delegate() {
        add("preferences", "Our preferences");
        add("side", "Our side");
        add("ours", "What was disclosed of ours");
    }
    add("rounds", "Rounds and meetings");
    add("who", "Who is who");
    add("documents", "Documents");
    add("audit", "Audit");
    all
}

/// A refusal without what is to be typed at a terminal.
fn without_commands(refusal: &Refusal) -> (String, String) {
    let what = crate::words::capital(&crate::words::spoken(&refusal.what));
    (what, crate::words::capital(&crate::words::spoken(&refusal.next)))
}
