//! Every page for every sort of seat: how it looks, and whether everyone can use it.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::browser::{Browser, run, there};
use super::server::Server;
use crate::support::workspace;

/// Seats of the demonstration, one of each sort.
const SEATS: [&str; 5] = ["Bram Ostely", "Ilva Taren", "Doran Kessic", "Pell Adaric", "Amara Deshin"];
/// Links the demonstration prints.
pub(crate) const LINKS: usize = 11;

/// The pages a seat can go to.
fn pages(seat: &str) -> Vec<&'static str> {
    let all = ["", "/text", "/text/4", "/rounds", "/who", "/documents", "/audit", "/redline"];
    let more: &[&str] = match seat {
        "Bram Ostely" => &[
            "/packages",
            "/moves",
            "/rehearsal",
            "/record",
            "/record/2026-10-12-river-post.txt",
            "/caucus/upland",
            "/caucus/downland",
            "/disclosures",
            "/draft",
        ],
        "Amara Deshin" => &[],
        _ => &["/preferences", "/side", "/ours"],
    };
    all.into_iter().chain(more.iter().copied()).collect()
}

/// The accessibility rules, if they were installed; says so if not.
fn rules() -> Option<String> {
    let path = std::env::var_os("DETENTE_AXE")
        .map_or_else(|| workspace().join("target/npm/node_modules/axe-core/axe.min.js"), PathBuf::from);
    let rules = std::fs::read_to_string(path).ok();
    if rules.is_none() {
        println!("left out: accessibility rules (`npm install --prefix target/npm axe-core` brings them)");
    }
    rules
}

#[test]
fn everyone_can_use_every_page() {
    if !there("every page in a browser") {
        return;
    }
    let rules = rules();
    let pictures = workspace().join("target/pictures");
    std::fs::create_dir_all(&pictures).unwrap();
    run(async {
        let mut server = Server::demo();
        let mut wrong: Vec<String> = Vec::new();
        for seat in SEATS {
            let browser = Browser::open(&server.base, true).await;
            browser.go(&server.link(seat, LINKS)).await.press("Take this seat").await;
            let paths = pages(seat).into_iter().map(|page| format!("/case/river-talks{page}"));
            for path in paths.chain(["/".into(), "/account".into(), "/words".into()]) {
                browser.go(&path).await.sees_not("<h1>Sign in").await.sees_not("There is nothing here").await;
                let weight = browser.source().await.len();
                if weight > 100 << 10 {
                    wrong.push(format!("{seat} {path}: {weight} bytes"));
                }
                let asked =
                    browser.run("return 1 + performance.getEntriesByType('resource').length", vec![]).await;
                if asked.as_u64().is_none_or(|asked| asked > 5) {
                    wrong.push(format!("{seat} {path}: {asked} requests"));
                }
                let page = path.trim_start_matches("/case/river-talks").replace('/', "-");
                for (width, dark) in [(390, false), (820, true), (1280, false)] {
                    browser.look(width, dark).await;
                    let wide = browser.run(TOO_WIDE, vec![]).await;
                    if let Some(wide) = wide.as_str() {
                        wrong.push(format!("{seat} {path}: too wide at {width}: {wide}"));
                    }
                    let name = format!("{}{page}-{width}.png", seat.replace(' ', "-"));
                    std::fs::write(pictures.join(name), browser.picture().await).unwrap();
                    let Some(rules) = &rules else { continue };
                    let found = axe(&browser, rules).await;
                    wrong.extend(found.into_iter().map(|rule| format!("{seat} {path} at {width}: {rule}")));
                }
            }
        }
        wrong.sort();
        wrong.dedup();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

/// What sticks out, where the page is wider than the window.
const TOO_WIDE: &str = "const wide = document.documentElement.scrollWidth - innerWidth; if (wide <= 0) return null;
    const out = [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest('.scroll'));
    return wide + ' ' + out.map(e => e.outerHTML.slice(0, 80)).slice(0, 4).join(' | ');";

/// What the rules find that is serious or worse.
async fn axe(browser: &Browser, rules: &str) -> Vec<String> {
    let script = format!(
        "{rules}; const done = arguments[arguments.length - 1]; return axe.run(document, {{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }})"
    );
    let found = browser.run(&script, vec![json!(null)]).await;
    assert!(
        found["passes"].as_array().is_some_and(|passes| passes.len() > 5),
        "the rules did not run: {found}"
    );
    let violations = found["violations"].as_array().cloned().unwrap_or_default();
    let grave = |rule: &&Value| matches!(rule["impact"].as_str(), Some("serious" | "critical"));
    let line = |rule: &Value| {
        let nodes = rule["nodes"].as_array().cloned().unwrap_or_default();
        let first = nodes
            .first()
            .map(|node| format!("{} {}", node["html"], node["failureSummary"]))
            .unwrap_or_default();
        format!("{} ({}): {first}", rule["id"], nodes.len())
    };
    violations.iter().filter(grave).map(line).collect()
}
