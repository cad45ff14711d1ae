//! Lines of a document: paragraphs, and what is no part of the report.

/// The longest run of text looked at as one paragraph, in bytes. Longer ones are cut at a space.
const LONGEST: usize = 32 * 1024;

/// The paragraphs of a text that hold anything, without their line ends.
pub(crate) fn paragraphs(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let width = wrapped(text);
    let mut at = 0;
    // Where the line ends that is being cut.
    let mut line = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            if line <= at {
                line = line_end(text, at);
                // A line that ends because the next word had no room goes on.
                let mut begin = at;
                while let Some(width) = width
                    && line < text.len()
                    && goes_on(text, begin, line, width)
                {
                    begin = line + 1;
                    line = line_end(text, begin);
                }
            }
            let (from, mut to) = (at, line);
            at = line + 1;
            if to - from > LONGEST {
                let mut cut = from + LONGEST;
                while !text.is_char_boundary(cut) {
                    cut -= 1;
                }
                to = match text[from..cut].rfind(' ') {
                    Some(space) if space > 0 => from + space,
                    _ => cut,
                };
                at = to;
            }
            if !text[from..to].trim().is_empty() {
                return Some((from, to));
            }
        }
        None
    })
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |end| from + end)
}

/// The width of a text that is wrapped by hand or by a program: no line is longer than a screen is wide, and most lines that another
/// follows had no room for its first word.
fn wrapped(text: &str) -> Option<usize> {
    const SCREEN: usize = 110;
    let width =
        text.lines().try_fold(0, |most, line| (line.len() <= SCREEN).then(|| most.max(line.len())))?;
    if width < 40 {
        return None;
    }
    let (mut full, mut followed, mut at) = (0usize, 0usize, 0usize);
    while at < text.len() {
        let end = line_end(text, at);
        if end < text.len() && !blank(text, end + 1) && !blank(text, at) {
            followed += 1;
            full += usize::from(goes_on(text, at, end, width));
        }
        at = end + 1;
    }
    (full >= 2 && full * 2 > followed).then_some(width)
}

fn blank(text: &str, from: usize) -> bool {
    text[from..line_end(text, from)].trim().is_empty()
}

/// Whether the line `from..end` ends where the first word of the next had no room, or in the middle of a sentence.
fn goes_on(text: &str, from: usize, end: usize, width: usize) -> bool {
    let next = &text[end + 1..line_end(text, end + 1)];
    let word = next.split_whitespace().next().unwrap_or_default();
    let indented = next.starts_with([' ', '\t', '-', '*', '>', '•']);
    let line = text[from..end].trim_end();
    let inside = line.len() * 10 >= width * 6
        && line.ends_with(|c: char| c.is_alphanumeric() || c == ',')
        && word.starts_with(char::is_lowercase);
    !word.is_empty() && !indented && (line.len() + 1 + word.len() >= width || inside)
}

/// Lines that advertise or list other articles, bylines and credits: dropped from every step.
pub(crate) fn promotional(line: &str) -> bool {
    const LEADS: [&str; 17] = [
        "Read more:",
        "Read More:",
        "READ MORE",
        "READ ALSO",
        "Read also",
        "ALSO READ",
        "Related:",
        "RELATED:",
        "ALSO:",
        "Also read:",
        "Advertisement",
        "ADVERTISEMENT",
        "See also:",
        "Watch:",
        "WATCH:",
        "Photo:",
        "Image:",
    ];
    let line = line.trim();
    if LEADS.iter().any(|lead| line.starts_with(lead)) {
        return true;
    }
    if line.len() > 400 {
        return false;
    }
    let words = line.split_whitespace().count();
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in line.chars() {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    let stopped = line.ends_with(['.', '”', '"', '?', '!', '’', '\'']);
    words >= 4 && (lower == 0 && upper > 0 || upper * 5 >= (upper + lower) * 4 && !stopped)
        || line.starts_with("By ") && words <= 6 && !stopped
}

/// How many bytes of a paragraph are a dateline: "TARN, Orsk (AP) —".
pub(crate) fn dateline(line: &str) -> usize {
    let first = line.split_whitespace().next().unwrap_or("");
    let letters = first.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = letters >= 3 && first.chars().all(|c| !c.is_lowercase());
    if !capitals {
        return 0;
    }
    let mut limit = line.len().min(80);
    while !line.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = &line[..limit];
    // "TARN, June 8: The dam".
    let colon = head.find(": ").filter(|end| head[..*end].contains(',')).map(|at| at + 2);
    let dash = [" — ", " – ", " - ", " -- ", "— "]
        .iter()
        .filter_map(|dash| head.find(dash).map(|at| at + dash.len()))
        .min();
    dash.or(colon)
        .filter(|end| head[..*end].split_whitespace().count() <= 9 && !head[..*end].contains(['“', '"']))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_and_sorted() {
        let long = "word ".repeat(20_000);
        let text = format!("\n  \nOne.\r\n{long}\nLast.");
        let all: Vec<(usize, usize)> = paragraphs(&text).collect();
        assert!(all.iter().all(|run| run.1 - run.0 <= LONGEST && run.1 <= text.len()));
        let (first, last) = (all[0], all[all.len() - 1]);
        assert_eq!((text[first.0..first.1].trim(), &text[last.0..last.1]), ("One.", "Last."));
        assert!(promotional("TEN QUIET FERRY ROUTES TO TRY THIS SUMMER"));
        assert!(promotional("By Mira Dunn"));
        assert!(!promotional("The UN and the OAU met."));
        let line = "TARN, Orsk (AP) — The port is shut.";
        assert_eq!(&line[dateline(line)..], "The port is shut.");
        assert_eq!(dateline("The port — shut — is quiet."), 0);
    }
}
