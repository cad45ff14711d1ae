//! The words that pages, files and commands use, each explained.

use askama::Template;
use detente_papers::words_html;

use crate::ask::{Answer, Ask, page as show};
use crate::frame::Frame;

const GLOSSARY: &str = include_str!("../../../../GLOSSARY.md");

#[derive(Template)]
#[template(path = "words.html")]
struct Page {
    frame: Frame,
    words: String,
}

pub(crate) fn page(ask: &Ask) -> Answer {
    // The heading is the page's own.
    let words = GLOSSARY.split_once("\n\n").map_or(GLOSSARY, |(_, words)| words);
    show(&Page { frame: Frame::plain(ask, "Words used here", None), words: words_html(words) })
}
