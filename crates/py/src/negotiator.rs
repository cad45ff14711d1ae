//! Negotiators written in Python at tables run in Rust, and the other way round.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use detente_sim::{
    Chance, Entrant, Fault, Negotiator, Package, Packages, Preferences, Response, Semantics, Strategy, Table,
};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::wrong;

/// What a negotiator sees at its turn: its own preferences, the options, the clock.
#[pyclass(frozen, module = "detente._detente")]
pub(crate) struct Seat {
    preferences: Arc<Preferences>,
    packages: Arc<Packages>,
    /// Its place in the order of turns.
    #[pyo3(get)]
    party: usize,
    /// How many negotiate.
    #[pyo3(get)]
    parties: usize,
    /// The round, from 0.
    #[pyo3(get)]
    step: u32,
    /// How many rounds there are, or None.
    #[pyo3(get)]
    steps: Option<u32>,
    /// The part of the time that is over.
    #[pyo3(get)]
    time: f64,
}

#[pymethods]
impl Seat {
    /// What a package is worth to it.
    fn worth(&self, package: Package) -> PyResult<f64> {
        self.there(package).map(|package| self.preferences.worth(package))
    }

    /// What no agreement is worth; -inf where nothing was said.
    #[getter]
    fn walk_away(&self) -> f64 {
        self.preferences.walk_away()
    }

    /// The least and the most a package is worth, those aside that a red line forbids.
    #[getter]
    fn range(&self) -> (f64, f64) {
        (self.preferences.worst(), self.preferences.best())
    }

    /// How many packages there are.
    #[getter]
    fn packages(&self) -> usize {
        self.packages.len()
    }

    /// How many options each issue has.
    #[getter]
    fn options(&self) -> Vec<usize> {
        self.packages.options.clone()
    }

    /// The option of each issue in a package.
    fn package(&self, package: Package) -> PyResult<Vec<u32>> {
        self.there(package).map(|package| self.packages.package(package).to_vec())
    }

    /// The package with these options, or None.
    fn number(&self, options: Vec<u32>) -> Option<Package> {
        self.packages.number(&options)
    }

    /// The package at a rank, 0 the best, or None.
    fn ranked(&self, rank: usize) -> Option<Package> {
        self.preferences.ranked(rank)
    }

    /// How many packages it could live with: those are ranked first.
    #[getter]
    fn rational(&self) -> usize {
        self.preferences.rational()
    }

    /// Whether it could live with a package.
    fn accepts(&self, package: Package) -> PyResult<bool> {
        self.there(package).map(|package| self.preferences.accepts(package))
    }

    /// Of the packages it could live with the worst that is worth at least so much, or its best.
    fn at_least(&self, target: f64) -> Option<Package> {
        self.preferences.at_least(target, 0.0)
    }

    /// What every package is worth, as bytes of doubles.
    fn worths<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        let bytes: Vec<u8> = (0..self.preferences.len())
            .flat_map(|at| self.preferences.worth(at as Package).to_ne_bytes())
            .collect();
        PyBytes::new(py, &bytes)
    }
}

impl Seat {
    fn there(&self, package: Package) -> PyResult<Package> {
        if (package as usize) < self.packages.len() {
            return Ok(package);
        }
        Err(wrong(format!("there is no package {package}; there are {}", self.packages.len())))
    }
}

/// A Python object with `propose(seat)` and `respond(seat, offer)`, and of `heard(seat, party, offer)`, `lives_with(seat, text)` and
/// `prefers(seat, text, other)` what it likes.
struct Played {
    object: Py<PyAny>,
    table: Table,
}

impl Played {
    fn seat(&self, seat: &detente_sim::Seat<'_>) -> Seat {
        Seat {
            preferences: Arc::clone(&self.table.preferences[seat.party]),
            packages: Arc::clone(&self.table.packages),
            party: seat.party,
            parties: seat.parties,
            step: seat.step,
            steps: seat.steps,
            time: seat.time,
        }
    }

    /// Calls a method if the object has it; what goes wrong is a fault.
    fn ask<T>(
        &self,
        method: &str,
        seat: &detente_sim::Seat<'_>,
        arguments: &[u64],
        read: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T>,
    ) -> Result<Option<T>, Fault> {
        Python::attach(|py| {
            let object = self.object.bind(py);
            if !object.hasattr(method)? {
                return Ok(None);
            }
            let mut all = vec![self.seat(seat).into_pyobject(py)?.into_any()];
            for argument in arguments {
                all.push(argument.into_pyobject(py)?.into_any());
            }
            let said = object.call_method1(method, pyo3::types::PyTuple::new(py, all)?)?;
            read(&said).map(Some)
        })
        .map_err(|error: PyErr| Fault(in_words(&error, method).into()))
    }
}

