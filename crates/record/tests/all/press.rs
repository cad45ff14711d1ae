//! Against marked news articles, where the data is there: the bars, and the table of confidences.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use detente_record::{Cast, Source, cells, extract, printed};
use serde_json::Value;

use crate::score::{self, Quote, Row};

/// An article with its marked statements and ours, with the cells ours fall into.
struct Article {
    id: String,
    text: String,
    gold: Vec<Quote>,
    found: Vec<Quote>,
    cells: Vec<Vec<String>>,
}

fn quote(value: &Value) -> Quote {
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap_or(0)).unwrap();
    let spans = match value["spans"].as_array().filter(|spans| !spans.is_empty()) {
        Some(spans) => spans.iter().map(|span| (number(&span[0]), number(&span[1]))).collect(),
        None => vec![(number(&value["start"]), number(&value["end"]))],
    };
    let speaker = value["speaker_text"]
        .as_str()
        .map(|text| (text.to_owned(), number(&value["speaker_start"]), number(&value["speaker_end"])));
    let cue = value["cue_text"].as_str().map(str::to_owned);
    Quote { spans, speaker, cue, confidence: value["confidence"].as_f64().unwrap_or(0.0) }
}

fn articles() -> Option<Vec<Article>> {
    let Some(folder) = std::env::var_os("DETENTE_DATA").map(PathBuf::from) else {
        eprintln!("left out: the press data (DETENTE_DATA is not set)");
        return None;
    };
    let body = std::fs::read_to_string(folder.join("press/polnear-open.jsonl")).unwrap();
    let cast = Cast::default();
    let article = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let (id, text) =
            (value["doc_id"].as_str().unwrap().to_owned(), value["text"].as_str().unwrap().to_owned());
        let gold = value["quotes"].as_array().unwrap().iter().map(quote).collect();
        let statements = extract(&Source { text: &text, ..Source::default() }, &cast).unwrap();
        let ours = serde_json::to_value(printed(&id, &text, &statements, &cast)).unwrap();
        let found = ours["quotes"].as_array().unwrap().iter().map(quote).collect();
        let cells = cells(&text);
        Article { id, text, gold, found, cells }
    };
    Some(body.lines().map(article).collect())
}

fn table(articles: &[Article], wide: bool, least: f64) -> BTreeMap<&'static str, Row> {
    let mut table = BTreeMap::new();
    for article in articles.iter().filter(|article| !score::tuning(&article.id)) {
        let found: Vec<Quote> =
            article.found.iter().filter(|quote| quote.confidence >= least).cloned().collect();
        score::count(&article.text, &article.gold, &found, wide, &mut table);
    }
    table
}

#[test]
fn the_bars_of_the_field_are_reached_on_articles_no_rule_was_tuned_on() {
    let Some(articles) = articles() else { return };
    let found = table(&articles, false, 0.0);
    for (name, row) in &found {
        let (p, r, f, speaker) = (row.precision(), row.recall(), row.f(), row.speaker_accuracy());
        eprintln!(
            "{name:14} gold {:5} found {:5}  joint P {p:.3} R {r:.3} F {f:.3}  speaker {speaker:.3}",
            row.gold, row.found
        );
    }
    assert!(found["segment"].f() >= 0.855, "{:?}", found["segment"].f());
    assert!(found["direct"].f() >= 0.86);
    assert!(found["direct"].speaker_accuracy() >= 0.955);
    assert!(found["mixed"].f() >= 0.59);
    assert!(found["indirect_said"].precision() >= 0.66 && found["indirect_said"].recall() >= 0.52);
    let wide = table(&articles, true, 0.0)["indirect_said"];
    eprintln!("with typewriter marks: indirect_said P {:.3} R {:.3}", wide.precision(), wide.recall());
    assert!(wide.precision() >= 0.65 && wide.recall() >= 0.50);
    let sure = table(&articles, false, 0.9)["segment"];
    eprintln!("confidence 0.9 and more: segment P {:.3} R {:.3}", sure.precision(), sure.recall());
    assert!(sure.precision() >= 0.95 && sure.recall() >= 0.55);
}

/// Right and all statements of each cell on the tuning half; of one with quotations each quoted segment counts.
fn measured(articles: &[Article]) -> String {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for article in articles.iter().filter(|article| score::tuning(&article.id)) {
        let text: Vec<char> = article.text.chars().collect();
        // Typewriter marks are marks here: a cell must not depend on a paper's habits.
        let mask = score::mask(&text, true);
        let letters = |quotes: &[Quote]| {
            quotes.iter().map(|quote| score::content(&text, &quote.spans)).collect::<Vec<_>>()
        };
        let (gold, found) = (letters(&article.gold), letters(&article.found));
        let whole: BTreeMap<usize, usize> =
            score::pairs(&gold, &found).into_iter().map(|(i, j)| (j, i)).collect();
        let of = |quotes: &[Quote]| {
            let all = quotes.iter().enumerate().flat_map(|(at, quote)| {
                score::segments(&text, &mask, &quote.spans).into_iter().map(move |letters| (letters, at))
            });
            all.unzip::<_, _, Vec<_>, Vec<_>>()
        };
        let ((gold_segments, gold_of), (segments, segment_of)) = (of(&article.gold), of(&article.found));
        let hits: BTreeMap<usize, usize> =
            score::pairs(&gold_segments, &segments).into_iter().map(|(i, j)| (j, i)).collect();
        for (at, quote) in article.found.iter().enumerate() {
            let own: Vec<usize> = (0..segments.len()).filter(|segment| segment_of[*segment] == at).collect();
            let (ok, all) = if own.is_empty() {
                let ok = whole.get(&at).is_some_and(|i| score::right(&article.gold[*i], quote));
                (u32::from(ok), 1)
            } else {
                let right = own.iter().filter(|segment| {
                    hits.get(segment).is_some_and(|i| score::right(&article.gold[gold_of[*i]], quote))
                });
                (u32::try_from(right.count()).unwrap(), u32::try_from(own.len()).unwrap())
            };
            // The order of printing is by place; cells come in the order of finding.
            for cell in &article.cells[at] {
                let count = counts.entry(cell.clone()).or_default();
                count.0 += ok;
                count.1 += all;
            }
        }
    }
    let mut out = String::from(
        "# Right and all statements of each kind, measured on the tuning half of a marked corpus, version 1.\n\
         # Regenerated by UPDATE_CONFIDENCE=1 cargo nextest run -p detente-record confidence\n",
    );
    for (cell, (right, all)) in counts {
        let _ = writeln!(out, "{cell} {right} {all}");
    }
    out
}

#[test]
fn the_table_of_confidences_is_what_was_measured() {
    let Some(articles) = articles() else { return };
    let measured = measured(&articles);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/lexicon/confidence.txt");
    if std::env::var_os("UPDATE_CONFIDENCE").is_some() {
        std::fs::write(path, &measured).unwrap();
    }
    let held = std::fs::read_to_string(path).unwrap();
    assert!(
        held == measured,
        "lexicon/confidence.txt is not what the rules now give: run with UPDATE_CONFIDENCE=1"
    );
}
