//! Exact numbers as words.

use detente_case::Number;
use num_bigint::BigUint;

/// A count as people read it: `15,552`.
pub(crate) fn counted(count: &BigUint) -> String {
    let digits = count.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(",")
}

/// A number short enough to read: as it is, or to six decimals.
pub(crate) fn figure(value: &Number) -> String {
    let text = value.to_string();
    if text.len() <= 9 && !text.contains('/') { text } else { format!("{:.6}", value.to_f64()) }
}
