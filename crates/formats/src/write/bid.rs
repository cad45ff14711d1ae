//! A walk-away as a package, for a tool that knows no other.

use detente_case::{Case, Number};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

use super::plan::Side;

/// Most packages looked at one by one.
const MOST: usize = 1_000_000;

/// The package written, and what it does not say exactly.
pub(super) struct Bid {
    pub(super) package: Vec<usize>,
    pub(super) note: Option<String>,
}

/// The package with the least worth that reaches the walk-away, the first of equals; `None` without a walk-away.
///
/// Exact up to a million packages; beyond that each issue in turn is lowered as far as the walk-away allows.
pub(super) fn for_walk_away(side: &Side, case: &Case) -> Option<Bid> {
    if let Some(package) = &side.package {
        return Some(Bid { package: package.clone(), note: None });
    }
    let limit = side.walk_away.as_ref()?;
    let sizes: Vec<usize> = case.issues.iter().map(|issue| issue.domain.len().unwrap_or(1).max(1)).collect();
    let count =
        sizes.iter().try_fold(1usize, |count, size| count.checked_mul(*size).filter(|count| *count <= MOST));
    let (found, searched) = match count {
        Some(_) => (search(side, &sizes, limit), "least worth"),
        None => (lower(side, &sizes, limit), "low worth (not searched to the end)"),
    };
    let (package, reached) = match found {
        Some(package) => (package, true),
        None => (best(side, &sizes), false),
    };
    let worth = side.worth(&package);
    let note = if !reached {
        Some(format!("no package reaches the walk-away {limit}; written as the best one, worth {worth}"))
    } else if worth == *limit {
        None
    } else {
        Some(format!("walk-away {limit} written as the package of {searched} that reaches it, worth {worth}"))
    };
    Some(Bid { package, note })
}

/// Worths as whole numbers over one denominator, with the limit; `None` if they do not fit.
fn whole(side: &Side, sizes: &[usize], limit: &Number) -> Option<(Vec<Vec<i128>>, i128)> {
    let rest = limit - &side.base;
    let mut multiple: BigInt = rest.denominator();
    let values: Vec<Vec<Number>> = side
        .courses
        .iter()
        .zip(sizes)
        .map(|(course, &size)| (0..size).map(|option| course.of(option)).collect())
        .collect();
    let most = BigInt::from(10).pow(24);
    for value in values.iter().flatten() {
        multiple = multiple.lcm(&value.denominator());
        if multiple > most {
            return None;
        }
    }
    let scale = Number::from(multiple);
    let scaled = |value: &Number| {
        let scaled = (value * &scale).floor();
        // Room for the sum over any number of issues that is searched.
        (scaled.bits() < 96).then(|| scaled.to_i128()).flatten()
    };
    let values = values.iter().map(|options| options.iter().map(scaled).collect::<Option<Vec<i128>>>());
    Some((values.collect::<Option<Vec<_>>>()?, scaled(&rest)?))
}

/// Worths to eighteen places, and a limit lowered by what the rounding can take away.
fn rounded(side: &Side, sizes: &[usize], limit: &Number) -> (Vec<Vec<i128>>, i128) {
    let scale = Number::from(1_000_000_000_000_000_000);
    let near = |value: &Number| (value * &scale).floor().to_i128().unwrap_or(i128::from(i64::MAX));
    let values = side.courses.iter().zip(sizes);
    let values =
        values.map(|(course, &size)| (0..size).map(|option| near(&course.of(option))).collect()).collect();
    (values, near(&(limit - &side.base)) - sizes.len() as i128)
}

fn search(side: &Side, sizes: &[usize], limit: &Number) -> Option<Vec<usize>> {
    // A cap does not change which packages reach a walk-away at or below it.
    if side.cap.as_ref().is_some_and(|cap| limit > cap) {
        return None;
    }
    let (values, limit) = whole(side, sizes, limit).unwrap_or_else(|| rounded(side, sizes, limit));
    let mut package = vec![0; sizes.len()];
    let mut sum: i128 = values.iter().map(|options| options.first().copied().unwrap_or(0)).sum();
    let mut least: Option<(i128, Vec<usize>)> = None;
    loop {
        if sum >= limit && least.as_ref().is_none_or(|(least, _)| sum < *least) {
            least = Some((sum, package.clone()));
        }
        // The next package, as an odometer turns.
        let mut at = sizes.len();
        loop {
            let Some(next) = at.checked_sub(1) else { return least.map(|(_, package)| package) };
            at = next;
            sum -= values[at][package[at]];
            package[at] += 1;
            if package[at] < sizes[at] {
                sum += values[at][package[at]];
                break;
            }
            package[at] = 0;
            sum += values[at][0];
        }
    }
}

fn best(side: &Side, sizes: &[usize]) -> Vec<usize> {
    let best = |(course, &size): (&super::plan::Course, &usize)| {
        (0..size).max_by_key(|&option| (course.of(option), std::cmp::Reverse(option))).unwrap_or(0)
    };
    side.courses.iter().zip(sizes).map(best).collect()
}

fn lower(side: &Side, sizes: &[usize], limit: &Number) -> Option<Vec<usize>> {
    let mut package = best(side, sizes);
    let sum = side
        .courses
        .iter()
        .zip(&package)
        .fold(side.base.clone(), |sum, (course, &option)| &sum + &course.of(option));
    if sum < *limit || side.cap.as_ref().is_some_and(|cap| limit > cap) {
        return None;
    }
    let mut spare = &sum - limit;
    for (at, course) in side.courses.iter().enumerate() {
        let now = course.of(package[at]);
        let affordable = |option: &usize| &now - &course.of(*option) <= spare;
        if let Some(option) =
            (0..sizes[at]).filter(affordable).min_by_key(|&option| (course.of(option), option))
        {
            spare = &spare - &(&now - &course.of(option));
            package[at] = option;
        }
    }
    Some(package)
}
