//! `detente text`

mod tabled;

use std::path::Path;

use detente_case::text::{Text, TextDiff};
use detente_case::{Case, Files, TextFile, line_and_column};
use detente_papers::{Style, beside, brackets, obligations, redline};

use crate::arguments::{Brackets, Diff, Format, Show, TextCommand};
use crate::console::{coloured, complain, plain};
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, load_shared, read_at_most};
use crate::output::{say, say_json};
use crate::problems::Findings;

pub(crate) fn run(arguments: &crate::arguments::Text) -> Result<(), Failure> {
    match &arguments.command {
        TextCommand::Show(show) => self::show(show),
        TextCommand::Brackets(brackets) => count(brackets),
        TextCommand::Diff(diff) => compare(diff),
        TextCommand::Table(table) => tabled::table(table),
        TextCommand::Adopt(adopt) => tabled::adopt(adopt),
        TextCommand::Mark(mark) => tabled::mark(mark),
        TextCommand::Silence(silence) => tabled::silence(silence),
    }
}

fn style() -> Style {
    Style { width: 80, colour: coloured() }
}

/// A text, and the case it belongs to where a case folder was named.
struct Opened {
    text: Text,
    name: String,
    case: Option<(Case, TextFile)>,
}

/// Reads a text file, or a text of a case folder; says on standard error which brackets do not match.
fn open(path: &Path, wanted: Option<&str>) -> Result<Opened, Failure> {
    let opened = if path.is_dir() {
        let case = load_shared(path)?.case;
        let file = select(&case, path, wanted)?.clone();
        let whole = path.join(&file.path);
        Opened { text: parse(&whole)?, name: whole.display().to_string(), case: Some((case, file)) }
    } else {
        if wanted.is_some() {
            return Err(Failure::help("--text chooses among the texts of a case folder", "name the folder"));
        }
        Opened { text: parse(path)?, name: path.display().to_string(), case: None }
    };
    let problems = opened.text.warnings(&opened.name);
    if !problems.is_empty() {
        let files = Files::from([(opened.name.clone(), opened.text.source.clone().into_bytes())]);
        complain(&Findings { problems, files, folder: String::new() }.drawn());
    }
    Ok(opened)
}

/// The text of a case that a name means: part of its path or of its title, whatever the case of the letters.
fn select<'c>(case: &'c Case, path: &Path, wanted: Option<&str>) -> Result<&'c TextFile, Failure> {
    let texts = &case.texts;
    let Some(wanted) = wanted else {
        return texts.iter().find(|text| text.main).or(texts.first()).ok_or_else(|| {
            Failure::help(
                format!("{} names no text", path.display()),
                "put one in texts/ and name it in case.toml: [[text]] with path = \"texts/agreement.md\"",
            )
        });
    };
    let lower = wanted.to_lowercase();
    let meant = |text: &&TextFile| {
        text.path.to_lowercase().contains(&lower) || text.title.to_lowercase().contains(&lower)
    };
    let found: Vec<&TextFile> = texts.iter().filter(meant).collect();
    let all: Vec<&str> = texts.iter().map(|text| text.path.as_str()).collect();
    match found[..] {
        [one] => Ok(one),
        [] => Err(Failure::help(
            format!("no text is called {wanted}"),
            format!("there are: {}", all.join(", ")),
        )),
        _ => {
            let found: Vec<&str> = found.iter().map(|text| text.path.as_str()).collect();
            Err(Failure::help(
                format!("several texts are called {wanted}"),
                format!("one of: {}", found.join(", ")),
            ))
        }
    }
}

fn parse(path: &Path) -> Result<Text, Failure> {
    let bytes = read_at_most(path, LARGEST_FILE)?;
    match String::from_utf8(bytes) {
        Ok(source) => Ok(Text::parse(&source)),
        Err(error) => {
            let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            let (line, column) = line_and_column(&good, good.len());
            Err(Failure::help(
                format!("{}, line {line}, column {column}: not UTF-8 text", path.display()),
                "save the text as UTF-8",
            ))
        }
    }
}

fn show(arguments: &Show) -> Result<(), Failure> {
    if let Some(person) = &arguments.person {
        return tabled::show(arguments, person);
    }
    let opened = open(&arguments.path, arguments.text.as_deref())?;
    if let Some(language) = &arguments.beside {
        let other = translation(&arguments.path, &opened, language)?;
        let name = |opened: &Opened| {
            opened.case.as_ref().map_or(opened.name.clone(), |(_, file)| file.title.clone())
        };
        return say(&beside((&name(&opened), &opened.text), (&name(&other), &other.text), &style()));
    }
    if arguments.obligations {
        let Some((case, _)) = &opened.case else {
            return Err(Failure::help(
                "--obligations needs a case folder",
                "name the folder that holds case.toml",
            ));
        };
        return say(&obligations(case, &style()));
    }
    let text = match &arguments.package {
        Some(package) => in_words_of(&opened, package)?,
        None => opened.text,
    };
    say_text(&text, &opened.name, arguments.clause.as_deref())
}

