//! Looking whether what all could take overlaps, without telling anyone what another could take.

use super::{Allowed, fresh, mediates, refuse, said};
use crate::desk::Desk;
use crate::seat::{Kind, Seat};

/// Most looks that a mediator may offer: with more, each could feel its way to where the other stands.
const MOST_TRIES: u8 = 3;

impl Desk<'_> {
    pub(super) fn blind(&self, seat: &Seat, id: &str, issue: &str, tries: u8) -> Allowed {
        mediates(seat, "offer to look for an overlap")?;
        said(id, "the short name of an offer to look")?;
        self.begun()?;
        fresh(self.state.confidences.blinds.contains_key(id), "offer to look", id)?;
        if !(1..=MOST_TRIES).contains(&tries) {
            return refuse(
                format!("it may be looked from 1 to {MOST_TRIES} times"),
                "with more tries each side could feel its way to where the other stands",
            );
        }
        let issues = &self.state.case.issues;
        match issues.iter().find(|known| known.id == issue).map(|issue| &issue.domain) {
            Some(detente_case::Domain::Options(_)) => Ok(()),
            Some(_) => refuse(format!("issue \"{issue}\" has no list of options"), "name an issue that has"),
            None => {
                let known: Vec<&str> = issues.iter().map(|issue| issue.id.as_str()).collect();
                refuse(format!("there is no issue \"{issue}\""), format!("issues: {}", known.join(", ")))
            }
        }
    }

    pub(super) fn bid(&self, seat: &Seat, id: &str, options: &[String]) -> Allowed {
        self.delegate(seat, "say what its side could take")?;
        if !seat.decides() || !(seat.kind == Kind::Principal || seat.reach.in_force(self.now)) {
            return refuse(
                format!("{} cannot say what its side could take", seat.name),
                "a representative, plenipotentiary or principal can",
            );
        }
        let Some(blind) = self.state.confidences.blinds.get(id) else {
            return refuse(format!("there is no offer to look \"{id}\""), "a mediator makes one");
        };
        if blind.left == 0 {
            return refuse(
                format!("\"{id}\" was looked at as often as was offered"),
                "nothing more is told by it",
            );
        }
        if options.is_empty() {
            return refuse("no option is named", "name every option your side could take");
        }
        options.iter().try_for_each(|option| {
            let one = std::collections::BTreeMap::from([(blind.issue.to_string(), option.clone())]);
            self.options(&one)
        })
    }

    /// The options that all parties said they could take: what a look tells all.
    ///
    /// # Errors
    ///
    /// If not all have said it.
    pub fn overlap(&self, id: &str) -> Result<Vec<String>, crate::Refusal> {
        let blind = self.state.confidences.blinds.get(id).ok_or_else(|| {
            crate::Refusal::new(format!("there is no offer to look \"{id}\""), "a mediator makes one")
        })?;
        if blind.bids.len() < self.state.case.parties.len() {
            return Err(crate::Refusal::new(
                "not all have said what they could take",
                "wait until they have",
            ));
        }
        let issue = self.state.case.issues.iter().find(|issue| issue.id == blind.issue);
        let labels = match issue.map(|issue| &issue.domain) {
            Some(detente_case::Domain::Options(labels)) => labels.as_slice(),
            _ => &[],
        };
        let all = labels.iter().map(ToString::to_string).filter(|label| {
            blind.bids.values().all(|bid| bid.iter().any(|option| detente_case::text::alike(option, label)))
        });
        Ok(all.collect())
    }

    pub(super) fn look(&self, seat: &Seat, id: &str, options: &[String]) -> Allowed {
        mediates(seat, "look for an overlap")?;
        if self.overlap(id)? == options { Ok(()) } else { refuse("that is not what was said", "look again") }
    }
}
