//! Accounts, as the workspace asks for them.

use std::sync::Arc;

use detente_store::{Error, Opener, SeatAt, SecondFactor, SignedIn};
use detente_talks::{Desk, Seat as Place};
use detente_web::{Accounts, Device, Done, Invitation, Room, Seated, Signed, Trouble};
use jiff::Timestamp;

use super::clock;
use super::halls::{House, held, trouble};
use super::seat::Seat;
use crate::beside::own_compartment;

/// How long a session lasts, in seconds.
const SESSION: i64 = 7 * 24 * 3_600;

/// The door of a house.
pub(super) struct Door(pub(super) Arc<House>);

/// One who is signed in.
struct Guest {
    house: Arc<House>,
    signed: SignedIn,
    token: String,
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// `None` for what opens nothing.
fn unless_locked<T>(result: Result<T, Error>) -> Done<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::Locked) => Ok(None),
        Err(error) => Err(trouble(error)),
    }
}

impl Accounts for Door {
    fn session(&self, token: &str) -> Done<Option<Arc<dyn Signed>>> {
        let signed = held(&self.0.quick).session(token, now()).map_err(trouble)?;
        Ok(signed.map(|signed| {
            let guest: Arc<dyn Signed> =
                Arc::new(Guest { house: Arc::clone(&self.0), signed, token: token.into() });
            guest
        }))
    }

    fn sign_in(&self, name: &str, password: &str, code: &str, device: &str) -> Done<Option<String>> {
        let times = (now(), now() + SESSION);
        let token = held(&self.0.slow).sign_in(name, password, code, device, times);
        Ok(unless_locked(token)?.map(|token| token.to_string()))
    }

    fn invitation(&self, token: &str) -> Done<Option<Invitation>> {
        let invited = held(&self.0.quick).invitation(token, now()).map_err(trouble)?;
        Ok(invited.map(|invited| Invitation { name: invited.name, demo: invited.again }))
    }

    fn take_up(&self, token: &str, password: &str, device: &str) -> Done<Option<(String, String)>> {
        let mut accounts = held(&self.0.slow);
        let Some(invited) = accounts.invitation(token, now()).map_err(trouble)? else { return Ok(None) };
        // Where keys are everyone's a password would keep nothing.
        let anything = format!("{:032x}", u128::from(now().unsigned_abs()));
        let password = if invited.again { anything.as_str() } else { password };
        let new = invited.again || invited.account.is_none();
        if !invited.again && new && !opens(&self.0, &invited.seat, &invited.opener)? {
            return Ok(None);
        }
        let name = match &invited.account {
            Some(name) if !new => name.clone(),
            _ => accounts.add(&invited.seat.person, password, &invited.seat).map_err(trouble)?,
        };
        if !invited.again {
            // Each step can be done once more where it was broken off; the invitation is used up last.
            accounts.note_account(token, &invited, &name).map_err(trouble)?;
            let Some(known) = unless_locked(accounts.known(&name, password))? else { return Ok(None) };
            move_in(&self.0, &invited.seat, &invited.opener, &known.opener())?;
        }
        let times = (now(), now() + SESSION);
        let session = accounts.sign_in(&name, password, "", device, times).map_err(trouble)?;
        if !invited.again && !accounts.use_up(token).map_err(trouble)? {
            return Ok(None);
        }
        Ok(Some((name, session.to_string())))
    }
}

/// Whether an invitation still opens its seat.
fn opens(house: &House, seat: &SeatAt, opener: &Opener) -> Done<bool> {
    let Some(hall) = house.halls.get(&seat.case) else { return Ok(false) };
    Ok(unless_locked(hall.log.beside(&seat.person, opener, |_, _| Ok(())))?.is_some())
}

/// Puts an account's own key in the place of an invitation's; the first of a side makes the side's own compartment.
fn move_in(house: &House, at: &SeatAt, invited: &Opener, own: &Opener) -> Done<()> {
    let Some(hall) = house.halls.get(&at.case) else { return Ok(()) };
    let changed = hall.log.beside(&at.person, invited, |store, ring| store.change_opener(ring, own));
    // Where this was broken off before, the account's key may be in place already; then what follows is done again.
    let _: Option<()> = unless_locked(changed)?;
    let pass = hall.log.enter(&at.person, own).map_err(trouble)?;
    let read = pass.read().map_err(trouble)?;
    let desk = Desk::open_read(&read.events, &read.facts, &at.person, clock())
        .map_err(|_| Trouble("a seat that was let in has no desk".into()))?;
    let seat: Place = desk.seat.clone();
    // From now on the seat is known to be taken.
    pass.note_reading(&seat, clock()).map_err(trouble)?;
    if seat.principal() && seat.party.is_some() {
        let made = hall.log.beside(&at.person, own, |store, ring| own_compartment(store, ring, &seat));
        if made.map_err(trouble)? {
            // The side is its own from now on: what mediators handed out before and nobody took up opens nothing any more.
            let fellows = desk
                .state
                .people
                .seats()
                .filter(|other| other.side == seat.side && other.person != at.person);
            for fellow in fellows {
                let fellow = SeatAt { case: at.case.clone(), person: fellow.person.clone() };
                held(&house.quick).void(&fellow).map_err(trouble)?;
            }
            hall.forget();
        }
    }
    Ok(())
}