/// Prints a text, or one clause of it.
fn say_text(text: &Text, name: &str, clause: Option<&str>) -> Result<(), Failure> {
    let part = match clause {
        None => 0..text.source.len(),
        Some(number) => {
            let clause = text.clause(number).ok_or_else(|| {
                Failure::help(
                    format!("{name} has no clause {number}"),
                    "`detente text brackets` lists the clauses",
                )
            })?;
            clause.span.clone()
        }
    };
    let mut words = text.source[part].to_string();
    if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        words = plain(&words);
    }
    if clause.is_some() {
        words.truncate(words.trim_end().len());
        words.push('\n');
    }
    say(&words)
}

/// The same text in another language: one that the case names, or a file.
fn translation(folder: &Path, opened: &Opened, language: &str) -> Result<Opened, Failure> {
    if let Some((case, shown)) = &opened.case {
        let original = shown.of.as_deref().unwrap_or(&shown.path);
        let same = |text: &&TextFile| text.path == original || text.of.as_deref() == Some(original);
        let in_it = |text: &&TextFile| {
            text.language.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(language))
        };
        if let Some(found) = case.texts.iter().filter(same).find(in_it) {
            let other = open(&folder.join(&found.path), None)?;
            return Ok(Opened { case: Some((case.clone(), found.clone())), ..other });
        }
        if !Path::new(language).exists() {
            let all: Vec<&str> =
                case.texts.iter().filter(same).filter_map(|text| text.language.as_deref()).collect();
            let help = match all[..] {
                [] => "say `language` and `of` of each [[text]] in case.toml".to_string(),
                _ => format!("there are: {}", all.join(", ")),
            };
            return Err(Failure::help(format!("{} is not there in {language}", shown.path), help));
        }
    }
    open(Path::new(language), None)
}

/// The text with the wordings of a package, as far as the text holds them.
fn in_words_of(opened: &Opened, package: &Path) -> Result<Text, Failure> {
    let Some((case, _)) = &opened.case else {
        return Err(Failure::help(
            "--package needs a case folder: its issues say which clause each option belongs to",
            "name the folder that holds case.toml instead of the text",
        ));
    };
    let shown = package.display();
    let help = "write one package, for example {\"price\": \"low\", \"date\": \"May\"}";
    let bytes = read_at_most(package, LARGEST_FILE)?;
    let chosen: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::help(format!("{shown} is not a JSON object of texts: {error}"), help))?;
    let mut package = vec![None; case.issues.len()];
    for (key, option) in &chosen {
        let at = case.issues.iter().position(|issue| issue.id == *key || issue.name == *key);
        let at = at.ok_or_else(|| Failure::help(format!("{shown}: there is no issue \"{key}\""), help))?;
        let label = option.as_str().map_or_else(|| option.to_string(), String::from);
        let found = case.issues[at].domain.find(&label);
        package[at] = Some(found.ok_or_else(|| {
            Failure::help(format!("{shown}: issue \"{key}\" has no option \"{label}\""), help)
        })?);
    }
    let (words, without) = opened.text.of_package(case, &package);
    for issue in without.into_iter().map(|at| &case.issues[at]) {
        let why = match &issue.clause {
            None => "it is tied to no clause".to_string(),
            Some(clause) => format!("clause {clause} has no words for this option"),
        };
        complain(&format!("note: {} is not in the text: {why}\n", plain(&issue.name)));
    }
    Ok(Text::parse(&words))
}

fn count(arguments: &Brackets) -> Result<(), Failure> {
    if let Some(person) = &arguments.person {
        return tabled::count(arguments, person);
    }
    let opened = open(&arguments.path, arguments.text.as_deref())?;
    let earlier = arguments.since.as_deref().map(|path| open(path, None)).transpose()?;
    let report = opened.text.bracket_report(earlier.as_ref().map(|earlier| &earlier.text));
    match arguments.format {
        Format::Text => say(&brackets(&report, &style())),
        Format::Json => say_json(&report),
    }
}

fn compare(arguments: &Diff) -> Result<(), Failure> {
    let (old, new) = (open(&arguments.old, None)?, open(&arguments.new, None)?);
    let diff = TextDiff::new(&old.text, &new.text);
    match arguments.format {
        Format::Text => say(&redline(&diff, &style())),
        Format::Json => say_json(&diff),
    }
}
