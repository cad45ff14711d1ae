//! What the parties say they want, in the log.

use detente_case::{Case, Files, Preferences, Problem};

use detente_deal::Heard;

use super::Desk;
use crate::refusal::Refusal;
use crate::response::Target;
use crate::seat::Seat;
use crate::state::shared_case;
use crate::status::{Word, counted, words};

impl Desk<'_> {
    /// Reads what a party says it wants against the shared facts.
    ///
    /// # Errors
    ///
    /// Every mistake in it, with its place; there may be none where the shared facts cannot be read.
    pub fn read_preferences(&self, party: usize, source: &str) -> Result<Preferences, Vec<Problem>> {
        let Some(known) = self.state.case.parties.get(party) else { return Err(Vec::new()) };
        let path = format!("private/{}.toml", known.id);
        let mut files = Files::from([
            ("case.toml".to_string(), self.state.source.as_bytes().to_vec()),
            (path.clone(), source.as_bytes().to_vec()),
        ]);
        // Texts lie in the log; here it is enough that they are named.
        for text in shared_case(self.state.source).iter().flat_map(|case| &case.texts) {
            files.insert(text.path.clone(), Vec::new());
        }
        let reading = detente_case::read(&files);
        let said = reading.case.and_then(|mut case| case.preferences.get_mut(party)?.take());
        said.ok_or_else(|| reading.problems.into_iter().filter(|problem| problem.file == path).collect())
    }

    /// A case with what the parties have said in the talks in the place of what its folder holds of them. For a party's own
    /// seat, what its side said alone.
    pub fn with_told(&self, held: &Case) -> Case {
        let mut case = held.clone();
        case.preferences.resize(case.parties.len(), None);
        for (party, (_, source)) in &self.state.preferences {
            // What was taken into the log could be read; shared facts told since may have changed that.
            if let (Some(place), Ok(said)) =
                (case.preferences.get_mut(*party), self.read_preferences(*party, source))
            {
                *place = Some(said);
            }
        }
        case
    }

    /// What the parties have answered to whole packages of a case, where their word is a yes or a no: evidence of what they want. By the
    /// packages' ids; for a party's own seat, what it may see.
    pub fn heard(&self, held: &Case) -> Vec<Heard> {
        let counted = counted(&self.state, self.now);
        let mut all = Vec::new();
        for (id, options) in &self.state.packages {
            let each = held.issues.iter().map(|issue| issue.domain.find(options.get(&issue.id)?));
            let target = Target::Package { id: (*id).to_string() };
            let (Some(package), Some(subject)) =
                (each.collect::<Option<Vec<usize>>>(), self.state.subject_of(&target))
            else {
                continue;
            };
            for (party, standing) in words(&self.state, subject, &counted, self.now).iter().enumerate() {
                let acceptable = match standing.word {
                    Word::Yes | Word::AdReferendum => Some(true),
                    Word::No => Some(false),
                    Word::Nothing | Word::InPrinciple => None,
                };
                let id = self.state.case.parties.get(party).map(|known| &known.id);
                let party = held.parties.iter().position(|known| Some(&known.id) == id);
                if let (Some(party), true) = (party, acceptable.is_some()) {
                    all.push(Heard {
                        party,
                        package: package.clone(),
                        acceptable,
                        better_than: None,
                        hurts: None,
                    });
                }
            }
        }
        all
    }

    pub(super) fn prefer(&self, seat: &Seat, source: &str) -> Result<(), Refusal> {
        let Some(party) = seat.party.filter(|_| seat.decides()) else {
            return Err(Refusal::new(
                format!("{} cannot say what a side wants", seat.name),
                "a principal, plenipotentiary or representative of the party can; advisers prepare it",
            ));
        };
        self.read_preferences(party, source).map(|_| ()).map_err(|problems| match problems.first() {
            Some(problem) => Refusal::new(
                problem.message.clone(),
                problem.help.clone().unwrap_or_else(|| "mend it, and try again".into()),
            ),
            None => Refusal::new("it cannot be read", "look at it again"),
        })
    }
}
