//! Results that come with their own words, for papers: the same from every door.

use detente_case::Case;
use detente_papers::{Told, ToldPart, ToldTable};
use detente_sim::Said;

/// What a result says of itself.
pub fn told(title: String, said: Vec<Said>) -> Told {
    let part = |said: Said| ToldPart {
        heading: said.heading,
        lines: said.lines,
        table: said.table.map(|table| ToldTable {
            caption: table.caption,
            heads: table.heads,
            rows: table.rows,
        }),
        figure: None,
    };
    Told { title, parts: said.into_iter().map(part).collect() }
}

/// A party's name by its id.
pub fn names(case: &Case) -> impl Fn(&str) -> String + '_ {
    |id| {
        let known = case.parties.iter().find(|party| party.id == id);
        known.map_or_else(|| id.to_string(), |party| party.name.clone())
    }
}
