//! What each side says in public, issue by issue, over time.

use schemars::JsonSchema;
use serde::Serialize;

use super::entry::{Entry, Says};
use crate::meaning::Response;

/// A side's public words on an issue, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublicLine {
    /// Id of the party or third party.
    pub party: String,
    /// Id of the issue.
    pub issue: String,
    /// Each answer.
    pub points: Vec<Point>,
    /// Where it is going.
    pub trend: Trend,
}

/// One public answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Point {
    /// The day, where one is known; else that of publication.
    pub date: Option<String>,
    /// The answer.
    pub response: Response,
    /// From -100, rejected, to 100, accepted.
    pub polarity: Option<i32>,
    /// Id of the statement.
    pub statement: String,
}

/// Where public words are going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// The latest is less accepting than those before by a quarter of the scale or more.
    Hardening,
    /// The latest is more accepting.
    Softening,
    /// Neither.
    Steady,
    /// Fewer than two answers with a day.
    TooFew,
}

/// The public line of each side on each issue, from the answers that were confirmed.
pub fn public_lines(entries: &[Entry]) -> Vec<PublicLine> {
    let mut all: Vec<PublicLine> = Vec::new();
    for entry in timeline(entries) {
        let Some(party) = &entry.party else { continue };
        for (at, says) in entry.says.iter().enumerate() {
            // Two answers to one issue in one statement are one point: in part.
            let own = |other: &&Says| other.issue == says.issue && other.response.is_some();
            let Some(response) = says.response.filter(|_| !entry.says[..at].iter().any(|other| own(&other)))
            else {
                continue;
            };
            let answers: Vec<Response> =
                entry.says.iter().filter(own).filter_map(|says| says.response).collect();
            let mixed = answers.contains(&Response::Accept) && answers.len() > 1;
            let response = if mixed { Response::AcceptPart } else { response };
            let point = Point {
                date: entry.date.clone().or(entry.published.clone()),
                response,
                polarity: response.polarity(),
                statement: entry.id.clone(),
            };
            match all.iter_mut().find(|line| line.party == *party && line.issue == says.issue) {
                Some(line) => line.points.push(point),
                None => all.push(PublicLine {
                    party: party.clone(),
                    issue: says.issue.clone(),
                    points: vec![point],
                    trend: Trend::TooFew,
                }),
            }
        }
    }
    all.sort_by(|a, b| (&a.issue, &a.party).cmp(&(&b.issue, &b.party)));
    for line in &mut all {
        line.trend = trend(&line.points);
    }
    all
}

/// The latest answer against the mean of those before it.
fn trend(points: &[Point]) -> Trend {
    let dated: Vec<i32> =
        points.iter().filter(|point| point.date.is_some()).filter_map(|point| point.polarity).collect();
    let Some((latest, before)) = dated.split_last().filter(|parts| !parts.1.is_empty()) else {
        return Trend::TooFew;
    };
    let many = i32::try_from(before.len()).unwrap_or(i32::MAX);
    let mean = before.iter().sum::<i32>() / many;
    match latest - mean {
        ..=-50 => Trend::Hardening,
        50.. => Trend::Softening,
        _ => Trend::Steady,
    }
}

/// Entries by day, oldest first; those without a day by that of publication, else at the end. Of one day, in the order of their reports
/// and of their places in them.
pub fn timeline(entries: &[Entry]) -> Vec<&Entry> {
    let mut all: Vec<&Entry> = entries.iter().collect();
    let day = |entry: &Entry| entry.date.clone().or(entry.published.clone());
    all.sort_by(|a, b| {
        let (x, y) = (day(a), day(b));
        x.is_none()
            .cmp(&y.is_none())
            .then(x.cmp(&y))
            .then_with(|| (&a.source, &a.spans, &a.id).cmp(&(&b.source, &b.spans, &b.id)))
    });
    all
}
