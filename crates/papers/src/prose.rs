//! The words of a draft as blocks and runs: what pages and Word documents are both made of.
//!
//! Drafts are written with the few marks of plain text: `#` before a heading, `*` around emphasis, `\` before a sign that means
//! only itself, a blank line between paragraphs. Brackets stay as they are, and every run says how deep in brackets it stands.

use detente_case::text::Text;

use crate::safe::{clean, escaped};

/// A heading, paragraph or footnote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// From 1 for the title; 0 for what is no heading.
    pub(crate) heading: u8,
    /// The label of a footnote.
    pub(crate) note: Option<String>,
    pub(crate) runs: Vec<Run>,
}

/// Words of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) emphasis: bool,
    pub(crate) strong: bool,
    /// Brackets around it.
    pub(crate) depth: usize,
    /// Whether it is the mark of a footnote.
    pub(crate) mark: bool,
}

/// Reads a draft, or a part of one.
pub(crate) fn blocks(source: &str) -> Vec<Block> {
    let text = Text::parse(source);
    let mut opens: Vec<(usize, isize)> =
        text.brackets.iter().flat_map(|bracket| [(bracket.span.start, 1), (bracket.span.end, -1)]).collect();
    opens.sort_unstable();
    let depth = |at: usize| {
        let before = opens.partition_point(|(place, _)| *place <= at);
        opens[..before].iter().map(|(_, step)| step).sum::<isize>().max(0).unsigned_abs()
    };
    let mut all = Vec::new();
    for (start, paragraph) in paragraphs(source, text.body) {
        let marks = paragraph.bytes().take_while(|byte| *byte == b'#').count();
        let headed = (1..=6).contains(&marks) && paragraph[marks..].starts_with(' ');
        let heading = if headed { u8::try_from(marks).unwrap_or(6) } else { 0 };
        let label = paragraph.strip_prefix("[^").and_then(|rest| rest.split_once("]:"));
        let (note, skip) = match label {
            Some((label, _)) => (Some(label.to_string()), label.len() + 4),
            None => (None, if headed { marks } else { 0 }),
        };
        let runs = runs(&paragraph[skip..], start + skip, &depth);
        if !runs.is_empty() {
            all.push(Block { heading, note, runs });
        }
    }
    all
}

/// Paragraphs with their places; a heading is one whatever follows it.
fn paragraphs(source: &str, body: usize) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let (mut from, mut at) = (body, body);
    for line in source[body..].split_inclusive('\n') {
        let alone = line.starts_with('#') || line.starts_with("[^") && line.contains("]:");
        if line.trim().is_empty() || alone {
            all.push((from, &source[from..at]));
            from = at;
        }
        at += line.len();
        if line.trim().is_empty() || line.starts_with('#') {
            all.push((from, &source[from..at]));
            from = at;
        }
    }
    all.push((from, &source[from..at]));
    all.into_iter()
        .filter(|(_, part)| !part.trim().is_empty())
        .map(|(at, part)| (at, part.trim_end()))
        .collect()
}

fn runs(paragraph: &str, start: usize, depth: &impl Fn(usize) -> usize) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    let (mut emphasis, mut strong) = (false, false);
    let mut put = |piece: &str, run: Run| match all.last_mut() {
        Some(last) if Run { text: String::new(), ..last.clone() } == run => last.text.push_str(piece),
        _ if piece.is_empty() => {}
        _ => all.push(Run { text: piece.into(), ..run }),
    };
    let mut rest = paragraph.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let look = |emphasis, strong| Run { emphasis, strong, depth: depth(start + at), ..Run::default() };
        match c {
            '\\' => {
                if let Some((_, c)) = rest.next() {
                    put(c.encode_utf8(&mut [0; 4]), look(emphasis, strong));
                }
            }
            '*' if rest.next_if(|(_, next)| *next == '*').is_some() => strong = !strong,
            '*' => {
                // A star between blanks is a star.
                let before = paragraph[..at].chars().next_back().is_none_or(char::is_whitespace);
                let after = rest.peek().is_none_or(|(_, next)| next.is_whitespace());
                if before && after {
                    put("*", look(emphasis, strong));
                } else {
                    emphasis = !emphasis;
                }
            }
            '[' if paragraph[at..].starts_with("[^") => {
                let label: String = paragraph[at + 2..].chars().take_while(|c| *c != ']').collect();
                let length = label.chars().count() + 2;
                rest.by_ref().take(length).for_each(drop);
                put(&label, Run { mark: true, ..look(false, false) });
            }
            c if c.is_whitespace() => put(" ", look(emphasis, strong)),
            c => put(c.encode_utf8(&mut [0; 4]), look(emphasis, strong)),
        }
    }
    // One blank between words, none at the ends, nothing hidden.
    let mut blank = true;
    for run in &mut all {
        let mut text = clean(&format!("x{}x", run.text));
        text = text[1..text.len() - 1].to_string();
        if blank {
            text = text.trim_start().to_string();
        }
        blank = text.ends_with(' ') || (text.is_empty() && blank);
        run.text = text;
    }
    if let Some(last) = all.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    all.retain(|run| !run.text.is_empty());
    all
}