impl Guest {
    fn seat(&self, case: &str) -> Option<&SeatAt> {
        self.signed.seats.iter().find(|seat| seat.case == case)
    }
}

impl Signed for Guest {
    fn name(&self) -> &str {
        &self.signed.name
    }

    fn second_factor(&self) -> bool {
        self.signed.second
    }

    fn seats(&self) -> Done<Vec<Seated>> {
        let mut all = Vec::new();
        for seat in &self.signed.seats {
            if !self.house.halls.contains_key(&seat.case) {
                continue;
            }
            let mut seated = Seated { case: seat.case.clone(), title: String::new(), name: None };
            if let Some(room) = self.room(&seat.case)? {
                room.look(&mut |desk| {
                    seated.title = desk.title().to_string();
                    seated.name = Some(desk.seat.name.clone());
                })?;
            }
            all.push(seated);
        }
        Ok(all)
    }

    fn room(&self, case: &str) -> Done<Option<Arc<dyn Room>>> {
        let Some((seat, hall)) = self.seat(case).zip(self.house.halls.get(case)) else { return Ok(None) };
        let opener = self.signed.opener();
        let Some(pass) = unless_locked(hall.pass(&self.token, &seat.person, &opener))? else {
            return Ok(None);
        };
        let room: Arc<dyn Room> = Arc::new(Seat {
            house: Arc::clone(&self.house),
            hall: Arc::clone(hall),
            person: seat.person.clone(),
            token: self.token.clone(),
            opener,
            pass: std::sync::Mutex::new(pass),
        });
        Ok(Some(room))
    }

    fn take_up(&self, token: &str) -> Done<bool> {
        let mut accounts = held(&self.house.slow);
        let Some(invited) = accounts.invitation(token, now()).map_err(trouble)? else { return Ok(false) };
        if self.signed.seats.iter().any(|seat| seat.case == invited.seat.case) {
            // One person, one seat: a second one would be reached by nobody.
            return Ok(false);
        }
        let opener = self.signed.opener();
        let begun = opens(&self.house, &invited.seat, &opener)?;
        if invited.again || !(begun || opens(&self.house, &invited.seat, &invited.opener)?) {
            return Ok(false);
        }
        accounts.add_seat(&self.signed, &invited.seat).map_err(trouble)?;
        move_in(&self.house, &invited.seat, &invited.opener, &opener)?;
        accounts.use_up(token).map_err(trouble)
    }

    fn devices(&self) -> Done<Vec<Device>> {
        let all = held(&self.house.quick).devices(&self.signed, now()).map_err(trouble)?;
        let device = |device: detente_store::Device| Device {
            id: device.id,
            label: device.label,
            since: Timestamp::from_second(device.since).unwrap_or_default(),
            here: device.here,
        };
        Ok(all.into_iter().map(device).collect())
    }

    fn end(&self, device: Option<i64>) -> Done<()> {
        held(&self.house.quick).end(&self.signed, device).map_err(trouble)?;
        for hall in self.house.halls.values() {
            if device.is_none() {
                hall.leave(&self.token);
            }
            // Streams look whether their session is still there.
            hall.stir();
        }
        Ok(())
    }

    fn change_password(&self, old: &str, new: &str) -> Done<bool> {
        let changed = held(&self.house.slow).change_password(&self.signed, old, new);
        Ok(unless_locked(changed)?.is_some())
    }

    fn key_file(&self, password: &str) -> Done<Option<String>> {
        let known = unless_locked(held(&self.house.slow).known(&self.signed.name, password))?;
        Ok(known.and_then(|known| match known.opener() {
            Opener::Key(key) => Some(key.text().to_string()),
            Opener::Passphrase(_) => None,
        }))
    }

    fn offer_second(&self) -> Done<(String, String)> {
        let offer = SecondFactor::offer(&self.signed.name).map_err(trouble)?;
        Ok((offer.secret, offer.address))
    }

    fn address_of(&self, secret: &str) -> String {
        SecondFactor::of(&self.signed.name, secret.into()).address
    }

    fn set_second(&self, secret: &str, code: &str) -> Done<bool> {
        Ok(unless_locked(held(&self.house.quick).set_second(&self.signed, secret, code, now()))?.is_some())
    }

    fn drop_second(&self, password: &str) -> Done<bool> {
        Ok(unless_locked(held(&self.house.slow).drop_second(&self.signed, password))?.is_some())
    }
}
