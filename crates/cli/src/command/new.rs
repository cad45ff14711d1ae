//! `detente new`

use detente_case::scaffold;

use crate::arguments::New;
use crate::disk::write_folder;
use crate::failure::Failure;
use crate::output::say;

pub(crate) fn run(arguments: &New) -> Result<(), Failure> {
    let folder = &arguments.folder;
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = arguments.title.clone().or(name).unwrap_or_else(|| "A new case".into());
    write_folder(folder, &scaffold(&title))?;
    let shown = folder.display();
    say(&format!(
        "Made {shown}. Next:\n  edit {shown}/case.toml and {shown}/private/*.toml\n  detente check {shown}\n  detente \
         analyze {shown}\n"
    ))
}
