//! Who is asking: a person in a role in one case.

use std::collections::BTreeMap;

use detente_case::{Case, Person, Role, ThirdRole};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::Serialize;

use crate::event::Newcomer;

/// A person's place in the talks. The only key to any read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Id of the person.
    pub person: String,
    /// Full name.
    pub name: String,
    /// Id of the party or third party spoken for.
    pub side: String,
    /// Position of the party, if it is one.
    pub party: Option<usize>,
    /// In which role.
    pub kind: Kind,
    /// How far the word goes, for the people of a party.
    pub reach: Reach,
    /// For a mediator asked to the caucus of one party only: the party's id.
    pub caucus: Option<String>,
}

/// What a seat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Keeps the text, hears each side, sees everything.
    Mediator,
    /// A mediator asked to the caucus of one party, by its position, and to nothing else.
    CoMediator(usize),
    /// A mediator who has not declared its interests yet, and until then sees what is told to all.
    Undeclared,
    /// Can bind its side.
    Principal,
    /// Can bind its side inside the mandate.
    Plenipotentiary,
    /// Acts under a mandate.
    Representative,
    /// May speak, may not bind.
    Adviser,
    /// Carries words from one language to another.
    Interpreter,
    /// Writes down what is said.
    NoteTaker,
    /// Backs compliance with what is agreed.
    Guarantor,
    /// Is asked about facts.
    Expert,
    /// Is present.
    Observer,
}

/// A person as reports name one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Named {
    /// Short name.
    pub id: String,
    /// Full name.
    pub name: String,
}

/// On which clauses, until when, a person's word counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Numbers of the clauses; `None` is all.
    pub clauses: Option<Vec<String>>,
    /// Last day.
    pub until: Option<Date>,
    /// Whether a representative's word inside the mandate binds.
    pub binding: bool,
}

impl Reach {
    /// Whether a clause lies inside the mandate at a time.
    pub fn covers(&self, clause: &str, at: Timestamp) -> bool {
        self.in_force(at)
            && self
                .clauses
                .as_ref()
                .is_none_or(|clauses| clauses.iter().any(|known| same_clause(known, clause)))
    }

    /// Whether the mandate has not ended at a time; it holds to the end of its last day.
    pub fn in_force(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| Offset::UTC.to_datetime(at).date() <= until)
    }
}

/// Whether two numbers name the same clause: `2 bis` is `2bis`.
pub fn same_clause(a: &str, b: &str) -> bool {
    a == b || plain_number(a) == plain_number(b)
}