/// Why no more is to be asked, though no negotiator is at fault: a person interrupted, or a class cannot be had as it was entered.
static STOPPED: Mutex<Option<PyErr>> = Mutex::new(None);

fn stopped() -> MutexGuard<'static, Option<PyErr>> {
    STOPPED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Passes it on to whoever called.
pub(crate) fn interrupted() -> PyResult<()> {
    stopped().take().map_or(Ok(()), Err)
}

/// Whether there is such a reason, without passing it on.
pub(crate) fn is_interrupted() -> bool {
    stopped().is_some()
}

/// What was thrown, in one line.
fn in_words(error: &PyErr, method: &str) -> String {
    Python::attach(|py| {
        let kind = error.get_type(py).name().map(|name| name.to_string()).unwrap_or_default();
        if error.is_instance_of::<pyo3::exceptions::PyKeyboardInterrupt>(py) || kind == "Unavailable" {
            *stopped() = Some(error.clone_ref(py));
        }
        let said = error.value(py).to_string();
        let said: String = said.lines().next().unwrap_or_default().chars().take(300).collect();
        if kind == "Lost" { said } else { format!("it threw {kind} in {method}: {said}") }
    })
}

impl Negotiator for Played {
    fn propose(&mut self, seat: &detente_sim::Seat<'_>) -> Result<Option<Package>, Fault> {
        let said = self.ask("propose", seat, &[], |said| {
            if said.is_none() {
                return Ok(None);
            }
            if said.is_instance_of::<pyo3::types::PyBool>() {
                return Err(wrong(format!("it offered {}, which is no package", shown(said))));
            }
            let nonsense = |_| wrong(format!("it offered {}, which is no package", shown(said)));
            said.extract::<Package>().map(Some).map_err(nonsense)
        })?;
        said.ok_or_else(|| Fault("it has no method propose".into()))
    }

    fn respond(&mut self, seat: &detente_sim::Seat<'_>, offer: Package) -> Result<Response, Fault> {
        let said = self.ask("respond", seat, &[offer.into()], |said| {
            if let Ok(yes) = said.extract::<bool>() {
                return Ok(if yes { Response::Accept } else { Response::Reject });
            }
            match said.extract::<String>().as_deref() {
                Ok("accept") => Ok(Response::Accept),
                Ok("reject") => Ok(Response::Reject),
                Ok("leave") => Ok(Response::Leave),
                _ => {
                    Err(wrong(format!("it answered {}, which is none of accept, reject, leave", shown(said))))
                }
            }
        })?;
        said.ok_or_else(|| Fault("it has no method respond".into()))
    }

    fn heard(&mut self, seat: &detente_sim::Seat<'_>, from: usize, offer: Package) {
        // A fault in hearing shows when it is next asked.
        let _ = self.ask("heard", seat, &[from as u64, offer.into()], |_| Ok(()));
    }

    fn lives_with(&mut self, seat: &detente_sim::Seat<'_>, text: Package) -> Result<bool, Fault> {
        let said = self.ask("lives_with", seat, &[text.into()], |said| said.extract())?;
        Ok(said.unwrap_or_else(|| seat.preferences.accepts(text)))
    }

    fn prefers(&mut self, seat: &detente_sim::Seat<'_>, text: Package, to: Package) -> Result<bool, Fault> {
        let said = self.ask("prefers", seat, &[text.into(), to.into()], |said| said.extract())?;
        Ok(said.unwrap_or_else(|| seat.preferences.worth(text) >= seat.preferences.worth(to)))
    }
}

fn shown(said: &Bound<'_, PyAny>) -> String {
    let mut text = said.repr().map(|repr| repr.to_string()).unwrap_or_else(|_| "something".into());
    if text.chars().count() > 80 {
        text = text.chars().take(79).chain(['…']).collect();
    }
    text
}

/// Who is entered from Python: a strategy's name, or an object that makes negotiators.
pub(crate) enum Entered {
    Named(Strategy),
    /// `name`, `seated(party, parties, seed)` which makes one, and perhaps `made_of`, a text.
    Made {
        name: String,
        made_of: Option<String>,
        maker: Py<PyAny>,
    },
}

impl Entered {
    /// From a name or an object.
    pub(crate) fn of(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(name) = given.extract::<String>() {
            return name.parse().map(Self::Named).map_err(wrong);
        }
        let name: String = given.getattr("name")?.extract()?;
        if !given.hasattr("seated")? {
            return Err(wrong("a negotiator is a name, or has `name` and `seated(party, parties, seed)`"));
        }
        let made_of = match given.getattr_opt("made_of")? {
            Some(text) => text
                .extract()
                .map_err(|_| wrong(format!("made_of of the negotiator {name} is neither a text nor None")))?,
            None => None,
        };
        Ok(Self::Made { name, made_of, maker: given.clone().unbind() })
    }
}

