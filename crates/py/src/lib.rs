//! Detente for Python: the module `detente._detente`, which the package `detente` is written on.
//!
//! Holds nothing of its own: it turns Python's values into those of the crates below and back. Files are read by the package in
//! Python; here they come as names and bytes. What can be large, worths and points, passes as buffers, without a copy on the way in; results
//! with a schema pass as their JSON.

mod case;
mod conflict;
mod frontier;
mod negotiator;
mod scenario;
mod statements;
mod tournament;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// What cannot be done, as Python's `ValueError`.
fn wrong(error: impl std::fmt::Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// Names, purposes and sources of all negotiators.
#[pyfunction]
fn negotiators() -> Vec<(&'static str, &'static str, &'static str)> {
    detente_sim::NEGOTIATORS.iter().map(|listed| (listed.name, listed.does, listed.source)).collect()
}

/// The module.
#[pymodule]
fn _detente(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<case::Case>()?;
    module.add_class::<scenario::Scenario>()?;
    module.add_class::<negotiator::Seat>()?;
    module.add_class::<negotiator::Seated>()?;
    module.add_class::<tournament::Tournament>()?;
    module.add_function(wrap_pyfunction!(frontier::frontier, module)?)?;
    module.add_function(wrap_pyfunction!(conflict::moves, module)?)?;
    module.add_function(wrap_pyfunction!(statements::extract, module)?)?;
    module.add_function(wrap_pyfunction!(negotiators, module)?)
}
