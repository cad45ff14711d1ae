//! `detente export`

use crate::arguments::Export;
use crate::console::{complain, plain};
use crate::disk::write_folder;
use crate::failure::Failure;
use crate::load::load;
use crate::output::say;
use crate::problems::Findings;

pub(crate) fn run(arguments: &Export) -> Result<(), Failure> {
    let loaded = load(&arguments.path, &arguments.scenario.settings())?;
    if let Some(warnings) = loaded.warnings() {
        complain(&warnings.drawn());
    }
    let export = detente_formats::write(&loaded.case, arguments.to).map_err(|problems| {
        Failure::Mistakes(Box::new(Findings {
            problems,
            files: loaded.findings.files.clone(),
            folder: String::new(),
        }))
    })?;
    let folder =
        arguments.output.clone().unwrap_or_else(|| format!("{}-{}", loaded.name, arguments.to).into());
    write_folder(&folder, &export.files)?;
    let mut text = String::new();
    for note in export.notes {
        text.push_str(&format!("{}\n", plain(&note)));
    }
    text.push_str(&format!("Made {} with {} files.\n", folder.display(), export.files.len()));
    say(&text)
}
