//! A progress bar for work that takes longer than a second.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use detente_deal::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows nothing for a second, then a bar on standard error if that is a terminal.
pub(crate) struct Bar {
    since: Instant,
    bar: OnceLock<ProgressBar>,
    note: &'static str,
}

impl Bar {
    pub(crate) fn new() -> Self {
        Self::noting("")
    }

    /// With a note beside it.
    pub(crate) fn noting(note: &'static str) -> Self {
        Self { since: Instant::now(), bar: OnceLock::new(), note }
    }

    pub(crate) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn advance(&self, done: u64, total: u64) {
        if self.since.elapsed() < Duration::from_secs(1) {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
            if let Ok(style) = ProgressStyle::with_template("{bar:20} {percent:>3} %  {eta} left{msg}") {
                bar.set_style(style);
            }
            bar.set_message(self.note);
            bar
        });
        if bar.length() != Some(total) {
            bar.set_length(total);
        }
        bar.set_position(done);
    }
}