/// A number without blanks.
pub(crate) fn plain_number(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Seat {
    /// Whether it keeps the text and sees everything.
    pub fn mediates(&self) -> bool {
        self.kind == Kind::Mediator
    }

    /// Whether it belongs to the delegation of a party: those who read what their side answered.
    pub fn delegate(&self) -> bool {
        self.party.is_some() && self.speaks()
    }

    /// Whether it may say something for its side.
    pub fn speaks(&self) -> bool {
        self.decides() || self.kind == Kind::Adviser
    }

    /// Whether its word can ever bind its side.
    pub fn decides(&self) -> bool {
        matches!(self.kind, Kind::Principal | Kind::Plenipotentiary | Kind::Representative)
    }

    /// Whether it reads what is kept from the advisers of its side.
    pub fn principal(&self) -> bool {
        matches!(self.kind, Kind::Principal | Kind::Plenipotentiary)
    }
}

/// Everyone with a seat, by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People(BTreeMap<String, Seat>);

impl People {
    /// The seats of the people a case names.
    pub fn of(case: &Case) -> Self {
        let seats = case.people.iter().map(|person| (person.id.clone(), seat(case, person, None)));
        Self(seats.collect())
    }

    /// Gives a newcomer a seat; an unknown role is an observer's.
    pub fn join(&mut self, case: &Case, newcomer: &Newcomer) {
        let role = Role::WORDS
            .iter()
            .find(|(word, _)| *word == newcomer.role)
            .map_or(Role::Observer, |known| known.1);
        let person = Person {
            id: newcomer.id.clone(),
            name: newcomer.name.clone(),
            speaks_for: newcomer.speaks_for.clone(),
            role,
            mandate: None,
        };
        // Whoever has a seat keeps it.
        let made = seat(case, &person, newcomer.caucus.as_deref());
        self.0.entry(newcomer.id.clone()).or_insert(made);
    }

    /// Gives a mediator access once it has declared its interests.
    pub fn declare(&mut self, case: &Case, person: &str) {
        if let Some(seat) = self.0.get_mut(person)
            && seat.kind == Kind::Undeclared
        {
            let party = seat
                .caucus
                .as_ref()
                .and_then(|caucus| case.parties.iter().position(|party| party.id == *caucus));
            seat.kind = party.map_or(Kind::Mediator, Kind::CoMediator);
        }
    }

    /// The seat of a person.
    pub fn seat(&self, person: &str) -> Option<&Seat> {
        self.0.get(person)
    }

    /// All seats, by id.
    pub fn seats(&self) -> impl Iterator<Item = &Seat> {
        self.0.values()
    }

    /// A person as reports name one.
    pub fn named(&self, person: &str) -> Named {
        Named { id: person.to_string(), name: self.name(person).to_string() }
    }

    /// A person's full name, or the id where it has no seat.
    pub fn name<'p>(&'p self, person: &'p str) -> &'p str {
        self.seat(person).map_or(person, |seat| &seat.name)
    }
}

fn seat(case: &Case, person: &Person, caucus: Option<&str>) -> Seat {
    let party = case.parties.iter().position(|party| party.id == person.speaks_for);
    let third = case.third_parties.iter().find(|third| third.id == person.speaks_for);
    let asked = caucus.and_then(|caucus| case.parties.iter().position(|party| party.id == caucus));
    let leads = matches!(person.role, Role::Principal | Role::Plenipotentiary | Role::Representative);
    // What a mediating side has declared in case.toml stands for its people.
    let declared = third.is_some_and(|third| third.interests.is_some());
    let kind = match (third.map(|third| third.role), person.role) {
        (Some(ThirdRole::Mediator), _) if leads && !declared => Kind::Undeclared,
        (Some(ThirdRole::Mediator), _) if leads && asked.is_some() => {
            Kind::CoMediator(asked.unwrap_or_default())
        }
        (Some(ThirdRole::Mediator), _) if leads => Kind::Mediator,
        (Some(ThirdRole::Guarantor), _) if leads => Kind::Guarantor,
        (Some(_), Role::Principal | Role::Plenipotentiary | Role::Representative | Role::Adviser) => {
            Kind::Observer
        }
        (_, Role::Principal) => Kind::Principal,
        (_, Role::Plenipotentiary) => Kind::Plenipotentiary,
        (_, Role::Representative) => Kind::Representative,
        (_, Role::Adviser) => Kind::Adviser,
        (_, Role::Interpreter) => Kind::Interpreter,
        (_, Role::NoteTaker) => Kind::NoteTaker,
        (_, Role::Expert) => Kind::Expert,
        (_, Role::Observer) => Kind::Observer,
    };
    let mandate = person.mandate.clone();
    let reach = mandate.map_or_else(Reach::default, |mandate| {
        let clauses = mandate.issues.as_ref().map(|issues| {
            let tied = issues.iter().filter_map(|&issue| case.issues.get(issue)?.clause.clone());
            tied.chain(mandate.clauses.iter().cloned()).collect()
        });
        let clauses = clauses.or((!mandate.clauses.is_empty()).then(|| mandate.clauses.clone()));
        // A day that is none was complained of where the case was read.
        let until = mandate.until.and_then(|until| until.parse().ok());
        Reach { clauses, until, binding: mandate.binding }
    });
    Seat {
        person: person.id.clone(),
        name: person.name.clone(),
        side: person.speaks_for.clone(),
        party,
        kind,
        reach,
        caucus: asked.and_then(|party| case.parties.get(party)).map(|party| party.id.clone()),
    }
}
