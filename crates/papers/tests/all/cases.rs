//! Small invented cases, analysed.

use detente_case::{Files, read};
use detente_deal::{Analysis, Settings, Silent, analyze};

/// The analysis of a folder given as path and text.
pub(crate) fn analysis(files: &[(&str, &str)]) -> Analysis {
    let files: Files =
        files.iter().map(|(path, text)| ((*path).to_string(), text.as_bytes().to_vec())).collect();
    let reading = read(&files);
    assert_eq!(reading.problems, Vec::new());
    let case = reading.case.unwrap();
    analyze(&case, &Settings::default(), &Silent).unwrap()
}

const RIVER: &str = r#"
detente = 1
title = "River talks"
party = [{ id = "upland", name = "Upland" }, { id = "downland", name = "Downland" }]
[[issue]]
id = "release"
name = "Dam release"
options = ["300 m3/s all year", "250 m3/s, 300 m3/s in the flood months of June to September", "150 m3/s"]
[[issue]]
id = "data"
name = "Flood data"
options = ["hourly", "daily", "weekly"]
[[issue]]
id = "fees"
name = "Fees for navigation"
options = ["none", "shared", "full"]
[[issue]]
id = "panel"
name = "Expert panel"
options = ["joint", "neutral", "none"]
"#;

fn upland(walk_away: &str) -> String {
    format!(
        r#"
party = "upland"
walk_away = {walk_away}
importance = {{ release = 40, data = [10, 25], fees = 20, panel = 10 }}
worth.release = {{ "300 m3/s all year" = 0, "250 m3/s, 300 m3/s in the flood months of June to September" = [50, 70], "150 m3/s" = 100 }}
worth.data = {{ hourly = 0, daily = "discuss", weekly = "acceptable" }}
worth.fees = ["full", "shared", "none"]
worth.panel = {{ joint = 55, neutral = 100, none = 0 }}
"#
    )
}

fn downland(walk_away: &str) -> String {
    format!(
        r#"
party = "downland"
walk_away = {walk_away}
importance = {{ release = 30, data = 30, fees = 20, panel = 20 }}
worth.release = {{ "300 m3/s all year" = 100, "250 m3/s, 300 m3/s in the flood months of June to September" = 80, "150 m3/s" = 0 }}
worth.data = {{ hourly = 100, daily = 60, weekly = 0 }}
worth.fees = {{ none = 100, shared = 45, full = 0 }}
worth.panel = {{ joint = 100, neutral = 70, none = 0 }}
"#
    )
}

/// Two parties with a zone.
pub(crate) fn river() -> Analysis {
    let (upland, downland) = (upland("[35, 45]"), downland("40"));
    analysis(&[("case.toml", RIVER), ("private/upland.toml", &upland), ("private/downland.toml", &downland)])
}

/// The same two parties, asking for more than there is.
pub(crate) fn dry_river() -> Analysis {
    let (upland, downland) = (upland("72"), downland("75"));
    analysis(&[("case.toml", RIVER), ("private/upland.toml", &upland), ("private/downland.toml", &downland)])
}

/// `parties` harbour towns, sharing `issues` berths; each wants some berths more than others.
pub(crate) fn harbours(parties: usize, issues: usize, walk_away: Option<u32>) -> Analysis {
    let mut case = "detente = 1\ntitle = \"Harbour berths\"\n".to_string();
    for party in 1..=parties {
        case += &format!("[[party]]\nid = \"town{party}\"\nname = \"Town {party} on the northern shore\"\n");
    }
    for issue in 1..=issues {
        case += &format!("[[issue]]\nid = \"berth{issue}\"\noptions = [\"first\", \"shared\", \"last\"]\n");
    }
    let mut files = vec![("case.toml".to_string(), case)];
    for party in 1..=parties {
        let mut text = format!("party = \"town{party}\"\n");
        if let Some(walk_away) = walk_away.filter(|_| party != 2) {
            text += &format!("walk_away = {walk_away}\n");
        }
        let weights: Vec<String> =
            (1..=issues).map(|issue| format!("berth{issue} = {}", (party * issue * 7) % 11 + 1)).collect();
        text += &format!("importance = {{ {} }}\n", weights.join(", "));
        for issue in 1..=issues {
            let (first, shared) = ((party * 31 + issue * 17) % 101, (party * 13 + issue * 29) % 101);
            text += &format!("worth.berth{issue} = {{ first = {first}, shared = {shared}, last = 50 }}\n");
        }
        files.push((format!("private/town{party}.toml"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    analysis(&files)
}

/// More packages than can be looked at, every two clauses tied together by links: points near the frontier only.
pub(crate) fn out_of_reach() -> Analysis {
    let mut case =
        String::from("detente = 1\ntitle = \"Forty clauses\"\nparty = [{ id = \"a\" }, { id = \"b\" }]\n");
    for issue in 0..40 {
        case +=
            &format!("[[issue]]\nid = \"clause{issue}\"\noptions = [\"keep\", \"strike\", \"rewrite\"]\n");
    }
    let pairs = (0..40).flat_map(|one| (0..one).map(move |two| (one, two)));
    let odd = ["strike", "rewrite"];
    let never = pairs.map(|(one, two)| {
        format!(
            "{{ clause{one} = \"{}\", clause{two} = \"{}\" }}",
            odd[(one * 7 + two) % 2],
            odd[(two * 3 + one) / 5 % 2]
        )
    });
    case += &format!("[[link]]\nid = \"whole\"\nnever = [{}]\n", never.collect::<Vec<_>>().join(", "));
    let mut private = [String::from("party = \"a\"\n"), String::from("party = \"b\"\n")];
    for (party, private) in private.iter_mut().enumerate() {
        private.push_str("[worth]\n");
        for issue in 0..40 {
            let [keep, strike, rewrite] =
                [31, 47, 83].map(|times| (issue * issue * times + party * 29 * issue + times) % 101);
            private.push_str(&format!(
                "clause{issue} = {{ keep = {keep}, strike = {strike}, rewrite = {rewrite} }}\n"
            ));
        }
    }
    analysis(&[("case.toml", &case), ("private/a.toml", &private[0]), ("private/b.toml", &private[1])])
}

/// Nobody has said anything.
pub(crate) fn silent() -> Analysis {
    analysis(&[(
        "case.toml",
        "detente = 1\ntitle = \"First contact\"\nparty = [{ id = \"a\" }, { id = \"b\" }]\n\
         issue = [{ id = \"venue\", options = [\"north\", \"south\"] }]\n",
    )])
}

/// A share of water between 0 and 1, and who measures it.
pub(crate) fn real() -> Analysis {
    let case = r#"
detente = 1
title = "A shared canal"
party = [{ id = "east" }, { id = "west" }]
[[issue]]
id = "share"
range = [0, 1]
real = true
[[issue]]
id = "meter"
options = ["east", "west"]
"#;
    let own = |party: &str, from: u32, to: u32, east: u32| {
        format!(
            "party = \"{party}\"\nwalk_away = 30\nworth.share = {{ line = [[0, {from}], [1, {to}]] }}\n\
             worth.meter = {{ east = {east}, west = {} }}\n",
            100 - east
        )
    };
    let (east, west) = (own("east", 0, 100, 80), own("west", 100, 0, 40));
    analysis(&[("case.toml", case), ("private/east.toml", &east), ("private/west.toml", &west)])
}
