//! How results look: a report for the terminal, a page for a browser, figures for both pages and papers.
//!
//! This crate takes an [`Analysis`](detente_deal::Analysis) and returns text. It computes no figure: it rounds for reading,
//! scales for drawing, and says in words what each number rests on. It reads no clock, file or setting, so the same
//! analysis gives the same bytes everywhere.
//!
//! How a value flows through it: every name and reason from a file is first made harmless (`safe`) and looked up by its
//! place in the case (`names`); the packages that the measures pick are named once each (`picks`); what there is to say
//! is put into sentences (`words`), numbers into digits for people (`figures`). [`terminal`] sets these in columns,
//! [`html`] in one page that needs nothing else, with drawings from [`frontier_svg`] and [`gains_svg`]. Both answer the
//! same questions in the same order: how close are they, what does this rest on, what could all live with, where does
//! one party's gain cost another, why is that so, what was mended, what is not shown.
//!
//! The talks are shown in the same way, from what a desk gives for one seat: [`view`], [`journal`], [`done`], [`gate`],
//! [`steps`], [`channels`] and [`channels_svg`] on the screen, [`form`] for paper; and so are confidences: [`telling`],
//! [`document`], [`receipts`], [`waits`], [`audit`], [`keys`], [`notes`], with [`letter`] for what leaves the room.
//!
//! Documents to hand out are a [`Print`]: the same pieces as a page ([`print_page`]) and as a Word file made from nothing
//! ([`docx`]), with real tracked changes between revisions ([`redlined`]). A Word file that comes back is taken apart by
//! [`received`]: its words, and every change, comment and name in it.
//!
//! Results that come in words of their own, rehearsals and tournaments, are a [`Told`], with [`heat_svg`] and [`offers_svg`] beside it.
//!
//! Parties stand in the case's order everywhere, and nothing is said by colour alone.
//!
//! ```
//! use detente_case::{Files, read};
//! use detente_deal::{Settings, Silent, analyze};
//! use detente_papers::{Style, html, terminal};
//!
//! let mut files = Files::new();
//! let mut file = |path: &str, text: &str| files.insert(path.into(), text.as_bytes().to_vec());
//! file("case.toml", r#"
//! detente = 1
//! title = "A shared well"
//! party = [{ id = "north", name = "North" }, { id = "south", name = "South" }]
//! issue = [{ id = "hours", options = ["mornings", "evenings"] }]
//! "#);
//! file("private/north.toml", r#"
//! party = "north"
//! walk_away = 40
//! worth = { hours = { mornings = 100, evenings = 60 } }
//! "#);
//! let analysis = analyze(&read(&files).case.unwrap(), &Settings::default(), &Silent).unwrap();
//!
//! let report = terminal(&analysis, &Style::default());
//! assert!(report.contains("both packages are at or above every walk-away"));
//! assert!(report.contains("No walk-away is held for South, so it constrains nothing."));
//! assert!(html(&analysis, None).contains("For the mediators\u{2019} eyes"));
//! ```

/// The style of all pages: colours, letters, tables, figures, for screens and for paper.
pub const STYLE: &str = include_str!("../templates/style.css");

mod asked;
mod doubt;
mod figures;
mod forms;
mod frame;
mod glossary;
mod impasse;
mod letter;
mod moves;
mod names;
mod page;
mod picks;
mod print;
mod prose;
mod received;
mod record;
mod safe;
mod svg;
mod terminal;
mod told;
mod words;

pub use forms::{Form, form};
pub use letter::{court_page, letter, receipts_page};
pub use page::{analysis_html, closeness, html, moves_html, record_html};
pub use print::{
    Change, Piece, Print, Span, bracket_report, docx, meeting_note, options_paper, page as print_page,
    quotations, redlined, register, tabled,
};
pub use prose::{bare, redline_html, words_html};
pub use received::{NotReceived, Received, Tracked, received};
pub use record::{ProposalWords, differs_line};
pub use svg::{Offers, channels_svg, frontier_svg, gains_svg, heat_svg, offers_svg, timeline_svg};
pub use terminal::{
    Style, agreement, audit, beside, brackets, channels, court, differing, document, done, gate, journal,
    keys, ledger, moves, notes, obligations, proposal, proposals, receipts, record_measured, redline, steps,
    telling, terminal, view, waits, who_can_move,
};
pub use told::{Told, ToldPart, ToldTable};
