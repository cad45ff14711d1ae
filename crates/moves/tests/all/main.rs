//! The graph model against the definitions, and against published results.

mod doubt;
mod oracle;
mod power;
mod published;
mod random;
mod together;
