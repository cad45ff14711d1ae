//! The agreement to mediate, as a text that each party agrees to.

use detente_case::Case;
use schemars::JsonSchema;
use serde::Serialize;

use super::Desk;
use crate::adoption;
use crate::seat::Named;

/// The agreement to mediate: the shape of `detente join --format json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Agreement {
    /// `detente/agreement/1`.
    pub schema: &'static str,
    /// What the dispute is called.
    pub title: String,
    /// Its terms: a heading, and what is agreed under it.
    pub terms: Vec<(String, String)>,
    /// A short code of exactly these terms, for paper.
    pub code: String,
    /// The parties, and who agreed for each.
    pub sides: Vec<Side>,
    /// When the mediation began.
    pub begun: Option<String>,
}

/// A party to the agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// Full name of the party.
    pub party: String,
    /// Who agreed for it, as far as this seat knows.
    pub agreed_by: Option<Named>,
}

/// The terms of a case: a heading, and what is agreed under it. Whoever agrees agrees to these.
pub(crate) fn terms(case: &Case) -> Vec<(String, String)> {
    let mediation = &case.mediation;
    let said = |words: &Option<String>| words.clone().unwrap_or_else(|| "nothing agreed".into());
    let mediators: Vec<&str> = case
        .third_parties
        .iter()
        .filter(|third| third.role == detente_case::ThirdRole::Mediator)
        .map(|third| third.name.as_str())
        .collect();
    let parties: Vec<&str> = case.parties.iter().map(|party| party.name.as_str()).collect();
    let languages = match mediation.languages.as_slice() {
        [] => "nothing agreed".into(),
        all => all.join(", "),
    };
    let silence = if mediation.silence {
        "silence until a set time may count as consent, clause by clause, where a mediator opens it so"
    } else {
        "silence is never consent"
    };
    let exit = mediation
        .exit
        .clone()
        .unwrap_or_else(|| "each party and each mediator may interrupt its part or leave at any time".into());
    let terms = [
        ("Matter", case.title.clone()),
        ("Parties", parties.join("; ")),
        ("Mediators", mediators.join("; ")),
        ("What the mediators are asked to do", said(&mediation.mandate)),
        ("Confidentiality", confidentiality(mediation.confidentiality.as_deref())),
        ("What is said apart", said(&mediation.caucus)),
        ("Languages", languages),
        ("Silence", silence.into()),
        ("How long the record is kept", said(&mediation.retention)),
        ("End", exit),
    ];
    terms.map(|(heading, words)| (heading.to_string(), words)).into()
}

impl Desk<'_> {
    /// The agreement to mediate, and who has agreed to it.
    pub fn agreement(&self) -> Agreement {
        let case = &self.state.case;
        let terms = terms(case);
        let whole: String = terms.iter().map(|(heading, words)| format!("{heading}: {words}\n")).collect();
        let sides = case.parties.iter().enumerate().map(|(at, party)| Side {
            party: party.name.clone(),
            agreed_by: self.state.agreed.get(&at).map(|by| self.state.people.named(by)),
        });
        Agreement {
            schema: "detente/agreement/1",
            title: self.title().to_string(),
            code: adoption::code(whole.as_bytes()),
            terms,
            sides: sides.collect(),
            begun: self.state.begun.map(|at| at.to_string()),
        }
    }
}

/// A preset in words.
fn confidentiality(preset: Option<&str>) -> String {
    match preset.unwrap_or("strict") {
        "uma" => "uma: what one party says apart goes to another only with its consent; nothing goes outside, but the \
                  terms of a settlement are open",
        "uncitral" => "uncitral: what a party says apart may go to the other parties unless it sets a condition; \
                       nothing goes outside",
        "eu" => "eu: what a party gives in confidence goes to another only with its consent; nothing goes outside \
                 unless agreed",
        "secret" => "secret: what a party says apart goes to another only with its consent; nothing goes outside, not \
                     even that there are talks",
        _ => "strict: what a party says apart goes to another only with its consent; nothing goes outside",
    }
    .into()
}
