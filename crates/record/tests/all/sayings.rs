//! Single sentences that readers of the record tripped over: what is denied, who speaks together, who is meant, how a text is laid out.

use std::fmt::Write;

use detente_case::Files;
use detente_record::{Cast, Source, Speech, Suggested, extract};

const CASE: &str = r#"
detente = 1
title = "The lock"

[[party]]
id = "velda"
name = "Republic of Velda"
[[party]]
id = "orsk"
name = "Orsk"

[[person]]
id = "brandt"
name = "President Ilse Brandt"
for = "velda"
[[person]]
id = "reyl"
name = "President Tomas Reyl"
for = "orsk"
[[person]]
id = "dunn"
name = "Mira Dunn, hydrologist"
for = "orsk"
aliases = ["the chief gauger"]

[[issue]]
id = "visits"
name = "Inspection"
options = ["no visits", "joint visits", "visits by the guarantor"]
[[issue]]
id = "fees"
name = "Fees"
options = ["half the tariff", "the full tariff"]
"#;

fn cast() -> Cast {
    let files = Files::from([("case.toml".to_owned(), CASE.as_bytes().to_vec())]);
    let reading = detente_case::read(&files);
    Cast::of(&reading.case.unwrap_or_else(|| panic!("{:?}", reading.problems)))
}

/// One line a statement: who, cue, what, and the answers.
fn found(text: &str) -> String {
    let cast = cast();
    let mut out = String::new();
    for statement in extract(&Source { text, ..Source::default() }, &cast).unwrap() {
        let speaker = statement.speaker.as_ref();
        let id = |at: &usize| cast.actors[*at].id.clone();
        let who = match speaker {
            Some(mention) => match &mention.actor {
                Some(at) => id(at),
                None if mention.candidates.is_empty() => mention.new.clone().unwrap_or("nobody".into()),
                None => mention.candidates.iter().map(id).collect::<Vec<_>>().join(" or "),
            },
            None => "nobody".into(),
        };
        let cue = statement.cue.as_ref().map_or("", |cue| cue.lemma);
        let answers: Vec<String> = statement
            .suggest
            .iter()
            .filter_map(|hint| match hint.what {
                Suggested::Response(at, response) => {
                    Some(format!("{}:{}", cast.topics[at].id, response.word()))
                }
                _ => None,
            })
            .collect();
        let direct = if statement.speech == Speech::Direct { " direct" } else { "" };
        writeln!(out, "{who} |{direct} {cue} | {} | {}", statement.content(text), answers.join(" ")).unwrap();
    }
    out
}

#[test]
fn what_is_denied_is_not_said() {
    assert_eq!(
        found("President Reyl denied that Orsk would accept joint visits."),
        "reyl | deny | Orsk would accept joint visits | visits:reject\n"
    );
    assert_eq!(
        found("President Reyl declined to comment on the fees."),
        "reyl | decline | to comment on the fees | fees:silent\n"
    );
    assert_eq!(
        found("President Reyl ruled out visits by the guarantor."),
        "reyl | rule | visits by the guarantor | visits:reject\n"
    );
    // What somebody refused to rule out is no rejection.
    assert!(found("President Reyl refused to rule out half the tariff.").ends_with("fees:silent\n"));
}

#[test]
fn what_nobody_says_is_not_said_and_what_depends_is_a_condition() {
    assert_eq!(
        found("Neither delegation would say when the fees were discussed."),
        "nobody | say | when the fees were discussed | fees:silent\n"
    );
    assert_eq!(
        found("President Reyl said half the tariff is possible if the locks open."),
        "reyl | say | half the tariff is possible if the locks open | fees:gate\n"
    );
}

#[test]
fn an_option_names_its_issue() {
    assert_eq!(
        found("President Reyl said that visits by the guarantor would be acceptable."),
        "reyl | say | visits by the guarantor would be acceptable | visits:accept\n"
    );
}

#[test]
fn two_who_speak_at_once_are_two() {
    for text in [
        "President Brandt and President Reyl said they would meet.",
        "Brandt and Reyl said they would meet.",
        "Velda and Orsk said they would meet.",
    ] {
        assert!(found(text).contains(" or "), "{text}: {}", found(text));
    }
}

#[test]
fn people_are_found_by_side_alias_role_and_pronoun() {
    let who =
        |text: &str| found(text).lines().last().unwrap_or_default().split(" |").next().unwrap().to_owned();
    assert_eq!(who("President Reyl said no. The Veldan president said she would sign."), "brandt");
    assert_eq!(who("President Reyl said no. The Tarnish president said she would sign."), "nobody");
    assert_eq!(
        who(
            "President Reyl said no. President Reyl met President Brandt. The president said the dam would stay."
        ),
        "brandt or reyl"
    );
    assert_eq!(who("The chief gauger said the water was low."), "dunn");
    assert_eq!(who("Hydrologist Mira Dunn said the water was low."), "dunn");
    assert_eq!(who("An Orskian hydrologist, Mira Dunn, disagreed: “That is not so.”"), "dunn");
    assert_eq!(who("President Brandt quoted President Reyl as saying that he would sign."), "reyl");
    assert_eq!(who("President Reyl met the press. “No,” he said. “Never at all,” she replied."), "nobody");
}

#[test]
fn a_transcript_is_read_by_its_labels() {
    let text = "BRANDT: We can accept joint visits.\nREYL: I never said so.\n\nIt is a red line.\n(Laughter)\nBRANDT: Good.\n";
    assert_eq!(
        found(text),
        "brandt | direct  | We can accept joint visits. | visits:accept\n\
         reyl | direct  | I never said so. It is a red line. | visits:reject\n\
         brandt | direct  | Good. | \n"
    );
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    let text = "President Ilse Brandt said on Sunday that the full tariff on the river was out\nof the question, \
        and that “nobody here will pay to use a river that has been\nours for longer than the locks.” She left soon \
        after that to meet the envoys.\n";
    assert_eq!(
        found(text),
        "brandt | say | the full tariff on the river was out of the question, and that “nobody here will pay to use a river \
         that has been ours for longer than the locks.” | fees:reject\n"
    );
}

#[test]
fn british_marks_may_hold_double_ones() {
    let text = "‘We have listened,’ Mr Reyl told parliament. ‘It is time.’\n\n‘She said to me, “Bring me a text,”’ \
        President Brandt said. ‘I brought it.’\n\n‘Good,’ President Reyl said.\n";
    let found = found(text);
    assert!(found.starts_with("reyl | direct tell | ‘We have listened,’ ‘It is time.’ | \n"), "{found}");
    assert!(found.contains("“Bring me a text,”’ ‘I brought it.’"), "{found}");
}
