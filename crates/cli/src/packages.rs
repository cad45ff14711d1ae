//! Packages and answers to them, as JSON files.

use std::fmt;
use std::path::Path;

use detente_case::Case;
use detente_deal::Heard;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use crate::failure::Failure;
use crate::load::{LARGEST_FILE, read_at_most};

/// More answers than a mediator hears to drafts; each costs a look at every set of preferences.
const MOST_ANSWERS: usize = 500;

/// An object from issue to option, each issue once; options may be texts or numbers.
struct Named(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object from issue to option")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
                let mut all: Vec<(String, String)> = Vec::new();
                while let Some((issue, option)) = map.next_entry::<String, serde_json::Value>()? {
                    let label = match option {
                        serde_json::Value::String(text) => text,
                        serde_json::Value::Number(number) => number.to_string(),
                        serde_json::Value::Bool(flag) => flag.to_string(),
                        _ => {
                            return Err(A::Error::custom(format!(
                                "the option of \"{issue}\" is a text or a number"
                            )));
                        }
                    };
                    if all.iter().any(|(known, _)| *known == issue) {
                        return Err(A::Error::custom(format!(
                            "issue \"{issue}\" stands in one package twice"
                        )));
                    }
                    all.push((issue, label));
                }
                Ok(Named(all))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = read_at_most(path, LARGEST_FILE)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_string())
}

/// A list of packages, each an object from issue to option.
pub(crate) fn read_probes(path: &Path) -> Result<Vec<Vec<(String, String)>>, Failure> {
    let help = "write a list of packages, for example [{\"price\": \"low\", \"date\": \"May\"}]";
    let all: Vec<Named> = serde_json::from_str(&text(path)?).map_err(|error| {
        let what = if error.is_data() { "is not a list of packages" } else { "is not JSON" };
        Failure::help(format!("{} {what}: {error}", path.display()), help)
    })?;
    Ok(all.into_iter().map(|Named(package)| package).collect())
}

/// One package, an object from issue to option.
pub(crate) fn read_package(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let help = "write one package, for example {\"price\": \"low\", \"date\": \"May\"}";
    let Named(package) = serde_json::from_str(&text(path)?)
        .map_err(|error| Failure::help(format!("{} is no package: {error}", path.display()), help))?;
    Ok(package)
}

/// The option of each issue that a package names.
pub(crate) fn package_of(said: &[(String, String)], case: &Case, path: &Path) -> Result<Vec<usize>, Failure> {
    placed(said, case).map_err(|what| {
        let help = "it has one option for each issue, by the names in case.toml";
        Failure::help(format!("{}: {what}", path.display()), help)
    })
}

fn placed(said: &[(String, String)], case: &Case) -> Result<Vec<usize>, String> {
    let mut package = vec![None; case.issues.len()];
    for (name, option) in said {
        let at = case.issue(name).ok_or_else(|| format!("there is no issue \"{name}\""))?;
        let issue = &case.issues[at];
        let known = issue.domain.find(option);
        let known = known.ok_or_else(|| format!("issue \"{}\" has no option \"{option}\"", issue.name))?;
        if package[at].replace(known).is_some() {
            return Err(format!("it has two options for issue \"{}\"", issue.name));
        }
    }
    let each = package.into_iter().zip(&case.issues);
    each.map(|(option, issue)| option.ok_or_else(|| format!("it has no option for issue \"{}\"", issue.name)))
        .collect()
}

/// What parties answered to drafts: a list of objects with `party`, `package`, and of `acceptable` (true or false), `better_than` (an
/// earlier package) with `better`, `hurts` (an issue) what is known.
pub(crate) fn read_answers(path: &Path, case: &Case) -> Result<Vec<Heard>, Failure> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Answer {
        party: String,
        package: Named,
        acceptable: Option<bool>,
        better_than: Option<Named>,
        better: Option<bool>,
        hurts: Option<String>,
    }
    let shown = path.display();
    let help = "write a list of answers, for example [{\"party\": \"north\", \"package\": {\"hours\": \"mornings\"}, \"acceptable\": false, \
                \"hurts\": \"hours\"}]";
    let answers: Vec<Answer> = serde_json::from_str(&text(path)?)
        .map_err(|error| Failure::help(format!("{shown} is no list of answers: {error}"), help))?;
    if answers.len() > MOST_ANSWERS {
        let help = "leave out the oldest, or those that say the same";
        return Err(Failure::help(
            format!("{shown} has {} answers; at most {MOST_ANSWERS} are weighed", answers.len()),
            help,
        ));
    }
    let read = |(nth, answer): (usize, Answer)| {
        let wrong = |what: String| Failure::help(format!("{shown}, answer {}: {what}", nth + 1), help);
        let issue =
            |name: &str| case.issue(name).ok_or_else(|| wrong(format!("there is no issue \"{name}\"")));
        let package = |Named(said): &Named| placed(said, case).map_err(wrong);
        if answer.better.is_some() && answer.better_than.is_none() {
            return Err(wrong("`better` says nothing without `better_than`".into()));
        }
        if answer.acceptable.is_none() && answer.better_than.is_none() && answer.hurts.is_none() {
            return Err(wrong("it says nothing of `acceptable`, `better_than` or `hurts`".into()));
        }
        let party = case.parties.iter().position(|party| party.id == answer.party);
        Ok(Heard {
            party: party.ok_or_else(|| wrong(format!("there is no party \"{}\"", answer.party)))?,
            package: package(&answer.package)?,
            acceptable: answer.acceptable,
            better_than: answer
                .better_than
                .as_ref()
                .map(package)
                .transpose()?
                .map(|than| (than, answer.better.unwrap_or(true))),
            hurts: answer.hurts.as_deref().map(issue).transpose()?,
        })
    };
    answers.into_iter().enumerate().map(read).collect()
}
