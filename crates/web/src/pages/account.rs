//! One's seats, password, second factor and devices.

use askama::Template;
use qrcode::QrCode;
use qrcode::render::svg;

use super::sign_in::new_password;
use crate::ask::{Answer, Ask, Reply, page as show, refused};
use crate::frame::Frame;
use crate::house::{Seated, Signed};
use crate::words::when;

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    seats: Vec<Seated>,
}

pub(crate) fn home(ask: &Ask, signed: &dyn Signed) -> Answer {
    show(&Home { frame: Frame::plain(ask, "Your talks", Some(signed)), seats: signed.seats()? })
}

pub(crate) fn take_up(ask: &Ask, signed: &dyn Signed) -> Answer {
    let said = ask.form.get("token").trim();
    let token = said.rsplit('/').next().unwrap_or(said);
    if signed.take_up(token)? {
        return Ok(Reply::See("/".into()));
    }
    Err(refused(
        "that opens nothing",
        "an invitation can be used once, and ends after a time; ask for another",
    ))
}

pub(crate) fn sign_out(_: &Ask, signed: &dyn Signed) -> Answer {
    signed.end(None)?;
    Ok(Reply::Session(None, "/sign-in".into()))
}

#[derive(Template)]
#[template(path = "account.html")]
struct Page {
    frame: Frame,
    said: Option<&'static str>,
    devices: Vec<Device>,
    offer: Option<Offer>,
}

struct Device {
    id: i64,
    label: String,
    since: String,
    here: bool,
}

struct Offer {
    secret: String,
    picture: String,
}

pub(crate) fn page(ask: &Ask, signed: &dyn Signed) -> Answer {
    let devices = signed.devices()?.into_iter();
    let offer = if signed.second_factor() {
        None
    } else {
        // A code that was wrong is tried again with the same letters.
        let (secret, address) = match ask.form.said("secret").filter(|secret| secret.len() <= 64) {
            Some(secret) => (secret.to_string(), signed.address_of(secret)),
            None => signed.offer_second()?,
        };
        Some(Offer { picture: qr(&address), secret })
    };
    show(&Page {
        frame: Frame::plain(ask, "Account", Some(signed)),
        said: match ask.query.get("said") {
            "password" => Some("The password is changed, and all other browsers are signed out."),
            "second" => Some("A code is asked for from now on."),
            "off" => Some("Codes are asked for no longer."),
            "ended" => Some("That browser is signed out."),
            _ => None,
        },
        devices: devices
            .map(|device| Device {
                id: device.id,
                label: device.label,
                since: when(device.since),
                here: device.here,
            })
            .collect(),
        offer,
    })
}

/// What a camera reads, as a drawing.
pub(crate) fn qr(words: &str) -> String {
    let code = QrCode::new(words.as_bytes());
    let drawn = code.map(|code| code.render::<svg::Color<'_>>().min_dimensions(180, 180).build());
    drawn.ok().and_then(|drawn| Some(drawn[drawn.find("<svg")?..].to_string())).unwrap_or_default()
}

pub(crate) fn password(ask: &Ask, signed: &dyn Signed) -> Answer {
    new_password(ask.form.get("new"), ask.form.get("again"))?;
    if signed.change_password(ask.form.get("old"), ask.form.get("new"))? {
        return Ok(Reply::See("/account?said=password".into()));
    }
    Err(refused("the old password is another one", "type it again"))
}

pub(crate) fn set_second(ask: &Ask, signed: &dyn Signed) -> Answer {
    if signed.set_second(ask.form.get("secret"), ask.form.get("code"))? {
        return Ok(Reply::See("/account?said=second".into()));
    }
    Err(refused("that is not the code", "look at the app again; a code holds for half a minute"))
}

pub(crate) fn drop_second(ask: &Ask, signed: &dyn Signed) -> Answer {
    if signed.drop_second(ask.form.get("password"))? {
        return Ok(Reply::See("/account?said=off".into()));
    }
    Err(refused("that is not the password", "type it again"))
}

/// The key of the account's seats, for whoever works at the command line too.
pub(crate) fn key_file(ask: &Ask, signed: &dyn Signed) -> Answer {
    match signed.key_file(ask.form.get("password"))? {
        Some(key) => Ok(Reply::File {
            name: "detente.key".into(),
            kind: "text/plain; charset=utf-8",
            bytes: key.into_bytes(),
            show: false,
        }),
        None => Err(refused("that is not the password", "type it again")),
    }
}

pub(crate) fn end_device(ask: &Ask, signed: &dyn Signed) -> Answer {
    if let Ok(device) = ask.form.get("device").parse() {
        signed.end(Some(device))?;
    }
    Ok(Reply::See("/account?said=ended".into()))
}
