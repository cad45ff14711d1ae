//! Everything that needs whole scenarios: the reference figures, round trips, and input made to break things.

mod hostile;
mod reference;
mod round_trip;
mod support;
