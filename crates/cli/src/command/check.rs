//! `detente check`

use crate::arguments::{Check, Format};
use crate::console::{complain, plain};
use crate::failure::Failure;
use crate::load::load;
use crate::output::say;
use crate::problems::many;

pub(crate) fn run(arguments: &Check) -> Result<(), Failure> {
    let loaded = load(&arguments.path, &arguments.scenario.settings());
    if arguments.format == Format::Json {
        let findings = match &loaded {
            Ok(loaded) => Some(&loaded.findings),
            Err(Failure::Mistakes(findings)) => Some(&**findings),
            Err(_) => None,
        };
        if let Some(findings) = findings {
            say(&format!("{:#}\n", findings.json()))?;
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
    text.push_str(&format!(
        "No mistakes. {}, {}; preferences held of {told} of {}.\n",
        many(case.issues.len(), "issue"),
        if case.parties.len() == 1 { "1 party".into() } else { format!("{} parties", case.parties.len()) },
        case.parties.len()
    ));
    say(&text)
}
