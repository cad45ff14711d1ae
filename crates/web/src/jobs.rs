//! Long work in the background: what was asked for is begun once, and looked after until it is done.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use detente_case::Case;
use detente_deal::{Analysis, Progress, Settings, analyze};
use detente_sim::rehearsal::{self, Rehearsal};
use sha2::{Digest, Sha256};

/// How long a page waits before it shows how far the work is.
const WAIT: Duration = Duration::from_millis(400);
/// Results kept for each side.
const KEPT: usize = 8;
/// How many of one side are at work at once.
const AT_ONCE: usize = 1;

/// Results by the digest of what was asked for, the latest last.
type Asked<T> = VecDeque<([u8; 32], Arc<Job<T>>)>;

/// Results of one kind that were asked for, by case and side.
pub(crate) struct Jobs<T>(Mutex<HashMap<(String, String), Asked<T>>>);

impl<T> Default for Jobs<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// One of them, at work or done.
struct Job<T> {
    done: AtomicU64,
    total: AtomicU64,
    result: Mutex<Option<Result<Arc<T>, String>>>,
    ready: Condvar,
}

impl<T: Send + Sync> Progress for Job<T> {
    fn advance(&self, done: u64, total: u64) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }
}

/// What has become of what was asked for.
pub(crate) enum Work<T> {
    /// The answer, or why there is none.
    Done(Result<Arc<T>, String>),
    /// So many hundredths are done.
    Going(u64),
    /// Others are at work; it will be begun when asked again.
    Waits,
}

impl Jobs<Analysis> {
    /// The analysis of a case, for a side of one of the talks: at once where it is quick or known.
    pub(crate) fn analysis(&self, whose: (&str, &str), case: &Case, settings: &Settings) -> Work<Analysis> {
        let (case, settings) = (case.clone(), settings.clone());
        self.work(whose, &format!("{case:?}{settings:?}"), move |progress| {
            analyze(&case, &settings, progress).map_err(|refusal| refusal.to_string())
        })
    }
}

impl Jobs<Rehearsal> {
    /// The rehearsal of a case, likewise.
    pub(crate) fn rehearsal(
        &self,
        whose: (&str, &str),
        case: &Case,
        settings: &rehearsal::Settings,
    ) -> Work<Rehearsal> {
        let (case, settings) = (case.clone(), settings.clone());
        self.work(whose, &format!("{case:?}{settings:?}"), move |progress| {
            rehearsal::rehearse(&case, &settings, progress).map_err(|why| why.to_string())
        })
    }
}

impl<T: Send + Sync + 'static> Jobs<T> {
    fn work(
        &self,
        (talks, side): (&str, &str),
        asked: &str,
        make: impl FnOnce(&dyn Progress) -> Result<T, String> + Send + 'static,
    ) -> Work<T> {
        let key: [u8; 32] = Sha256::digest(asked).into();
        let mut sides = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = sides.entry((talks.into(), side.into())).or_default();
        let known = all.iter().find(|(known, _)| *known == key).map(|(_, job)| Arc::clone(job));
        let job = match known {
            Some(job) => job,
            None => {
                let busy = |job: &Job<T>| job.result.lock().unwrap_or_else(PoisonError::into_inner).is_none();
                if all.iter().filter(|(_, job)| busy(job)).count() >= AT_ONCE {
                    return Work::Waits;
                }
                while all.len() >= KEPT {
                    all.pop_front();
                }
                let job = Arc::new(Job {
                    done: AtomicU64::new(0),
                    total: AtomicU64::new(0),
                    result: Mutex::new(None),
                    ready: Condvar::new(),
                });
                all.push_back((key, Arc::clone(&job)));
                begin(&job, make);
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

fn begin<T: Send + Sync + 'static>(
    job: &Arc<Job<T>>,
    make: impl FnOnce(&dyn Progress) -> Result<T, String> + Send + 'static,
) {
    let job = Arc::clone(job);
    std::thread::spawn(move || {
        let work = std::panic::AssertUnwindSafe(|| make(&*job));
        let result = match std::panic::catch_unwind(work) {
            Ok(result) => result.map(Arc::new),
            // The others still get their turn.
            Err(_) => Err("the work failed; that is a mistake of this program".into()),
        };
        *job.result.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        job.ready.notify_all();
    });
}