/// A draft, or a part of one, as HTML: words in brackets are marked, everything is escaped.
pub fn words_html(source: &str) -> String {
    let mut out = String::new();
    for block in blocks(source) {
        let tag = match block.heading {
            0 => "p",
            1 => "h2",
            _ => "h3",
        };
        out.push_str(&format!("<{tag} dir=\"auto\">"));
        if let Some(note) = &block.note {
            out.push_str(&format!("<sup>{}</sup> ", escaped(&clean(note))));
        }
        let mut depth = 0;
        for run in &block.runs {
            while depth < run.depth {
                out.push_str("<span class=\"bracket\">");
                depth += 1;
            }
            while depth > run.depth {
                out.push_str("</span>");
                depth -= 1;
            }
            let text = escaped(&run.text);
            out.push_str(&match (run.mark, run.strong, run.emphasis) {
                (true, ..) => format!("<sup>{text}</sup>"),
                (_, true, _) => format!("<strong>{text}</strong>"),
                (_, _, true) => format!("<em>{text}</em>"),
                _ => text,
            });
        }
        out.push_str(&"</span>".repeat(depth));
        out.push_str(&format!("</{tag}>\n"));
    }
    out
}

/// The words of a draft, or of a part of one, without its marks.
pub fn bare(source: &str) -> String {
    let blocks = blocks(source).into_iter();
    let lines = blocks
        .map(|block| block.runs.into_iter().filter(|run| !run.mark).map(|run| run.text).collect::<String>());
    lines.collect::<Vec<_>>().join("\n")
}

/// Two wordings compared, as HTML: what went and what came, for the eye and for the ear.
pub fn redline_html(changes: &[detente_case::text::Change]) -> String {
    use detente_case::text::Change;
    let mut out = String::from("<p class=\"redline\" dir=\"auto\">");
    for change in changes {
        let (before, words, after) = match change {
            Change::Kept(words) => ("", words, ""),
            Change::Added(words) => ("<ins>", words, "</ins>"),
            Change::Removed(words) => ("<del>", words, "</del>"),
        };
        for (nth, part) in words.split("\n\n").enumerate() {
            if nth > 0 {
                out.push_str("<br><br>");
            }
            let blank = |edge: bool| if edge { " " } else { "" };
            // Marks of headings and emphasis are for the writer.
            let bare = clean(&part.replace(['\\', '*'], ""));
            let bare = bare.trim_start_matches('#').trim_start().to_string();
            if bare.is_empty() {
                out.push_str(blank(part.contains(' ')));
                continue;
            }
            out.push_str(blank(part.starts_with(char::is_whitespace)));
            out.push_str(&format!("{before}{}{after}", escaped(&bare)));
            out.push_str(blank(part.ends_with(char::is_whitespace)));
        }
    }
    out.push_str("</p>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_emphasis_and_signs_are_shown() {
        let html = words_html(
            "## Chapter *I*\n4. Upland releases [300 m3\\/s [all\nyear] — Upland].[^1]\n\n[^1]: A <note>.\n",
        );
        assert_eq!(
            html,
            "<h3 dir=\"auto\">Chapter <em>I</em></h3>\n\
             <p dir=\"auto\">4. Upland releases <span class=\"bracket\">[300 m3/s <span class=\"bracket\">[all year]</span> — Upland]\
             </span>.<sup>1</sup></p>\n<p dir=\"auto\"><sup>1</sup> A &lt;note&gt;.</p>\n"
        );
        assert_eq!(bare("**Option 1:** *Recalling* 2 * 3 <b>"), "Option 1: Recalling 2 * 3 <b>");
    }

    #[test]
    fn a_redline_says_what_went_and_what_came() {
        use detente_case::text::Change;
        let changes = [
            Change::Kept("It meets ".into()),
            Change::Removed("twice ".into()),
            Change::Added("<four> times ".into()),
        ];
        assert_eq!(
            redline_html(&changes),
            "<p class=\"redline\" dir=\"auto\">It meets <del>twice</del> <ins>&lt;four&gt; times</ins> </p>"
        );
    }
}
