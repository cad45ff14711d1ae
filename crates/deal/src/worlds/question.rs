//! The question whose answer tells most of whether there is a zone.

use super::Worlds;
use crate::elementary::ln;

/// What could be asked of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Whether it could live with a package, by the package's place among those asked about.
    Package(usize),
}

/// A question, of whom, and what its answer is worth.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    pub(crate) party: usize,
    pub(crate) question: Question,
    /// How much less uncertain one would be whether there is a zone, on average over the answers, in bits.
    pub(crate) gain: f64,
    /// How likely the answer is yes.
    pub(crate) yes: f64,
    /// In what share of the worlds there is a zone after yes, and after no.
    pub(crate) after: [f64; 2],
}

/// The best question of each party: the mutual information between the answer and whether there is a zone. Never one whose
/// answer is the same in every world.
pub(crate) fn best_question(worlds: &Worlds) -> Vec<Asked> {
    let zone = &worlds.zone;
    let mut all: Vec<Asked> = Vec::new();
    for (party, packages) in worlds.yes.iter().enumerate() {
        let asked = packages.iter().enumerate().filter_map(|(at, yes)| {
            let answer = yes;
            let both: u32 = zone.iter().zip(answer).map(|(a, b)| (a & b).count_ones()).sum();
            let (open, yes): (u32, u32) = (
                zone.iter().map(|word| word.count_ones()).sum(),
                answer.iter().map(|word| word.count_ones()).sum(),
            );
            let count = worlds.count as u32;
            if yes == 0 || yes == count {
                return None;
            }
            let share = |some: u32, of: u32| f64::from(some) / f64::from(of);
            let before = entropy(share(open, count));
            let after = share(yes, count) * entropy(share(both, yes))
                + share(count - yes, count) * entropy(share(open - both, count - yes));
            let gain = (before - after).max(0.0);
            let after = [share(both, yes), share(open - both, count - yes)];
            Some(Asked { party, question: Question::Package(at), gain, yes: share(yes, count), after })
        });
        // Of equals the first.
        all.extend(asked.reduce(|best, next| if next.gain > best.gain + 1e-12 { next } else { best }));
    }
    all.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(a.party.cmp(&b.party)));
    all
}

/// In bits, of an answer that is yes with this share.
fn entropy(share: f64) -> f64 {
    let part = |share: f64| if share <= 0.0 { 0.0 } else { -share * log2(share) };
    part(share) + part(1.0 - share)
}

fn log2(of: f64) -> f64 {
    ln(of) / std::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(of: &[bool]) -> Vec<u64> {
        of.chunks(64)
            .map(|part| part.iter().enumerate().fold(0, |word, (at, on)| word | u64::from(*on) << at))
            .collect()
    }

    #[test]
    fn an_answer_that_settles_it_is_worth_all_there_is_to_know() {
        let zone = bits(&(0..1_000).map(|nth| nth % 4 == 0).collect::<Vec<_>>());
        let other = bits(&(0..1_000).map(|nth| nth % 2 == 0).collect::<Vec<_>>());
        let never = bits(&[false; 1_000]);
        let worlds = Worlds {
            count: 1_000,
            open: 250,
            unknown: 0,
            accepted: vec![250, 500, 0],
            regret: Vec::new(),
            zone: zone.clone(),
            yes: vec![vec![other.clone(), zone, never.clone()], vec![never, other.clone(), other]],
        };
        let asked = best_question(&worlds);
        let whole = 2.0 - 0.75 * log2(3.0);
        assert_eq!((asked[0].party, asked[0].question.clone()), (0, Question::Package(1)));
        assert!((asked[0].gain - whole).abs() < 1e-12, "{asked:?}");
        // Half the worlds are ruled out by the other, and the rest is even: H(1/4) − H(1/2)/2.
        assert_eq!((asked[1].party, asked[1].question.clone()), (1, Question::Package(1)));
        assert!((asked[1].gain - (whole - 0.5)).abs() < 1e-12, "{asked:?}");
    }
}
