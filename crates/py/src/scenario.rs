//! A scenario to play, and one negotiation on it.

use std::sync::{Arc, OnceLock};

use detente_deal::Worths;
use detente_sim::{
    Chance, Deadline, Entrant, How, Measures, Negotiator, Protocol, Semantics, Table, Terms, Turn,
    drafted_from, play,
};
use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

use crate::negotiator::Entered;
use crate::wrong;

/// All packages with what they are worth to each party.
#[pyclass(frozen, module = "detente._detente")]
pub(crate) struct Scenario {
    pub(crate) inner: detente_sim::tournament::Scenario,
    table: Table,
    measures: OnceLock<Measures>,
}

impl Scenario {
    pub(crate) fn new(
        name: String,
        parties: Vec<String>,
        worths: Worths,
        case: Option<Arc<detente_case::Case>>,
    ) -> Self {
        let table = Table::of(&worths);
        let inner = detente_sim::tournament::Scenario { name, parties, worths: Arc::new(worths), case };
        Self { inner, table, measures: OnceLock::new() }
    }

    fn measures(&self) -> &Measures {
        self.measures.get_or_init(|| Measures::of(&self.table))
    }

    fn party(&self, party: usize) -> PyResult<&Arc<detente_sim::Preferences>> {
        self.table.preferences.get(party).ok_or_else(|| wrong(format!("there is no party {party}")))
    }
}

pub(crate) fn semantics(name: &str) -> PyResult<Semantics> {
    Semantics::named(name).ok_or_else(|| wrong(format!("no semantics \"{name}\": negmas or genius")))
}

/// An array of doubles, or what NumPy makes one of.
fn doubles(py: Python<'_>, given: &Bound<'_, PyAny>) -> PyResult<Vec<f64>> {
    if let Ok(buffer) = PyBuffer::<f64>::get(given) {
        return buffer.to_vec(py);
    }
    let made = py.import("numpy")?.call_method1("ascontiguousarray", (given, "float64"))?;
    PyBuffer::<f64>::get(&made.call_method0("ravel")?)?.to_vec(py)
}

/// Worths from plain values: packages are all combinations of options, counted with the last issue fastest.
pub(crate) fn worths(
    options: Vec<usize>,
    worth: Vec<Vec<f64>>,
    walk_away: Vec<Option<f64>>,
    discount: Vec<f64>,
) -> PyResult<Worths> {
    let packages = options.iter().try_fold(1_usize, |all, many| all.checked_mul(*many));
    let packages = packages.filter(|many| *many > 0 && *many <= u32::MAX as usize);
    let packages = packages.ok_or_else(|| wrong("there is no package, or more than can be counted"))?;
    if worth.len() != walk_away.len() || worth.len() != discount.len() {
        return Err(wrong("worths, walk-aways and discounts are for the same parties"));
    }
    for (party, worth) in worth.iter().enumerate() {
        if worth.len() != packages {
            let what = format!("party {party} has {} worths for {packages} packages", worth.len());
            return Err(wrong(what));
        }
        if worth.iter().any(|worth| worth.is_nan() || *worth == f64::INFINITY) {
            return Err(wrong(format!("a worth of party {party} is no number")));
        }
    }
    if walk_away.iter().flatten().any(|away| away.is_nan()) {
        return Err(wrong("a walk-away is no number"));
    }
    if discount.iter().any(|discount| !(*discount > 0.0 && *discount <= 1.0)) {
        return Err(wrong("a discount lies above 0 and not above 1"));
    }
    // −∞ is how other tools say that there is none.
    let walk_away = walk_away.into_iter().map(|away| away.filter(|away| *away > f64::NEG_INFINITY));
    Ok(Worths {
        codes: (0..packages as u64).collect(),
        options,
        worth,
        walk_away: walk_away.collect(),
        discount,
    })
}

#[pymethods]
impl Scenario {
    /// From options per issue and, for each party, what every combination of options is worth (the last issue's options change fastest).
    #[staticmethod]
    #[pyo3(signature = (name, parties, options, worth, walk_away = None, discount = None))]
    fn from_worths(
        py: Python<'_>,
        name: String,
        parties: Vec<String>,
        options: Vec<usize>,
        worth: Vec<Bound<'_, PyAny>>,
        walk_away: Option<Vec<Option<f64>>>,
        discount: Option<Vec<f64>>,
    ) -> PyResult<Self> {
        let worth = worth.iter().map(|given| doubles(py, given)).collect::<PyResult<Vec<_>>>()?;
        let walk_away = walk_away.unwrap_or_else(|| vec![None; worth.len()]);
        let discount = discount.unwrap_or_else(|| vec![1.0; walk_away.len()]);
        if parties.len() != worth.len() {
            return Err(wrong("each party has a name and worths"));
        }
        Ok(Self::new(name, parties, worths(options, worth, walk_away, discount)?, None))
    }

    /// Its name.
    #[getter]
    fn name(&self) -> &str {
        &self.inner.name
    }

    /// Names of the parties.
    #[getter]
    fn parties(&self) -> Vec<String> {
        self.inner.parties.clone()
    }

    /// How many options each issue has.
    #[getter]
    fn options(&self) -> Vec<usize> {
        self.inner.worths.options.clone()
    }

    /// What each party has with no agreement, or None.
    #[getter]
    fn walk_away(&self) -> Vec<Option<f64>> {
        self.inner.worths.walk_away.clone()
    }

    /// What worths shrink to over the whole time.
    #[getter]
    fn discount(&self) -> Vec<f64> {
        self.inner.worths.discount.clone()
    }

