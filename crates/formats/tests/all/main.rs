//! Everything that needs whole scenarios: the reference figures, round trips, and input made to break things.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod repairs;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod support;
