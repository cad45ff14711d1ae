//! Pages: the main text of one, found by a rule a person can check.
//!
//! A *paragraph* is a line with at least 80 letters outside links. Blocks beside the text (`nav`, `aside`,
//! classes like `related`) are left out unless one holds more than three quarters of all paragraphs. The main
//! text is the `<article>` with most paragraph text if it holds a third of it all, or else by the same rule
//! what is marked as an article's body, or `<main>`; or else the innermost container that holds three
//! quarters and more than one paragraph. Lines that are nothing but links are left out.

use encoding_rs::Encoding;

use super::Report;
use super::map::Draft;
use super::tags::{Event, Is, Page, take_apart};

/// The main text of a page.
pub(super) fn read(source: &str) -> Report {
    let page = take_apart(source);
    let (kept, dropped) = kept(&page);
    let (main, name) = main(&page, &kept);
    let mut draft = Draft::default();
    let mut bare = 0;
    let events = page.elements.get(main).map_or(0..0, |element| element.events.clone());
    for line in page.events.get(events).unwrap_or_default().split(|event| matches!(event, Event::Break)) {
        let shown = |event: &&Event| matches!(event, Event::Text { element, .. } if kept.get(*element) == Some(&true));
        let words: Vec<&Event> = line.iter().filter(shown).collect();
        draft.line();
        let (plain, linked) = letters(&words);
        if plain == 0 && linked > 0 {
            bare += 1;
            continue;
        }
        for event in words {
            if let Event::Text { value, at, .. } = event {
                let copied = || source.get(at.clone()).unwrap_or("");
                draft.words(source.as_bytes(), value.as_deref().unwrap_or_else(copied), at.clone());
            }
        }
    }
    let mut notes = Vec::new();
    if dropped + bare > 0 {
        notes
            .push(format!("main text: {name}; blocks left out beside it: {dropped}; lines of links: {bare}"));
    }
    Report {
        text: draft.text,
        map: draft.map,
        title: page.head.title(),
        published: page.head.published(),
        outlet: page.head.outlet,
        notes,
    }
}

/// The encoding a page declares near its beginning.
pub(super) fn charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let (_, value) = start.split_once("charset=")?;
    let label = value.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(label.len());
    Encoding::for_label(label.get(..end)?.as_bytes())
}

/// Which elements are part of the text, and how many blocks are not.
fn kept(page: &Page) -> (Vec<bool>, usize) {
    let mut kept = vec![true; page.elements.len()];
    let lengths = lengths(page, &kept);
    let all = lengths.first().map_or(0, |(length, _)| *length);
    let titles = sums(page, page.elements.iter().map(|element| u64::from(element.titled)).collect());
    let mut inside = vec![false; page.elements.len()];
    let mut dropped = 0;
    for (at, element) in page.elements.iter().enumerate().skip(1) {
        let around = kept.get(element.parent) == Some(&true);
        let article = inside.get(element.parent) == Some(&true);
        let headline =
            element.is == Is::Header && article && titles.get(at).is_some_and(|titles| *titles > 0);
        let nearly_all = lengths.get(at).is_some_and(|(length, _)| length * 4 > all * 3);
        let leave = element.doubtful && !headline && !nearly_all;
        dropped += usize::from(leave && around);
        if let (Some(kept), Some(inside)) = (kept.get_mut(at), inside.get_mut(at)) {
            *kept = around && !leave;
            *inside = article || element.is == Is::Article;
        }
    }
    (kept, dropped)
}

/// The element with the main text, and what it was found by.
fn main(page: &Page, kept: &[bool]) -> (usize, &'static str) {
    let lengths = lengths(page, kept);
    let all = lengths.first().map_or(0, |(length, _)| *length);
    if all == 0 {
        return (0, "the whole page");
    }
    let found = |at: usize, is: Is| page.elements.get(at).is_some_and(|element| element.is == is);
    for (is, name) in [(Is::Article, "<article>"), (Is::Body, "articleBody"), (Is::Main, "<main>")] {
        let marked = lengths.iter().enumerate().filter(|(at, _)| found(*at, is));
        // The first of the longest is the outermost.
        let best = marked.rev().max_by_key(|(_, (length, _))| *length);
        if let Some((at, _)) = best.filter(|(_, (length, _))| length * 3 >= all) {
            return (at, name);
        }
    }
    // Those with more than half lie within each other, so the last is the innermost.
    let dense =
        |at: usize, length: u64, lines: u64| length * 4 >= all * 3 && lines > 1 && !found(at, Is::Paragraph);
    let inner = lengths.iter().enumerate().rev().find(|(at, (length, lines))| dense(*at, *length, *lines));
    match inner {
        Some((at, _)) if at > 0 => (at, "the block with most paragraph text"),
        _ => (0, "the whole page"),
    }
}