impl Entrant for Entered {
    fn name(&self) -> String {
        match self {
            Self::Named(strategy) => strategy.to_string(),
            Self::Made { name, .. } => name.clone(),
        }
    }

    fn made_of(&self) -> Option<String> {
        match self {
            Self::Named(_) => None,
            Self::Made { made_of, .. } => made_of.clone(),
        }
    }

    fn seated(
        &self,
        table: &Table,
        party: usize,
        semantics: Semantics,
        mut chance: Chance,
    ) -> Result<Box<dyn Negotiator>, Fault> {
        match self {
            Self::Named(strategy) => Ok(strategy.seated(semantics, chance)),
            Self::Made { maker, .. } => {
                let seed = (chance.even() * (1_u64 << 53) as f64) as u64;
                let parties = table.preferences.len();
                let object = Python::attach(|py| maker.call_method1(py, "seated", (party, parties, seed)))
                    .map_err(|error| Fault(in_words(&error, "seated").into()))?;
                Ok(Box::new(Played { object, table: table.clone() }))
            }
        }
    }

    fn curve(&self, semantics: Semantics) -> Option<detente_sim::Curve> {
        match self {
            Self::Named(strategy) => strategy.curve(semantics),
            Self::Made { .. } => None,
        }
    }
}

/// One of Detente's negotiators, seated: for tables run by others.
#[pyclass(frozen, module = "detente._detente")]
pub(crate) struct Seated {
    negotiator: Mutex<Box<dyn Negotiator>>,
    preferences: Arc<Preferences>,
    packages: Arc<Packages>,
    party: usize,
    parties: usize,
    steps: Option<u32>,
}

#[pymethods]
impl Seated {
    /// `worths`: what packages are worth, as a buffer of doubles in the order packages are counted.
    #[new]
    #[pyo3(signature = (strategy, options, worths, walk_away, party, parties, steps = None, seed = 0, semantics = "negmas"))]
    #[expect(clippy::too_many_arguments, reason = "named in Python")]
    fn new(
        py: Python<'_>,
        strategy: &str,
        options: Vec<usize>,
        worths: pyo3::buffer::PyBuffer<f64>,
        walk_away: Option<f64>,
        party: usize,
        parties: usize,
        steps: Option<u32>,
        seed: u64,
        semantics: &str,
    ) -> PyResult<Self> {
        let strategy: Strategy = strategy.parse().map_err(wrong)?;
        let semantics = crate::scenario::semantics(semantics)?;
        let worths = crate::scenario::worths(options, vec![worths.to_vec(py)?], vec![walk_away], vec![1.0])?;
        let table = Table::of(&worths);
        let [preferences] = &table.preferences[..] else {
            return Err(wrong("one party's worths are wanted"));
        };
        Ok(Self {
            negotiator: Mutex::new(strategy.seated(semantics, Chance::new(seed, 0, party as u64))),
            preferences: Arc::clone(preferences),
            packages: table.packages,
            party,
            parties,
            steps,
        })
    }

    /// Its offer, or None if it leaves.
    fn propose(&self, step: u32, time: f64) -> PyResult<Option<Package>> {
        self.locked()?.propose(&self.seat(step, time)).map_err(wrong)
    }

    /// "accept", "reject" or "leave".
    fn respond(&self, step: u32, time: f64, offer: Package) -> PyResult<&'static str> {
        let said = self.locked()?.respond(&self.seat(step, time), self.there(offer)?).map_err(wrong)?;
        Ok(match said {
            Response::Accept => "accept",
            Response::Reject => "reject",
            Response::Leave => "leave",
        })
    }

    /// Tells it of another's offer.
    fn heard(&self, step: u32, time: f64, party: usize, offer: Package) -> PyResult<()> {
        let offer = self.there(offer)?;
        self.locked()?.heard(&self.seat(step, time), party, offer);
        Ok(())
    }
}

impl Seated {
    fn locked(&self) -> PyResult<std::sync::MutexGuard<'_, Box<dyn Negotiator>>> {
        self.negotiator.lock().map_err(|_| wrong("the negotiator failed before"))
    }

    fn there(&self, package: Package) -> PyResult<Package> {
        if (package as usize) < self.packages.len() {
            return Ok(package);
        }
        Err(wrong(format!("there is no package {package}; there are {}", self.packages.len())))
    }

    fn seat(&self, step: u32, time: f64) -> detente_sim::Seat<'_> {
        detente_sim::Seat {
            preferences: &self.preferences,
            packages: &self.packages,
            party: self.party,
            parties: self.parties,
            step,
            steps: self.steps,
            time,
        }
    }
}
