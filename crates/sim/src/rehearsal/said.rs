//! A rehearsal in sentences and tables.

use super::{Likely, Rehearsal, Rehearsed};
use crate::said::{Said, SaidTable};

fn hundredths(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn within(likely: &Likely) -> String {
    format!("{:.0} % ({:.0} to {:.0})", likely.share * 100.0, likely.low * 100.0, likely.high * 100.0)
}

fn called(one: &Rehearsed) -> String {
    let opened = if one.opening { ", opening with the draft" } else { "" };
    format!("{}{opened}", one.procedure)
}

impl Rehearsal {
    /// All that is to be said of it. `name` gives a party's name by its id.
    pub fn said(&self, name: &dyn Fn(&str) -> String) -> Vec<Said> {
        let mut all = vec![self.rests_on(), self.outcomes()];
        all.extend(self.mediator());
        all.push(self.by_party(name));
        all.extend(self.agreed_on());
        all.extend(self.fitting(name));
        all
    }

    fn rests_on(&self) -> Said {
        let drawn = match (self.vague, self.worlds) {
            (true, worlds) => format!(
                "Each procedure is played once in each of {worlds} worlds: sets of preferences that fit what is held of the sides, drawn with seed {}.",
                self.seed
            ),
            (false, worlds) => format!(
                "Nothing that is held is vague in a way that could be drawn, so each procedure is played {worlds} times on the values as they are read, \
                 with seed {}.",
                self.seed
            ),
        };
        let held = &self.evidence;
        let oldest =
            held.oldest.as_ref().map(|date| format!(" The oldest date given with a value is {date}."));
        let mut lines = vec![
            format!(
                "{} values told, {} inferred, {} public.{}",
                held.told,
                held.inferred,
                held.public,
                oldest.unwrap_or_default()
            ),
            drawn,
            "The sides are played by negotiators that know their own side alone; a mediator knows what is held here. Under a mediator they answer by \
             their preferences. People may do otherwise, and may misstate what they want."
                .into(),
            format!("In {} of the worlds some package suits all sides.", within(&self.possible)),
        ];
        lines.extend(self.why.iter().map(|why| format!("Mind: {why}.")));
        Said { heading: "What does this rest on?".into(), lines, table: None }
    }

    fn outcomes(&self) -> Said {
        let partly = self.possible.share < 1.0;
        let row = |one: &Rehearsed| {
            let mut cells = vec![called(one), within(&one.agreed)];
            if partly {
                cells.push(one.agreed_where_possible.map_or_else(|| "–".into(), hundredths));
            }
            cells.extend([
                format!("{:.1} %", one.shortfall * 100.0),
                hundredths(one.nash),
                format!("{:.0}", one.rounds),
            ]);
            cells
        };
        let mut heads = vec!["Procedure", "Agreed"];
        if partly {
            heads.push("If possible");
        }
        heads.extend(["Short by", "Of Nash", "Rounds"]);
        let mut lines = vec![
            "Short by: what the nearest package on the table lacked for all to live with it, in shares of each side's range, added up; nothing where \
             they agreed, or where such a package was there and was not agreed on. Of Nash: the product of gains as a share of the largest there is; nothing where they did not agree."
                .to_string(),
        ];
        if partly {
            lines.push("If possible: agreements in the worlds in which some package suits all.".into());
        }
        let caption = "Each procedure over all worlds; in brackets the interval, 95 times of 100. Alternating and voting do without a mediator.";
        let rows = self.procedures.iter().map(row).collect();
        Said { heading: "How would it go?".into(), lines, table: Some(SaidTable::new(caption, &heads, rows)) }
    }

    /// The best with a mediator beside the best without, and what a draft changes.
    fn mediator(&self) -> Option<Said> {
        let plain = || self.procedures.iter().filter(|one| !one.opening);
        let best = |mediated: bool| {
            plain().filter(|one| one.mediated == mediated).reduce(|best, next| {
                let better = (next.agreed.share, next.nash) > (best.agreed.share, best.nash);
                if better { next } else { best }
            })
        };
        let mut lines = Vec::new();
        if let (Some(with), Some(without)) = (best(true), best(false)) {
            let apart = with.agreed.low > without.agreed.high || without.agreed.low > with.agreed.high;
            lines.push(format!(
                "With a mediator {} does best, with agreement in {} of the worlds and {} of Nash; without one {}, in {} and {}.",
                with.procedure,
                within(&with.agreed),
                hundredths(with.nash),
                without.procedure,
                within(&without.agreed),
                hundredths(without.nash)
            ));
            lines.push(match apart {
                true => "How often they agree differs by more than chance.".into(),
                false => "How often they agree may differ by chance: the intervals overlap.".into(),
            });
        }
        for one in self.procedures.iter().filter(|one| one.opening) {
            let Some(before) = plain().find(|plain| plain.procedure == one.procedure) else { continue };
            let same = (one.agreed, one.nash, one.rounds) == (before.agreed, before.nash, before.rounds);
            lines.push(match same {
                true => format!("{}: the draft makes no difference.", one.procedure),
                false => format!(
                    "{}: with the draft first, agreement in {} instead of {}, {} of Nash instead of {}, in {:.0} rounds instead of {:.0}.",
                    one.procedure,
                    within(&one.agreed),
                    within(&before.agreed),
                    hundredths(one.nash),
                    hundredths(before.nash),
                    one.rounds,
                    before.rounds
                ),
            });
        }
        if self.procedures.iter().any(|one| one.opening && !one.mediated) {
            lines.push("Without a mediator the draft is the first side's first offer.".into());
        }
        (!lines.is_empty()).then(|| Said {
            heading: "Does a mediator help, or the draft?".into(),
            lines,
            table: None,
        })
    }

    fn by_party(&self, name: &dyn Fn(&str) -> String) -> Said {
        let rows = self.procedures.iter().flat_map(|one| {
            let each = self.parties.iter().zip(one.gain.iter().zip(&one.carried));
            each.map(move |(party, (gain, carried))| {
                vec![
                    format!("{} – {}", called(one), name(party)),
                    hundredths(*gain),
                    carried.map_or_else(|| "–".into(), hundredths),
                ]
            })
        });
        let heads = ["Procedure – side", "Gain", "Steps"];
        Said {
            heading: "Who gains, and who carries the steps?".into(),
            lines: vec![
                "Gain: above the walk-away, as a share of the most the side could gain; below nothing where it took less than its walk-away. Steps: its part of all the way that the sides came down, each in its \
                 own worth."
                    .into(),
            ],
            table: Some(SaidTable::new("Means over all worlds", &heads, rows.collect())),
        }
    }

    fn agreed_on(&self) -> Option<Said> {
        let lines: Vec<String> = self
            .procedures
            .iter()
            .filter_map(|one| {
                let first = one.packages.first()?;
                let options = first.package.0.iter().map(|(issue, option)| format!("{issue}: {option}"));
                Some(format!(
                    "{}, in {} of the worlds: {}.",
                    called(one),
                    hundredths(first.share),
                    options.collect::<Vec<_>>().join("; ")
                ))
            })
            .collect();
        let heading = "What is agreed on most often?".into();
        (!lines.is_empty()).then_some(Said { heading, lines, table: None })
    }

    fn fitting(&self, name: &dyn Fn(&str) -> String) -> Option<Said> {
        let lines: Vec<String> = self
            .fit
            .iter()
            .map(|fit| match fit.agrees {
                Some(agrees) => format!(
                    "{} answered {} drafts; what is held of it gives the same answer in {}.",
                    name(&fit.party),
                    fit.answers,
                    hundredths(agrees)
                ),
                None => format!("{} answered no draft.", name(&fit.party)),
            })
            .collect();
        let heading = "Does what is held fit the shuttle?".into();
        (!lines.is_empty()).then_some(Said { heading, lines, table: None })
    }
}