/// How much paragraph text each element holds, and in how many lines. Short lines count only where all are
/// short.
fn lengths(page: &Page, kept: &[bool]) -> Vec<(u64, u64)> {
    let (mut long, mut short) = (vec![(0, 0); page.elements.len()], vec![(0, 0); page.elements.len()]);
    let shown =
        |event: &&Event| matches!(event, Event::Text { element, .. } if kept.get(*element) == Some(&true));
    for line in page.events.split(|event| matches!(event, Event::Break)) {
        let words: Vec<&Event> = line.iter().filter(shown).collect();
        let (length, _) = letters(&words);
        for (least, counts) in [(80, &mut long), (1, &mut short)] {
            let mut first = u64::from(length >= least);
            for event in words.iter().filter(|_| length >= least) {
                if let Event::Text { element, link: false, letters, .. } = event
                    && let Some(count) = counts.get_mut(*element)
                {
                    *count = (count.0 + *letters as u64, count.1 + first);
                    first = 0;
                }
            }
        }
    }
    let counts = if long.iter().any(|(length, _)| *length > 0) { long } else { short };
    let (length, lines) = counts.into_iter().unzip();
    sums(page, length).into_iter().zip(sums(page, lines)).collect()
}

/// Adds what each element holds to the elements around it.
fn sums(page: &Page, mut own: Vec<u64>) -> Vec<u64> {
    for (at, element) in page.elements.iter().enumerate().skip(1).rev() {
        let held = own.get(at).copied().unwrap_or_default();
        if let Some(around) = own.get_mut(element.parent) {
            *around += held;
        }
    }
    own
}

