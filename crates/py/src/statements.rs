//! Statements in the news.

use detente_record::{Cast, Source, extract as found, printed};
use pyo3::prelude::*;

use crate::case::Case;
use crate::wrong;

/// Statements of a text, as the JSON of a document; a case says who the people are, `published` the day of the text.
#[pyfunction]
#[pyo3(signature = (text, published = None, case = None, doc_id = "text"))]
pub(crate) fn extract(
    py: Python<'_>,
    text: &str,
    published: Option<&str>,
    case: Option<&Case>,
    doc_id: &str,
) -> PyResult<String> {
    let cast = case.map_or_else(Cast::default, |case| Cast::of(&case.case));
    let published = published.map(str::parse).transpose().map_err(wrong)?;
    let source = Source { text, published, ..Source::default() };
    let statements = py.detach(|| found(&source, &cast)).map_err(wrong)?;
    serde_json::to_string(&printed(doc_id, text, &statements, &cast)).map_err(wrong)
}
