//! `detente check`

use detente_store::{Damage, Error, Place, Store};

use crate::arguments::{Check, Format};
use crate::console::{complain, plain};
use crate::failure::Failure;
use crate::load::load;
use crate::opening::FILE;
use crate::output::{say, say_json};
use crate::problems::many;

pub(crate) fn run(arguments: &Check) -> Result<(), Failure> {
    let loaded = load(&arguments.path, &arguments.scenario.settings());
    let store = arguments.path.join(FILE);
    if store.exists() {
        let verdict = Store::open(&Place::File(store.clone())).and_then(|mut store| store.verify());
        let found = match verdict {
            Ok(verdict) => verdict.damage.into_iter().next(),
            Err(Error::Damaged(damage)) => Some(damage),
            Err(Error::NotThere(_)) => Some(Damage::NoStore),
            Err(error) => return Err(error.into()),
        };
        if let Some(damage) = found {
            return Err(Failure::help(
                format!("{}: {damage}", store.display()),
                "the log is written by the commands alone; restore the last backup that is whole",
            ));
        }
    }
    if arguments.format == Format::Json {
        let findings = match &loaded {
            Ok(loaded) => Some(&loaded.findings),
            Err(Failure::Mistakes(findings)) => Some(&**findings),
            Err(_) => None,
        };
        if let Some(findings) = findings {
            say_json(&findings.json())?;
        }
    }
    let loaded = loaded?;
    if arguments.format == Format::Json {
        return Ok(());
    }
    if let Some(warnings) = loaded.warnings() {
        complain(&warnings.drawn());
    }
    let mut text = String::new();
    for note in loaded.notes() {
        text.push_str(&plain(&note));
        text.push('\n');
    }
    let case = &loaded.case;
    let told = case.preferences.iter().flatten().count();
    let without = |held: &dyn Fn(usize) -> bool| -> String {
        let all = case.parties.iter().enumerate().filter(|(at, _)| held(*at));
        all.map(|(_, party)| party.id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let told_nothing = |at: usize| case.preferences.get(at).is_none_or(Option::is_none);
    let estimated = |at: usize| case.estimates.get(at).is_some_and(Option::is_some);
    let only = without(&|at| told_nothing(at) && estimated(at));
    let none = without(&|at| told_nothing(at) && !estimated(at));
    let mut held = String::new();
    if !only.is_empty() {
        held.push_str(&format!("; the mediator's estimate alone of {only}"));
    }
    if !none.is_empty() {
        held.push_str(&format!("; nothing of {none}"));
    }
    text.push_str(&format!(
        "No mistakes. {}, {}; preferences held of {told} of {}{}.\n",
        many(case.issues.len(), "issue"),
        if case.parties.len() == 1 { "1 party".into() } else { format!("{} parties", case.parties.len()) },
        case.parties.len(),
        plain(&held)
    ));
    say(&text)
}
