//! Signing in, and taking up an invitation.

use askama::Template;

use crate::ask::{Answer, Ask, Problem, Reply, page as show, refused};
use crate::frame::Frame;

/// Least length of a password.
pub(crate) const SHORTEST: usize = 12;
/// Longest one that is looked at.
pub(crate) const LONGEST: usize = 1_024;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    frame: Frame,
    name: String,
}

pub(crate) fn page(ask: &Ask) -> Answer {
    show(&Page { frame: Frame::plain(ask, "Sign in", None), name: ask.form.get("name").into() })
}

pub(crate) fn sign_in(ask: &Ask) -> Answer {
    let (name, password) = (ask.form.get("name"), ask.form.get("password"));
    if name.len() > LONGEST || password.len() > LONGEST {
        return Err(wrong());
    }
    match ask.accounts.sign_in(name, password, ask.form.get("code"), &ask.device)? {
        Some(token) => Ok(Reply::Session(Some(token), "/".into())),
        None => Err(wrong()),
    }
}

fn wrong() -> Problem {
    refused("that opens nothing", "look at the name, the password and the code")
}

#[derive(Template)]
#[template(path = "join.html")]
struct Join {
    frame: Frame,
    name: String,
    demo: bool,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    frame: Frame,
    name: String,
}

pub(crate) fn invitation(ask: &Ask) -> Answer {
    let invitation = ask.accounts.invitation(ask.path.get("token"))?.ok_or_else(|| {
        refused(
            "this invitation opens nothing: it was used, has ended, or never was",
            "if nobody but you had the link, tell the one who gave it to you at once: someone else may have the seat",
        )
    })?;
    show(&Join { frame: Frame::plain(ask, "Invitation", None), name: invitation.name, demo: invitation.demo })
}

pub(crate) fn take_up(ask: &Ask) -> Answer {
    let token = ask.path.get("token");
    let invitation = ask.accounts.invitation(token)?.ok_or(Problem::NotThere)?;
    let password = ask.form.get("password");
    if !invitation.demo {
        new_password(password, ask.form.get("again"))?;
    }
    let (name, session) = ask.accounts.take_up(token, password, &ask.device)?.ok_or(Problem::NotThere)?;
    if invitation.demo {
        return Ok(Reply::Session(Some(session), "/".into()));
    }
    let welcome = Welcome { frame: Frame::plain(ask, "Welcome", None), name };
    Ok(Reply::Welcome(session, welcome.render()?))
}

/// Whether a password is good enough, and typed twice alike.
pub(crate) fn new_password(password: &str, again: &str) -> Result<(), Problem> {
    if password.trim().chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(refused(
            format!("a password has at least {SHORTEST} characters"),
            "several words that belong to no known sentence are long, and can be remembered",
        ));
    }
    if password != again {
        return Err(refused("the two are not the same", "type them again"));
    }
    Ok(())
}
