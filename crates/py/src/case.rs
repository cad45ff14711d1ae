//! A case, read.

use std::collections::BTreeMap;
use std::sync::Arc;

use detente_deal::{Settings, Silent, analyze};
use detente_sim::rehearsal::{self, Procedure};
use detente_sim::{Protocol, Strategy};
use pyo3::prelude::*;

use crate::scenario::Scenario;
use crate::wrong;

/// A case: a case folder, or another tool's scenario, from its files.
#[pyclass(frozen, module = "detente._detente")]
pub(crate) struct Case {
    pub(crate) case: Arc<detente_case::Case>,
    notes: Vec<String>,
}

#[pymethods]
impl Case {
    /// From files, by their paths in the folder. `reading`: "own", or "negmas" for NegMAS's reading of GENIUS files.
    #[new]
    #[pyo3(signature = (files, reading = "own"))]
    fn new(files: BTreeMap<String, Vec<u8>>, reading: &str) -> PyResult<Self> {
        if files.contains_key("case.toml") {
            let read = detente_case::read(&files);
            let told = |problem: &detente_case::Problem| {
                let text = files.get(&problem.file).map(|bytes| String::from_utf8_lossy(bytes));
                let (line, _) =
                    detente_case::line_and_column(text.as_deref().unwrap_or(""), problem.span.start);
                let help = problem.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
                format!("{}:{line}: {}{help}", problem.file, problem.message)
            };
            let notes: Vec<String> = read.problems.iter().map(told).collect();
            let case = read.case.ok_or_else(|| wrong(notes.join("\n")))?;
            return Ok(Self { case: Arc::new(case), notes });
        }
        let reading = match reading {
            "own" => detente_formats::Reading::Own,
            "negmas" => detente_formats::Reading::Negmas,
            other => return Err(wrong(format!("there is no reading \"{other}\": own or negmas"))),
        };
        let settings = detente_formats::Settings { reading, ..Default::default() };
        match detente_formats::read(&files, &settings) {
            Ok(scenario) => {
                let repairs = scenario.repairs.iter();
                let notes = repairs.map(|repair| {
                    format!(
                        "{}:{}: repaired [{}]: {}; taken {}",
                        repair.file, repair.line, repair.code, repair.found, repair.taken
                    )
                });
                Ok(Self { case: Arc::new(scenario.case), notes: notes.collect() })
            }
            Err(problems) => {
                let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Err(wrong(all.join("\n")))
            }
        }
    }

    /// What it is called.
    #[getter]
    fn title(&self) -> &str {
        &self.case.title
    }

    /// Ids of the parties.
    #[getter]
    fn parties(&self) -> Vec<&str> {
        self.case.parties.iter().map(|party| party.id.as_str()).collect()
    }

    /// Each issue's id with the labels of its options; none for a real-valued one.
    #[getter]
    fn issues(&self) -> Vec<(&str, Vec<String>)> {
        let options = |issue: &detente_case::Issue| {
            let many = issue.domain.len().unwrap_or(0);
            (0..many).map(|option| issue.domain.label(option)).collect()
        };
        self.case.issues.iter().map(|issue| (issue.id.as_str(), options(issue))).collect()
    }

    /// Warnings and repairs made in reading, a line each.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    /// The analysis, as JSON.
    #[pyo3(signature = (worlds = 4096, seed = 1))]
    fn analyze(&self, py: Python<'_>, worlds: usize, seed: u64) -> PyResult<String> {
        let settings = Settings { worlds, seed, ..Settings::default() };
        let case = Arc::clone(&self.case);
        let analysis = py.detach(move || analyze(&case, &settings, &Silent)).map_err(wrong)?;
        serde_json::to_string(&analysis).map_err(wrong)
    }

    /// How the sides would fare by each procedure, a protocol and its negotiators each, as JSON; without any the usual six.
    #[pyo3(signature = (procedures = Vec::new(), worlds = 100, seed = 1, rounds = 100, semantics = "negmas", opening = None))]
    #[expect(clippy::too_many_arguments, reason = "named in Python")]
    fn rehearse(
        &self,
        py: Python<'_>,
        procedures: Vec<(String, Vec<String>)>,
        worlds: u32,
        seed: u64,
        rounds: u32,
        semantics: &str,
        opening: Option<Vec<usize>>,
    ) -> PyResult<String> {
        let procedure = |(protocol, negotiators): &(String, Vec<String>)| {
            let known = Protocol::named(protocol);
            let protocol = known.ok_or_else(|| wrong(format!("there is no protocol \"{protocol}\"")))?;
            let negotiators = negotiators.iter().map(|name| name.parse::<Strategy>().map_err(wrong));
            Ok(Procedure { protocol, negotiators: negotiators.collect::<PyResult<_>>()? })
        };
        let procedures = match procedures.is_empty() {
            true => Procedure::usual(),
            false => procedures.iter().map(procedure).collect::<PyResult<_>>()?,
        };
        let semantics = crate::scenario::semantics(semantics)?;
        let settings = rehearsal::Settings {
            procedures,
            worlds,
            seed,
            rounds,
            semantics,
            opening,
            ..Default::default()
        };
        let rehearsal = py.detach(|| rehearsal::rehearse(&self.case, &settings, &Silent)).map_err(wrong)?;
        serde_json::to_string(&rehearsal).map_err(wrong)
    }

    /// All packages with what they are worth, vague values as one number each.
    #[pyo3(signature = (name = None, grid = 21, most = 1_000_000))]
    fn scenario(&self, name: Option<String>, grid: usize, most: usize) -> PyResult<Scenario> {
        let worths = detente_deal::Worths::new(&self.case, grid, most).map_err(wrong)?;
        let parties = self.case.parties.iter().map(|party| party.name.clone()).collect();
        Ok(Scenario::new(
            name.unwrap_or_else(|| self.case.title.clone()),
            parties,
            worths,
            Some(Arc::clone(&self.case)),
        ))
    }
}
