//! Reasons for what cannot be had.

use crate::analysis::Analysis;
use crate::figures::counted;
use crate::frontier::{MOST_PACKAGES, MOST_PARTIES, NotFound};
use crate::model::Model;

/// Gives one reason for everything a search would have found.
pub(super) fn refuse(analysis: &mut Analysis, reason: &str, zone: bool) {
    let solutions = ["nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "closest"];
    let paths = solutions.iter().map(|name| format!("solutions.{name}")).chain(["frontier".to_string()]);
    let paths = paths.chain(zone.then(|| "zone".to_string()));
    analysis.why.extend(paths.map(|path| (path, reason.to_string())));
}

/// Why a search found nothing, with the size that was in the way.
pub(super) fn reason(model: &Model, analysis: &Analysis, not_found: &NotFound) -> String {
    let packages = counted(&model.packages());
    let most = counted(&MOST_PACKAGES.into());
    match not_found {
        NotFound::Packages => {
            let mut linked: Vec<usize> = model.never.iter().flatten().map(|(issue, _)| *issue).collect();
            for side in &model.sides {
                side.terms.iter().for_each(|root| root.issues(&mut linked));
            }
            linked.sort_unstable();
            linked.dedup();
            let mut names: Vec<&str> =
                linked.iter().take(8).map(|&issue| analysis.issues[issue].name.as_str()).collect();
            if linked.len() > names.len() {
                names.push("…");
            }
            format!(
                "red lines, links or combinations tie {} issues together ({}), and there are {packages} packages; up to \
                 {most} can be looked at one by one",
                linked.len(),
                names.join(", ")
            )
        }
        NotFound::Frontier(size) => format!(
            "the frontier is too large to list: {} points with {} issues still to take, out of {packages} packages",
            size.points, size.issues_left
        ),
        NotFound::Parties => format!("at most {MOST_PARTIES} parties can be analysed"),
    }
}
