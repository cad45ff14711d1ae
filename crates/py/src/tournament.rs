//! Tournaments.

use std::sync::Arc;

use detente_deal::Silent;
use detente_sim::Entrant;
use detente_sim::tournament::{Shelf, Spec, Standings};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::negotiator::{Entered, interrupted, is_interrupted};
use crate::scenario::Scenario;
use crate::wrong;

/// A tournament that can be played, batch by batch.
#[pyclass(frozen, module = "detente._detente")]
pub(crate) struct Tournament {
    inner: detente_sim::tournament::Tournament,
}

/// A Python object with `get(name)`, bytes or None, and `put(name, bytes)`.
struct Kept(Py<PyAny>);

impl Shelf for Kept {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        Python::attach(|py| self.0.call_method1(py, "get", (name,))?.extract(py))
            .map_err(|error: PyErr| error.to_string())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        if is_interrupted() {
            return Err("interrupted".into());
        }
        Python::attach(|py| self.0.call_method1(py, "put", (name, PyBytes::new(py, bytes))))
            .map(drop)
            .map_err(|error| error.to_string())
    }
}

fn told(standings: &Standings) -> PyResult<String> {
    serde_json::to_string(standings).map_err(wrong)
}

#[pymethods]
impl Tournament {
    /// From the text of a tournament's file, its scenarios, and its negotiators in the text's order: a name or a maker each.
    #[new]
    fn new(
        text: &str,
        scenarios: Vec<PyRef<'_, Scenario>>,
        negotiators: Vec<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let entered: Vec<Entered> = negotiators.iter().map(Entered::of).collect::<PyResult<_>>()?;
        let own: Vec<String> = entered
            .iter()
            .filter(|entrant| matches!(entrant, Entered::Made { .. }))
            .map(Entrant::name)
            .collect();
        let spec = Spec::read(text, |name| own.iter().any(|own| own == name)).map_err(|mistake| {
            let (line, column) = detente_case::line_and_column(text, mistake.span.start);
            let help = mistake.help.map(|help| format!("; {help}")).unwrap_or_default();
            wrong(format!("{line}:{column}: {}{help}", mistake.what))
        })?;
        let scenarios: Vec<_> = scenarios.iter().map(|scenario| scenario.inner.clone()).collect();
        let entrants = entered.into_iter().map(|one| Arc::new(one) as Arc<dyn Entrant>).collect();
        let inner = detente_sim::tournament::Tournament::new(spec, &scenarios, entrants).map_err(wrong)?;
        Ok(Self { inner })
    }

    /// How many negotiations.
    #[getter]
    fn negotiations(&self) -> u64 {
        self.inner.negotiations()
    }

    /// How many batches.
    #[getter]
    fn batches(&self) -> u64 {
        self.inner.batches()
    }

    /// Paths of the scenarios in a tournament's text, and names of its negotiators.
    #[staticmethod]
    fn names(text: &str) -> PyResult<(Vec<String>, Vec<String>)> {
        let spec = Spec::read(text, |_| true).map_err(|mistake| {
            let (line, column) = detente_case::line_and_column(text, mistake.span.start);
            let help = mistake.help.map(|help| format!("; {help}")).unwrap_or_default();
            wrong(format!("{line}:{column}: {}{help}", mistake.what))
        })?;
        Ok((spec.scenarios, spec.negotiators))
    }

    /// Makes sure that a shelf holds this tournament or nothing.
    fn claim(&self, py: Python<'_>, shelf: Py<PyAny>) -> PyResult<()> {
        let kept = Kept(shelf);
        py.detach(|| self.inner.claim(&kept)).map_err(wrong)
    }

    /// Plays those of some batches that are not on the shelf yet; on so many threads, or all.
    #[pyo3(signature = (shelf, first, last, threads = None))]
    fn run(
        &self,
        py: Python<'_>,
        shelf: Py<PyAny>,
        first: u64,
        last: u64,
        threads: Option<usize>,
    ) -> PyResult<()> {
        let kept = Kept(shelf);
        let done = py.detach(|| match threads {
            None => self.inner.run(&kept, first..last, &Silent).map_err(|error| error.to_string()),
            Some(threads) => rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .map_err(|error| error.to_string())?
                .install(|| self.inner.run(&kept, first..last, &Silent).map_err(|error| error.to_string())),
        });
        interrupted()?;
        done.map_err(wrong)
    }

    /// What the files on a shelf come to, as JSON.
    fn standings(&self, py: Python<'_>, shelf: Py<PyAny>) -> PyResult<String> {
        let kept = Kept(shelf);
        told(&py.detach(|| self.inner.standings(&kept)).map_err(wrong)?)
    }
}
