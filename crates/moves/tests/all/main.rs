//! The graph model against the definitions, and against published results.

mod oracle;
mod published;
mod random;