/// How much of a line is outside links, and inside.
fn letters(line: &[&Event]) -> (u64, u64) {
    let mut count = (0, 0);
    for event in line {
        match event {
            Event::Text { link: false, letters, .. } => count.0 += *letters as u64,
            Event::Text { letters, .. } => count.1 += *letters as u64,
            Event::Break => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, origin};
    use super::super::{Kind, Report, read};

    fn page(source: &str) -> Report {
        let report = read(Kind::Html, source.as_bytes());
        check(&report, source.as_bytes());
        report
    }

    const FIRST: &str = "The energy minister of Upland, Ada Moreno, said on Thursday that the turbines would not be stopped again \
        before the summer, whatever the lower valley might offer in return.";
    const SECOND: &str = "Her colleague from the lower valley answered that nobody had asked for that, and that flood data shared \
        every hour would be enough for a first agreement between the two sides.";

    #[test]
    fn an_article_among_other_things() {
        let source = format!(
            "<!DOCTYPE html><html><head><title>Dam | River Post</title><style>p {{}}</style>\
             <meta property='og:site_name' content='River Post'><meta property=\"og:title\" content=\"Dam &amp; talks\">\
             <meta property=article:published_time content=2026-03-05T22:15:00-05:00></head>\
             <body class='has-sidebar'><header><nav><a href=/>Home</a></nav></header><script>if (a < b) {{ '<p>no</p>' }}</script>\
             <article class='post no-sidebar'><header><h1>Dam talks</h1><div class=social-share>Share this</div></header>\
             <p>{FIRST}</p><figure><img><figcaption>A dam</figcaption></figure>\
             <div class=relatedStories><div><p>{SECOND}</div><ul><li><a href=x>More</a></ul></div>\
             <p>\u{201c}Never,\u{201d}\n   she <em>said</em>.<br>Then &ldquo;maybe&rdquo;&nbsp;&mdash; 5&euro;.</p><p><a href=x>Dam talks stall</a></p>\
             <!-- <p>no</p> --><aside>no</aside><form><p>no</p></form></article><footer>no</footer></body></html>"
        );
        let report = page(&source);
        let last = "“Never,” she said.\nThen “maybe”\u{a0}— 5€.";
        assert_eq!(report.text, format!("Dam talks\n{FIRST}\n{last}"));
        assert_eq!(report.title.as_deref(), Some("Dam & talks"));
        assert_eq!(report.published.as_deref(), Some("2026-03-05"));
        assert_eq!(report.outlet.as_deref(), Some("River Post"));
        assert_eq!(origin(&report, source.as_bytes(), "“maybe”"), b"&ldquo;maybe&rdquo;");
        assert_eq!(origin(&report, source.as_bytes(), "she said"), b"she <em>said");
        assert_eq!(report.notes, ["main text: <article>; blocks left out beside it: 7; lines of links: 1"]);
    }

    #[test]
    fn a_page_of_plain_blocks() {
        let menu = "<div><a href=a>One</a></div><div><a href=b>Two</a></div>".repeat(30);
        let source = format!(
            "<body><div id=top>{menu}</div><div id=c><div>{FIRST}</div><div>{SECOND}<div>{FIRST}</div></div>\
             <div>\u{201c}No.\u{201d}</div></div><div>Imprint</div>"
        );
        assert_eq!(page(&source).text, format!("{FIRST}\n{SECOND}\n{FIRST}\n“No.”"));
        // Between line breaks in one block, in an old page that is one form.
        let source = format!("<form><table><tr><td>{menu}<td>{FIRST}<br><br>{SECOND}<td>x</table></form>");
        assert_eq!(page(&source).text, format!("{FIRST}\n{SECOND}"));
    }

    #[test]
    fn the_day_is_found_where_it_is_said() {
        let day = |source: &str| page(source).published;
        let linked = "<script type='application/ld+json'>{\"@graph\":[{\"datePublished\":\"2026-01-02T00:00Z\"}]}</script>";
        assert_eq!(
            day(&format!("<time datetime=2025-01-01>x</time>{linked}")).as_deref(),
            Some("2026-01-02")
        );
        assert_eq!(day("<time datetime='2026-01-03 10:00'>x</time>").as_deref(), Some("2026-01-03"));
        assert_eq!(day("<meta name=date content=2026-01-04>").as_deref(), Some("2026-01-04"));
        assert_eq!(day("<script type=application/ld+json>[[[{\"a\":</script><p>x"), None);
        assert_eq!(page("<title> A\n b </title><p>x").title.as_deref(), Some("A b"));
        assert_eq!(
            page("<svg><title>no</title></svg><title>A</title><h1>B <i>c</i></h1>").title.as_deref(),
            Some("B c")
        );
    }

    #[test]
    fn broken_pages() {
        assert_eq!(page("<p>a<p>b</b></span></div><li>c<li>d</ul><b>e").text, "a\nb\nc\nd\ne");
        assert_eq!(page("a < b & c &copy d &nosuch; <é").text, "a < b & c © d &nosuch; <é");
        assert_eq!(page("<p class=share>x<p>a</p>").text, "a");
        assert_eq!(page("<span class=ad>x<span>y</span>z</span> a").text, "a");
        assert_eq!(page("a\r\nb\rc&#10;d").text, "a b c d");
        assert_eq!(page("&nvle; &acE; <p>&nvle;").text, "≤⃒ ∾̳\n≤⃒");
        for source in [
            "", "<", "</", "<!", "<p", "<p a", "<p a=", "<p a='", "<!--", "<script>", "<title>x", "&", "&#",
            "\0",
        ] {
            page(source);
        }
    }

    #[test]
    fn deep_and_large_pages() {
        for (open, close) in [
            ("<div>", "</div>"),
            ("<i>", "</b>"),
            ("<div class=ad>", ""),
            ("<p><a href=x>", "</p>"),
            ("", "</p>"),
        ] {
            let source = format!("{}x{}", open.repeat(100_000), close.repeat(100_000));
            page(&source);
        }
    }
}
