//! Files that are not what they should be: cut short, wrongly encoded, empty.

use std::fs;

use crate::support::{EXAMPLES, folder, put, run, workspace};
use crate::tools;

const CASE: &str = "detente = 1\ntitle = \"Fähre\"\n[[party]]\nid = \"a\"\n[[issue]]\nid = \"x\"\noptions = [\"1\", \"2\"]\n";

#[test]
fn cut_anywhere_a_file_is_read_or_explained() {
    for example in EXAMPLES {
        let source = workspace().join("examples").join(example);
        let here = folder(&[]);
        for name in crate::support::tree(&source).iter().filter(|name| name.ends_with(".toml")) {
            put(here.path(), &format!("x/{name}"), &fs::read(source.join(name)).unwrap());
        }
        for name in crate::support::tree(&here.path().join("x")) {
            let whole = fs::read(here.path().join("x").join(&name)).unwrap();
            for end in (0..whole.len()).step_by(whole.len() / 12) {
                put(here.path(), &format!("x/{name}"), &whole[..end]);
                let run = run(here.path(), &["check", "x"]);
                assert!(run.code == 0 || run.code == 2 && run.err.contains("mistake"), "{}", run.whole());
            }
            put(here.path(), &format!("x/{name}"), &whole);
        }
    }
    let here = tools::all();
    for tool in ["genius", "geniusweb", "negmas"] {
        for name in crate::support::tree(&here.path().join(tool)) {
            let path = format!("{tool}/{name}");
            let whole = fs::read(here.path().join(&path)).unwrap();
            for end in (0..whole.len()).step_by(whole.len() / 12) {
                put(here.path(), &path, &whole[..end]);
                let run = run(here.path(), &["analyze", tool]);
                assert!(run.code == 0 || run.code == 2 && run.err.len() > 20, "{}", run.whole());
            }
            put(here.path(), &path, &whole);
        }
    }
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    let here = folder(&[("x/case.toml", &format!("\u{feff}{CASE}"))]);
    assert_eq!(run(here.path(), &["check", "x"]).code, 0);
}

#[test]
fn other_encodings_are_named() {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let here = folder(&[]);
    put(here.path(), "wide/case.toml", &utf16(CASE));
    let latin: Vec<u8> = CASE.chars().map(|c| c as u8).collect();
    put(here.path(), "latin/case.toml", &latin);
    for name in ["wide", "latin"] {
        run(here.path(), &["check", name]).refused("save the file as UTF-8");
    }
    insta::assert_snapshot!(run(here.path(), &["check", "latin"]).whole());
    for (tool, texts) in
        [("genius", tools::genius()), ("geniusweb", tools::geniusweb()), ("negmas", tools::negmas())]
    {
        for (name, text) in texts {
            put(here.path(), &format!("{tool}/{name}"), &utf16(text));
        }
        let run = run(here.path(), &["analyze", tool]);
        assert!([0, 2].contains(&run.code), "{}", run.whole());
    }
}

#[test]
fn empty_files() {
    let here = folder(&[("x/case.toml", ""), ("y/a.xml", ""), ("y/b.json", ""), ("y/c.yml", "")]);
    insta::assert_snapshot!(run(here.path(), &["check", "x"]).whole());
    run(here.path(), &["check", "y"]).refused("holds neither a case nor a scenario");
    put(here.path(), "x/case.toml", CASE.as_bytes());
    put(here.path(), "x/private/a.toml", b"");
    run(here.path(), &["check", "x"]).refused("has no \"party\"");
}
