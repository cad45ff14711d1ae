//! Long work in the background: what was asked for is begun once, and looked after until it is done.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use detente_case::Case;
use detente_deal::{Analysis, Progress, Settings, analyze};
use sha2::{Digest, Sha256};

/// How long a page waits before it shows how far the work is.
const WAIT: Duration = Duration::from_millis(400);
/// Results kept for each side.
const KEPT: usize = 8;
/// How many of one side are at work at once.
const AT_ONCE: usize = 1;

/// Analyses by the digest of what was asked for, the latest last.
type Asked = VecDeque<([u8; 32], Arc<Job>)>;

/// Analyses that were asked for, by case and side.
#[derive(Default)]
pub(crate) struct Jobs(Mutex<HashMap<(String, String), Asked>>);

/// One analysis, at work or done.
#[derive(Default)]
struct Job {
    done: AtomicU64,
    total: AtomicU64,
    result: Mutex<Option<Result<Arc<Analysis>, String>>>,
    ready: Condvar,
}

impl Progress for Job {
    fn advance(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }
}

/// What has become of what was asked for.
pub(crate) enum Work {
    /// The answer, or why there is none.
    Done(Result<Arc<Analysis>, String>),
    /// So many hundredths are done.
    Going(u64),
    /// Others are at work; it will be begun when asked again.
    Waits,
}

impl Jobs {
    /// The analysis of a case, for a side of one of the talks: at once where it is quick or known.
    pub(crate) fn analysis(&self, (talks, side): (&str, &str), case: &Case, settings: &Settings) -> Work {
        let key: [u8; 32] = Sha256::digest(format!("{case:?}{settings:?}")).into();
        let mut sides = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = sides.entry((talks.into(), side.into())).or_default();
        let known = all.iter().find(|(known, _)| *known == key).map(|(_, job)| Arc::clone(job));
        let job = match known {
            Some(job) => job,
            None => {
                let busy = |job: &Job| job.result.lock().unwrap_or_else(PoisonError::into_inner).is_none();
                if all.iter().filter(|(_, job)| busy(job)).count() >= AT_ONCE {
                    return Work::Waits;
                }
                while all.len() >= KEPT {
                    all.pop_front();
                }
                let job = Arc::new(Job::default());
                all.push_back((key, Arc::clone(&job)));
                begin(&job, case.clone(), settings.clone());
                job
            }
        };
        drop(sides);
        let result = job.result.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = job.ready.wait_timeout_while(result, WAIT, |result| result.is_none());
        let (result, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match &*result {
            Some(result) => Work::Done(result.clone()),
            None => {
                let total = job.total.load(Ordering::Relaxed).max(1);
                Work::Going((job.done.load(Ordering::Relaxed).saturating_mul(100) / total).min(99))
            }
        }
    }
}

fn begin(job: &Arc<Job>, case: Case, settings: Settings) {
    let job = Arc::clone(job);
    std::thread::spawn(move || {
        let work = std::panic::AssertUnwindSafe(|| analyze(&case, &settings, &*job));
        let result = match std::panic::catch_unwind(work) {
            Ok(result) => result.map(Arc::new).map_err(|refusal| refusal.to_string()),
            // The others still get their turn.
            Err(_) => Err("the analysis failed; that is a mistake of this program".into()),
        };
        *job.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        job.ready.notify_all();
    });
}
