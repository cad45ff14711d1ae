//! The words of the reports, each in a sentence.

/// Word and meaning, in the order a reader meets them.
pub(crate) const GLOSSARY: &[(&str, &str)] = &[
    ("package", "One option for every issue."),
    (
        "worth",
        "What a package gives a party, in that party's own points, by what it said or by what was inferred. Points of \
         different parties need not be alike.",
    ),
    ("walk-away", "The worth of no agreement to a party. A party without one constrains nothing."),
    ("red line", "A combination of options that a party says it will not accept."),
    (
        "zone",
        "The packages at or above every walk-away that break no red line; equality counts (Raiffa 1982 calls it the \
         zone of agreement).",
    ),
    (
        "gain",
        "Worth above the walk-away, or above the party's worst package where no walk-away is held. A shortfall is a \
         gain below zero.",
    ),
    (
        "frontier",
        "The packages of the zone that no other improves for one party without loss to another (Pareto 1906).",
    ),
    ("ideal gain", "What a party would gain at the package of the zone that is best for it alone."),
    (
        "Nash",
        "The package with the largest product of gains; the units of the parties do not matter (Nash 1950).",
    ),
    (
        "Kalai-Smorodinsky",
        "The package where the party with the smallest share of its ideal gain has the largest such share; units do \
         not matter (Kalai and Smorodinsky 1975). Ties are settled by leximin.",
    ),
    (
        "egalitarian",
        "The package where the party that gains least gains most; it needs a common scale (Kalai 1977). Ties are \
         settled by leximin.",
    ),
    ("utilitarian", "The package with the largest sum of worths; it needs a common scale (Harsanyi 1955)."),
    (
        "leximin",
        "Compare the smallest values first, then the second smallest, and so on; the larger is preferred (Sen 1970).",
    ),
    (
        "conflict",
        "A smallest set of red lines and walk-aways that no package satisfies together: without any one of them some package \
         would (a minimal unsatisfiable set).",
    ),
    (
        "room for movement",
        "A smallest set of red lines and walk-aways without which some package satisfies all the others. What it costs: 1 for \
         each red line, and for a walk-away what it has to come down as a share of the party's range from worst to best.",
    ),
    (
        "world",
        "One complete set of preferences and walk-aways that fits all that is held. Worlds are drawn evenly from those that fit.",
    ),
    (
        "regret",
        "What the party that gains least from a package lacks against the best of the packages looked at, in one world, as a share \
         of a party's range from worst to best (Savage 1951).",
    ),
    (
        "room",
        "How much there is to share: the smallest share of its ideal gain that any party has in the Kalai-Smorodinsky package; where \
         there is no zone, minus what the nearest package lacks.",
    ),
    (
        "nearest package",
        "Where there is no zone: the package whose shortfalls below the walk-aways, each as a share of the party's \
         range from worst to best, add up to least.",
    ),
    (
        "certificate",
        "A reason that a person can check: a package that shows it, weights that bound every package, or the \
         statement that all were considered.",
    ),
];
