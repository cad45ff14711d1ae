//! Standings in sentences and tables.

use super::{Interval, Standing, Standings};
use crate::said::{Said, SaidTable};

fn within(of: &Interval) -> String {
    match (of.low, of.high) {
        (Some(low), Some(high)) => format!("{:.3} ({low:.3} to {high:.3})", of.mean),
        _ => format!("{:.3}", of.mean),
    }
}

impl Standings {
    /// All that is to be said of them.
    pub fn said(&self) -> Vec<Said> {
        vec![self.league(), self.surely(), self.met()]
    }

    fn league(&self) -> Said {
        let row = |(place, one): (usize, &Standing)| {
            vec![
                format!("{}. {}", place + 1, one.negotiator),
                within(&one.share),
                format!("{:.3}", one.gain.mean),
                format!("{:.3}", one.agreed),
                format!("{:.3}", one.nash),
                format!("{:.0}", one.rounds),
                one.failed.to_string(),
            ]
        };
        let mut lines = vec![
            format!("{} negotiations; each setting counts alike. Intervals: {}, 95 times of 100.", counted(self.negotiations), self.intervals),
            "Share: what it has in the end, its walk-away without an agreement, as a share of its way from its worst package to its best. Gain: above its walk-away, as a share of the most it \
             could; below nothing where it takes less than that. Of Nash: the product of all gains as a share of the largest there is. Without an agreement gain and product are nothing."
                .into(),
        ];
        if self.negotiators.iter().any(|one| one.failed > 0) {
            lines.push("Failed: negotiations lost since the negotiator threw, was late or offered what is no package; the results say why.".into());
        }
        let rows = self.negotiators.iter().enumerate().map(row).collect();
        let heads = ["Negotiator", "Share", "Gain", "Agreed", "Of Nash", "Rounds", "Failed"];
        Said {
            heading: "Who fares how?".into(),
            lines,
            table: Some(SaidTable::new("The league, the largest mean share first", &heads, rows)),
        }
    }

    fn surely(&self) -> Said {
        let mut lines: Vec<String> = self
            .negotiators
            .iter()
            .filter(|one| !one.above.is_empty())
            .map(|one| format!("{} is above {}.", one.negotiator, one.above.join(", ")))
            .collect();
        lines.push(match (lines.is_empty(), self.heat.columns.len()) {
            (_, 0 | 1) => {
                "With one setting, nobody is compared: what holds there may not hold elsewhere.".into()
            }
            (true, _) => "Nobody is surely above another.".into(),
            (false, _) => "All others may differ by chance.".into(),
        });
        lines.push(
            "Surely: differences as large, over settings, come about by chance at most 5 times of 100, all comparisons counted (signs exchanged, after Holm)."
                .into(),
        );
        Said { heading: "Who is surely above whom?".into(), lines, table: None }
    }

    fn met(&self) -> Said {
        let names = &self.heat.rows;
        if self.meetings.is_empty() {
            return Said {
                heading: "Who fares how beside whom?".into(),
                lines: vec!["Only tables of two are compared this way.".into()],
                table: None,
            };
        }
        let cell = |own: &String, other: &String| {
            let met = self.meetings.iter().find(|met| met.negotiator == *own && met.other == *other);
            met.map_or_else(|| "–".to_string(), |met| format!("{:.2}", met.share))
        };
        let rows = names.iter().map(|own| {
            std::iter::once(own.clone()).chain(names.iter().map(|other| cell(own, other))).collect()
        });
        let heads: Vec<&str> =
            std::iter::once("Negotiator").chain(names.iter().map(String::as_str)).collect();
        Said {
            heading: "Who fares how beside whom?".into(),
            lines: Vec::new(),
            table: Some(SaidTable::new(
                "At tables of two: mean share of the row's negotiator beside the column's, by places in the league",
                &heads,
                rows.collect(),
            )),
        }
    }
}

fn counted(of: u64) -> String {
    let digits = of.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(",")
}
