//! A mediator's single text among made parties, which answer by worths of their own.

use std::fs;

use detente_case::Case;
use detente_deal::{Drafting, Heard};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Outcome, jobs};

/// What a run needs: the case as the mediator knows it, and what is true.
#[derive(Deserialize)]
struct Written {
    case: String,
    /// `worth[party][issue][option]`.
    worth: Vec<Vec<Vec<f64>>>,
    /// What each party says it needs: its walk-away, or more.
    asks: Vec<f64>,
    drafts: usize,
    seed: u64,
}

/// A case and the parties that answer.
pub(crate) struct Talks {
    case: Case,
    written: Written,
}

impl Talks {
    pub(crate) fn read(path: &str) -> Outcome<Self> {
        let written: Written = serde_json::from_slice(&fs::read(path)?)?;
        Ok(Self { case: jobs::case(&written.case)?, written })
    }

    /// Draft by draft; what was settled on in the end.
    pub(crate) fn run(&self) -> Outcome<Value> {
        let written = &self.written;
        let mut drafting = Drafting::new(&self.case, written.seed)?.ok_or("nothing can be drafted")?;
        let mut drafts: Vec<Vec<usize>> = Vec::new();
        while drafts.len() < written.drafts {
            let Some(next) = drafting.next_draft() else { break };
            for (party, worth) in written.worth.iter().enumerate() {
                drafting.hear(self.answer(party, worth, &next.package, drafts.last()))?;
            }
            drafts.push(next.package);
        }
        Ok(json!({ "drafts": drafts, "settled": drafting.settled() }))
    }

    fn answer(
        &self,
        party: usize,
        worth: &[Vec<f64>],
        package: &[usize],
        before: Option<&Vec<usize>>,
    ) -> Heard {
        let sum =
            |package: &[usize]| -> f64 { worth.iter().zip(package).map(|(row, option)| row[*option]).sum() };
        let costs = |issue: usize| {
            let most = worth[issue].iter().copied().fold(f64::NEG_INFINITY, f64::max);
            most - worth[issue][package[issue]]
        };
        let hurts = (0..package.len()).max_by(|a, b| costs(*a).total_cmp(&costs(*b)).then(b.cmp(a)));
        Heard {
            party,
            package: package.to_vec(),
            acceptable: Some(sum(package) >= self.written.asks[party] - 1e-9),
            better_than: before.map(|before| (before.clone(), sum(package) > sum(before) + 1e-9)),
            hurts: hurts.filter(|issue| costs(*issue) > 1e-9),
        }
    }
}