    fn __len__(&self) -> usize {
        self.table.packages.len()
    }

    /// What every package is worth to a party, as bytes of doubles.
    fn worths<'py>(&self, py: Python<'py>, party: usize) -> PyResult<Bound<'py, PyBytes>> {
        self.party(party)?;
        let bytes: Vec<u8> =
            self.inner.worths.worth[party].iter().flat_map(|worth| worth.to_ne_bytes()).collect();
        Ok(PyBytes::new(py, &bytes))
    }

    /// The option of each issue in a package.
    fn package(&self, package: u32) -> PyResult<Vec<u32>> {
        if package as usize >= self.table.packages.len() {
            return Err(wrong(format!(
                "there is no package {package}; there are {}",
                self.table.packages.len()
            )));
        }
        Ok(self.table.packages.package(package).to_vec())
    }

    /// The package with these options, or None.
    fn number(&self, options: Vec<u32>) -> Option<u32> {
        self.table.packages.number(&options)
    }

    /// The packages on the frontier of those all could live with.
    fn frontier(&self) -> Vec<u32> {
        self.measures().frontier().to_vec()
    }

    /// The package with the largest product of gains, or None where none suits all.
    fn nash(&self) -> Option<u32> {
        self.measures().best()
    }

    /// One negotiation. `negotiators`: a name, or a maker, for each party.
    #[pyo3(signature = (negotiators, protocol = "alternating", rounds = None, time = None, seed = 1, negotiation = 0, semantics = "negmas",
                        opening = None, trace = false))]
    #[expect(clippy::too_many_arguments, reason = "named in Python")]
    fn play<'py>(
        &self,
        py: Python<'py>,
        negotiators: Vec<Bound<'py, PyAny>>,
        protocol: &str,
        rounds: Option<u32>,
        time: Option<(f64, f64)>,
        seed: u64,
        negotiation: u64,
        semantics: &str,
        opening: Option<u32>,
        trace: bool,
    ) -> PyResult<Bound<'py, PyDict>> {
        let semantics = self::semantics(semantics)?;
        let protocol = Protocol::named(protocol)
            .ok_or_else(|| wrong(format!("no protocol \"{protocol}\": {}", Protocol::NAMES.join(", "))))?;
        let deadline = match (rounds, time) {
            (Some(_), Some(_)) => return Err(wrong("rounds or time, not both")),
            (_, None) => Deadline::Rounds(rounds.unwrap_or(100)),
            (None, Some((limit, turn))) if turn > 0.0 && limit / turn <= 1e6 => {
                Deadline::Time { limit, turn }
            }
            _ => return Err(wrong("time is (limit, turn): a turn is above 0, and at most a million fit")),
        };
        if rounds == Some(0) {
            return Err(wrong("a negotiation has one round at least"));
        }
        if opening.is_some_and(|opening| opening as usize >= self.table.packages.len()) {
            return Err(wrong(format!("the draft is no package; there are {}", self.table.packages.len())));
        }
        let entered: Vec<Entered> = negotiators.iter().map(Entered::of).collect::<PyResult<_>>()?;
        if entered.len() != self.table.preferences.len() {
            return Err(wrong(format!(
                "{} negotiators for {} parties",
                entered.len(),
                self.table.preferences.len()
            )));
        }
        let mut players: Vec<Box<dyn Negotiator>> = Vec::new();
        for (party, entrant) in entered.iter().enumerate() {
            let chance = Chance::new(seed, negotiation, party as u64);
            let seated = entrant.seated(&self.table, party, semantics, chance);
            crate::negotiator::interrupted()?;
            players.push(seated.map_err(wrong)?);
        }
        let terms = Terms { deadline, seed, negotiation, opening };
        let mut turns: Vec<Turn> = Vec::new();
        let drafts = matches!(protocol, Protocol::Mediated { .. });
        let held = self.inner.case.as_deref().filter(|_| drafts);
        let known = held.and_then(|case| drafted_from(case, &self.inner.worths)).map(|(known, _)| known);
        let case = known.as_ref();
        let ended = py
            .detach(|| match trace {
                true => play(&protocol, &self.table, &mut players, &terms, case, &mut turns),
                false => play(&protocol, &self.table, &mut players, &terms, case, &mut ()),
            })
            .map_err(wrong)?;
        crate::negotiator::interrupted()?;
        let told = PyDict::new(py);
        told.set_item("how", ended.how.word())?;
        told.set_item("agreement", ended.agreement())?;
        let whole = ended.how == How::Deadline;
        told.set_item("rounds", if whole { ended.step } else { ended.step + 1 })?;
        told.set_item("time", ended.time)?;
        told.set_item("offers", ended.offers)?;
        let (party, why) = match &ended.how {
            How::Failed(party, why) => (Some(*party), Some(why.to_string())),
            How::Left(party) => (Some(*party), None),
            _ => (None, None),
        };
        told.set_item("party", party)?;
        told.set_item("fault", why)?;
        let measures = self.measures();
        told.set_item("nash", measures.nash(ended.agreement()))?;
        let worths = self
            .table
            .preferences
            .iter()
            .map(|own| ended.agreement().map_or(own.walk_away(), |at| own.worth(at)));
        told.set_item("worth", worths.collect::<Vec<f64>>())?;
        if trace {
            let list = PyList::empty(py);
            for turn in turns {
                list.append((turn.step, turn.time, turn.party, turn.offer, turn.accepted))?;
            }
            told.set_item("trace", list)?;
        }
        Ok(told)
    }
}
