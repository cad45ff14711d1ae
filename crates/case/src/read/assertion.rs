//! What is said of options: `"release and not attack"`, `"a or b"`, `"a if b"`, `"a iff b"`.

use super::sheet::{Node, Sheet};
use crate::{Act, Assertion, Conjunction, masks};

/// Conjunctions that one assertion may come to.
const MOST: usize = 1_000;
/// Words of one assertion.
const LONGEST: usize = 200;
const WORDS: [&str; 5] = ["and", "or", "not", "if", "iff"];

/// Whether a word can be an option's id: no space, and none of those that join them.
pub(super) fn plain_word(id: &str) -> bool {
    !id.is_empty() && !id.contains(char::is_whitespace) && !WORDS.contains(&id)
}

/// Reads what is said of options, as conjunctions any of which makes it true.
pub(super) fn assertion(sheet: &mut Sheet<'_>, options: &[Act], node: &Node<'_>) -> Option<Assertion> {
    let text = sheet.text(node)?.to_string();
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > LONGEST {
        let what = format!("this is {} words long; at most {LONGEST} are read", words.len());
        sheet.error_help("assertion", node.span(), what, "split it into several");
        return None;
    }
    match whole(&words, options) {
        Ok(any) => {
            let sound: Assertion = any.into_iter().filter(|all| masks(all).is_some()).collect();
            if sound.is_empty() {
                let help = "it takes and leaves the same option; leave it out, or mend it";
                sheet.error_help(
                    "contradiction",
                    node.span(),
                    "this contradicts itself: it is never true",
                    help,
                );
            }
            Some(sound)
        }
        Err(Wrong::Unknown(word)) => {
            sheet.unknown(
                "unknown-option",
                node.span(),
                "option",
                &word,
                options.iter().map(|known| known.id.as_str()),
            );
            None
        }
        Err(Wrong::Said(what)) => {
            let help = "for example \"release and not attack\", \"a or b\", \"a if b\", \"a iff b\"";
            sheet.error_help("assertion", node.span(), what, help);
            None
        }
    }
}

/// The same, where one conjunction is wanted of each assertion: several are taken one by one.
pub(super) fn conjunctions(
    sheet: &mut Sheet<'_>,
    options: &[Act],
    node: Option<&Node<'_>>,
) -> Vec<Conjunction> {
    let Some(list) = node.and_then(|node| sheet.list(node)) else { return Vec::new() };
    list.iter().filter_map(|item| assertion(sheet, options, item)).flatten().collect()
}

enum Wrong {
    Unknown(String),
    Said(String),
}

fn whole(words: &[&str], options: &[Act]) -> Result<Assertion, Wrong> {
    let split = |word: &str| words.iter().position(|known| *known == word);
    if let Some(at) = split("iff") {
        let (a, b) = (whole(&words[..at], options)?, whole(&words[at + 1..], options)?);
        let mut any = both(&a, &b)?;
        any.extend(both(&not(&a)?, &not(&b)?)?);
        return Ok(any);
    }
    if let Some(at) = split("if") {
        let mut any = whole(&words[..at], options)?;
        any.extend(not(&whole(&words[at + 1..], options)?)?);
        return Ok(any);
    }
    if let Some(at) = split("or") {
        let mut any = whole(&words[..at], options)?;
        any.extend(whole(&words[at + 1..], options)?);
        return Ok(any);
    }
    let each = words.split(|word| *word == "and").map(|part| {
        let (name, taken) = match part {
            ["not", name] => (name, false),
            [name] => (name, true),
            [] => {
                return Err(Wrong::Said(
                    "something is missing beside \"and\", \"or\", \"if\" or at an end".into(),
                ));
            }
            _ => {
                return Err(Wrong::Said(format!(
                    "\"{}\" is no option, and no two are joined in it",
                    part.join(" ")
                )));
            }
        };
        let at = options.iter().position(|option| option.id == *name);
        Ok((at.ok_or_else(|| Wrong::Unknown(name.to_string()))?, taken))
    });
    let mut all: Conjunction = each.collect::<Result<_, _>>()?;
    all.sort_unstable();
    all.dedup();
    Ok(vec![all])
}

/// True where both are.
fn both(a: &Assertion, b: &Assertion) -> Result<Assertion, Wrong> {
    if a.len() * b.len() > MOST {
        return Err(Wrong::Said("this says too many things at once; split it".into()));
    }
    let joined = |a: &Conjunction, b: &Conjunction| -> Conjunction {
        let mut all: Conjunction = a.iter().chain(b).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let all: Assertion = a.iter().flat_map(|a| b.iter().map(|b| joined(a, b))).collect();
    Ok(all.into_iter().filter(|all| masks(all).is_some()).collect())
}

/// True where it is not.
fn not(of: &Assertion) -> Result<Assertion, Wrong> {
    let turned =
        |all: &Conjunction| all.iter().map(|(option, taken)| vec![(*option, !taken)]).collect::<Assertion>();
    of.iter().try_fold(vec![Conjunction::new()], |known, all| both(&known, &turned(all)))
}
