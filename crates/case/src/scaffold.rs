//! A first case folder, with comments that say what to write where.

use crate::Files;

const CASE: &str = r#"# What is told to all parties. Private matters go into private/ and mediator/.
detente = 1                        # version of this format
title = "TITLE"

# One [[party]] for each side whose agreement is needed.
[[party]]
id = "side-a"                      # short; also the name of its file, private/side-a.toml
name = "Side A"

[[party]]
id = "side-b"
name = "Side B"

[[third_party]]
id = "mediator"
name = "The mediator"
role = "mediator"                  # or "guarantor", "observer"
interests = []                     # declared interests, in its own words

# Who speaks for whom, and how far the word goes.
[[person]]
id = "a-principal"
name = "Head of side A"
for = "side-a"
role = "principal"                 # or "plenipotentiary", "representative", "adviser"

[[person]]
id = "b-principal"
name = "Head of side B"
for = "side-b"
role = "principal"

[[person]]
id = "b-envoy"
name = "Envoy of side B"
for = "side-b"
role = "representative"
# mandate = { issues = ["issue-1"], until = 2027-06-30, binding = false }

[[person]]
id = "go-between"                  # opens the talks: `detente join FOLDER --as go-between`
name = "The go-between"
for = "mediator"
role = "representative"

# What all agree to before they talk; `detente join FOLDER --as a-principal` prints it.
[mediation]
mandate = "The mediator keeps one text and hears each side alone. It decides nothing."
confidentiality = "strict"         # or "uma", "uncitral", "eu", "secret"; "strict" and "secret" need a second mediator
                                   # before anything said apart is given on
silence = false                    # whether silence until a set time may count as consent
# caucus = "…"                     # what becomes of what is said apart
# languages = ["English"]
# retention = "…"                  # how long the record is kept
# exit = "…"                       # how one leaves

# The tiers meetings are held at, lowest first, and what must hold before one meets.
[[level]]
id = "working"
name = "Working level"

[[level]]
id = "principals"
name = "Principals"

[[gate]]
before = "principals"
needs = ["every issue has been discussed at the working level"]

# One [[issue]] for each thing negotiated, with its possible settlements.
[[issue]]
id = "issue-1"
name = "First issue"
options = ["low", "middle", "high"]

[[issue]]
id = "issue-2"
name = "Second issue"
options = ["now", "later", "never"]
# clause = "2"                     # the clause whose wordings these are
# range = [0, 10]                  # instead of options: whole numbers; with real = true any number

# Options that cannot stand together, known to all.
# [[link]]
# if = { issue-1 = "high" }
# then = { issue-2 = ["now", "later"] }
# why = "nothing can be high without a date"

[[text]]
path = "texts/agreement.md"
title = "Draft agreement"
main = true
"#;

const PRIVATE: &str = r#"# What PARTY itself said. Only PARTY and the mediator may read this file.
party = "PARTY"

walk_away = "unknown"              # points out of 100, a range [35, 45], "none", or { package = { issue-1 = "low", … } }

# How much each issue counts: numbers, ranges, or a ranking such as ["issue-1", "issue-2"].
importance = { issue-1 = 50, issue-2 = [20, 40] }

# What each option is worth to this party, 0 to 100: a number, a range, or a mark
# ("acceptable", "discuss", "unacceptable"). What is left out counts as not said.
[worth.issue-1]
low = LOW
middle = [40, 60]
high = HIGH

[worth.issue-2]
now = "acceptable"
later = "discuss"
never = "unacceptable"

# Every value may say where it comes from:
# now = { value = 80, origin = "told", by = "a-principal", on = 2026-11-22 }   # or "inferred", "public"

# A combination this party says it will not accept. This is stronger than "unacceptable".
# [[red_line]]
# never = { issue-1 = "low", issue-2 = "never" }
# why = "in its own words"
# relaxed_by = "a-principal"       # who alone can relax it
"#;

const AGREEMENT: &str = "# Draft agreement

1. The level shall be [low] [middle] [high].

2. This shall begin [now / later].
";

const ESTIMATES: &str = "# Estimates

One file for each party, `side-a.toml`, in the form of `private/side-a.toml`: what the mediator believes.
Nothing in this folder is ever shown to a party.
";

/// What can be done away from the table, all of it commented out.
const MOVES: &str = r#"# What can be done away from the table, for `detente moves`. No party sees this. Take away the marks to use it.

# status_quo = []
# impossible = ["strike and lockout"]

# [[option]]
# id = "strike"
# owner = "side-a"

# [[option]]
# id = "lockout"
# owner = "side-b"

# The most important first: what fulfils a more important one is better, whatever the others say.
# [[actor]]
# id = "side-a"
# prefers = ["not lockout", "not strike"]

# [[actor]]
# id = "side-b"
# prefers = ["not strike", "not lockout"]
"#;

/// What git is told to leave alone in a case folder.
pub const IGNORED: &str = "# Confidential: never into a shared history.\nprivate/\nmediator/\ntalks.db*\n";

/// A case folder to fill in: two parties, two issues, a text, and comments that explain each part.
///
/// It reads without a problem. Git is told to leave the confidential folders alone.
pub fn scaffold(title: &str) -> Files {
    let title = toml_edit::Value::from(title).to_string();
    let private = |party: &str, low: &str, high: &str| {
        PRIVATE.replace("PARTY", party).replace("LOW", low).replace("HIGH", high)
    };
    [
        ("case.toml", CASE.replace("\"TITLE\"", title.trim())),
        ("private/side-a.toml", private("side-a", "0", "100")),
        ("private/side-b.toml", private("side-b", "100", "0")),
        ("mediator/estimates/README.md", ESTIMATES.into()),
        ("mediator/moves.toml", MOVES.into()),
        ("texts/agreement.md", AGREEMENT.into()),
        (".gitignore", IGNORED.into()),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_string(), text.into_bytes()))
    .collect()
}
