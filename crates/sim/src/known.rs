//! What a mediator who drafts goes by.

use detente_case::{Amount, Case, Mark, Preferences, Sourced, Worth};
use detente_deal::{Drafting, Worths};

/// A case that can be drafted from, made from what is held: combinations are left out of account; where worths are no averages of issues
/// with options, of each option one of three marks is known. And what was left out, in words; `None` where there is nothing to draft from.
pub fn drafted_from(case: &Case, worths: &Worths) -> Option<(Case, Option<&'static str>)> {
    let can = |case: &Case| matches!(Drafting::new(case, 1), Ok(Some(_)));
    if can(case) {
        return Some((case.clone(), None));
    }
    let mut plain = case.clone();
    for held in plain.preferences.iter_mut().chain(&mut plain.estimates).flatten() {
        held.combinations = None;
    }
    if can(&plain) {
        return Some((plain, Some("the mediator drafts as if no combination paid anything")));
    }
    let marked = marks(case, worths);
    can(&marked).then_some((
        marked,
        Some("the mediator who drafts is told of each option one of three marks, and nothing else"),
    ))
}

/// The case as a mediator holds it who was told of each option whether it lies in the upper, the middle or the lower third of its issue, for
/// each party, and nothing else.
pub fn marks(case: &Case, worths: &Worths) -> Case {
    let mut marked = case.clone();
    marked.estimates = vec![None; case.parties.len()];
    for (party, held) in marked.preferences.iter_mut().enumerate() {
        let mut told = Preferences::unknown(case.issues.len());
        told.worth = (0..case.issues.len())
            .map(|issue| Worth::Each(levels(worths, party, issue).into_iter().map(Sourced::told).collect()))
            .collect();
        *held = Some(told);
    }
    marked
}

/// A mark for each option of an issue, by the mean worth of the packages that have it.
fn levels(worths: &Worths, party: usize, issue: usize) -> Vec<Amount> {
    let many = worths.options[issue];
    let after: u64 = worths.options[issue + 1..].iter().map(|many| *many as u64).product();
    let (mut sums, mut counts) = (vec![0.0; many], vec![0.0_f64; many]);
    for (at, code) in worths.codes.iter().enumerate() {
        let worth = worths.worth[party][at];
        if worth.is_finite() {
            let option = (code / after % many as u64) as usize;
            sums[option] += worth;
            counts[option] += 1.0;
        }
    }
    let means: Vec<f64> = sums.iter().zip(&counts).map(|(sum, count)| sum / count.max(1.0)).collect();
    let (least, most) = means
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), mean| (mean.min(low), mean.max(high)));
    let share = |mean: f64| if most > least { (mean - least) / (most - least) } else { 1.0 };
    let mark = |mean: &f64| match share(*mean) {
        share if share > 2.0 / 3.0 => Mark::Acceptable,
        share if share > 1.0 / 3.0 => Mark::Discuss,
        _ => Mark::Unacceptable,
    };
    means.iter().map(|mean| Amount::Mark(mark(mean))).collect()
}
