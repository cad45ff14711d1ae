//! Names that mean harm, and names that are merely long or wide.

use detente_deal::{Analysis, Repair};
use detente_papers::{Style, frontier_svg, gains_svg, html, terminal};
use proptest::collection::vec;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use crate::cases;
use crate::page::{self_contained, well_formed};

/// The analysis with every text that a file could have brought replaced, in turn, by one of these.
fn renamed(mut analysis: Analysis, texts: &[String]) -> Analysis {
    let mut turn = texts.iter().cycle();
    let mut next = || turn.next().cloned().unwrap_or_default();
    analysis.title = next();
    for party in &mut analysis.parties {
        party.name = next();
        party.readings = vec![next(), next()];
    }
    for issue in &mut analysis.issues {
        issue.name = next();
    }
    let solutions = &mut analysis.solutions;
    let all = [
        &mut solutions.nash,
        &mut solutions.kalai_smorodinsky,
        &mut solutions.egalitarian,
        &mut solutions.utilitarian,
        &mut solutions.closest,
    ];
    for solution in all.into_iter().flatten() {
        solution.package.0.iter_mut().for_each(|(_, option)| *option = next().into());
        solution.certificate.text = next();
    }
    if let Some(certificate) = &mut analysis.zone.certificate {
        certificate.text = next();
    }
    analysis.evidence.oldest = Some(next());
    analysis.why.values_mut().for_each(|reason| *reason = next());
    analysis.why.insert(next(), next());
    analysis.definitions = next();
    let repair = Repair { code: next(), file: next(), line: 3, found: next(), taken: next() };
    analysis.repairs = vec![repair; 7];
    analysis
}

/// The report without its own styles.
fn bare(report: &str) -> String {
    ["\u{1b}[1;36m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"]
        .iter()
        .fold(report.to_string(), |text, style| text.replace(style, ""))
}

fn holds(analysis: &Analysis, width: usize) {
    for colour in [false, true] {
        let report = bare(&terminal(analysis, &Style { width, colour }));
        for line in report.lines() {
            assert!(line.width() <= width, "{} columns of {width}: {line:?}", line.width());
            let steers =
                |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!line.contains(steers), "{line:?}");
        }
    }
    let page = html(analysis, None);
    well_formed(&page);
    self_contained_but_for_words(&page);
    assert!(!page.contains(|c: char| c.is_control() && c != '\n'));
    assert!(!page.contains(['\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}']));
    // Isolates are the page's own: each one opened is closed.
    assert_eq!(page.matches('\u{2068}').count(), page.matches('\u{2069}').count());
    frontier_svg(analysis, 0, 1).iter().for_each(|svg| well_formed(svg));
    gains_svg(analysis).iter().for_each(|svg| well_formed(svg));
}

/// The page's elements are its own, whatever the words.
fn self_contained_but_for_words(page: &str) {
    for banned in ["<script", "<img", "<iframe", "<blink"] {
        assert!(!page.contains(banned), "{banned}");
    }
}

fn nasty() -> Vec<String> {
    [
        "\u{1b}]0;owned\u{7}\u{1b}[2J",
        "<script>alert(1)</script>",
        "\u{202e}dnalnwoD\u{2066}",
        "a & b \"c\" 'd' <blink>x</blink> ]]> -->",
        &"long-name-".repeat(30),
        "two\nlines\r\nand\ttabs \u{9b}31m",
        "{{ title }} {% raw %}",
        "\u{202b}\u{200b}",
        "水の分配に関する合意".repeat(12).as_str(),
        "الوفد الجنوبي",
        "👩\u{200d}👩\u{200d}👧\u{200d}👦 delegation e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "&lt;already&amp;escaped&gt;",
    ]
    .map(String::from)
    .to_vec()
}

#[test]
fn hostile_names_are_harmless_everywhere() {
    for analysis in [
        cases::river(),
        cases::dry_river(),
        cases::out_of_reach(),
        cases::harbours(3, 4, Some(40)),
        cases::harbours(9, 3, Some(30)),
    ] {
        for at in 0..nasty().len() {
            let mut texts = nasty();
            texts.rotate_left(at);
            for width in [40, 57, 80, 132] {
                holds(&renamed(analysis.clone(), &texts), width);
            }
        }
    }
}

#[test]
fn hostile_names_whole() {
    let analysis = renamed(cases::river(), &nasty());
    insta::assert_snapshot!("hostile_report", terminal(&analysis, &Style::default()));
    insta::assert_snapshot!("hostile_frontier", frontier_svg(&analysis, 0, 1).unwrap());
}

#[test]
fn a_plain_page_is_self_contained() {
    self_contained(&html(&cases::river(), None));
}

#[test]
fn twenty_parties_fit() {
    let analysis = cases::harbours(20, 4, Some(20));
    for width in [40, 80] {
        holds(&analysis, width);
    }
}

#[test]
fn counts_of_any_length_fit() {
    let mut analysis = cases::river();
    analysis.packages = Some("9".repeat(400));
    analysis.zone.packages = Some("1".repeat(60));
    let report = terminal(&analysis, &Style::default());
    assert!(report.contains("about 1.1 × 10^59 of about 10^400 packages"), "{report}");
    holds(&analysis, 80);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// No line is too wide and no mark-up breaks, whatever the names and the numbers.
    #[test]
    fn any_names_fit(
        texts in vec("\\PC{0,40}|[\\x00-\\x20<>&\"'a]{0,60}|[\u{300}-\u{310}\u{200d}\u{fe0f}\u{1f468}لا가-각]{0,30}", 1..9),
        width in 40_usize..140,
        numbers in vec(prop_oneof![any::<f64>(), -1.0e3..1.0e3], 1..5),
        few in any::<bool>(),
    ) {
        let mut analysis = renamed(if few { cases::river() } else { cases::harbours(7, 2, Some(30)) }, &texts);
        let mut turn = numbers.iter().copied().cycle();
        let mut next = || turn.next().unwrap_or(0.0);
        for party in &mut analysis.parties {
            (party.walk_away, party.best) = (Some(next()), Some(next()));
        }
        if let Some(solution) = &mut analysis.solutions.egalitarian {
            solution.worth.iter_mut().chain(&mut solution.gain).for_each(|worth| *worth = next());
        }
        for point in analysis.frontier.iter_mut().flat_map(|frontier| &mut frontier.points) {
            point.worth.iter_mut().for_each(|worth| *worth = next());
        }
        holds(&analysis, width);
    }
}
