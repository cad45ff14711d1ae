//! Numbers in JSON and YAML values.

use detente_case::Number;

use crate::node::Node;
use crate::report::{Report, short};
use crate::source::Source;
use crate::text;

/// The number of a scalar: an `R5` if it took good will, an `E3` if there is none. Quoted numbers are numbers here.
pub(crate) fn number(node: &Node, what: &str, source: &Source, report: &mut Report) -> Option<Number> {
    let Some(written) = node.text() else {
        report.error("E3", source, node.span.clone(), format!("{what} is not a number but a list or map"));
        return None;
    };
    match text::number(written) {
        Ok(read) => {
            if read.bent {
                let found = format!("{what} \"{}\"", short(written));
                report.repair("R5", source, node.span.clone(), found, format!("as {}", read.value));
            }
            Some(read.value)
        }
        Err(why) => {
            if let (text::Unreadable::NotANumber, Some(value)) = (&why, text::yaml_number(written)) {
                return Some(value);
            }
            let message = format!("{what} \"{}\" {why}", short(written));
            report.error_with_help(
                "E3",
                source,
                node.span.clone(),
                message,
                "write a plain decimal such as 0.25",
            );
            None
        }
    }
}

/// A whole number that can be a bound.
pub(crate) fn whole(node: &Node, what: &str, source: &Source, report: &mut Report) -> Option<i64> {
    let value = number(node, what, source, report)?;
    let fits = value.to_i64().filter(|value| value.unsigned_abs() <= crate::assemble::LARGEST_BOUND as u64);
    if fits.is_none() {
        let message = format!("{what} {} is not a whole number of sensible size", short(&value.to_string()));
        report.error("E3", source, node.span.clone(), message);
    }
    fits
}
