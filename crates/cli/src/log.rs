//! The log of the talks as a file: one event a line, in JSON, only ever added to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use detente_talks::{Event, Log};

use crate::failure::Failure;

/// Where it lies in a case folder.
pub(crate) const PLACE: &str = "mediator/log.jsonl";
/// Largest log that is read.
const LARGEST: u64 = 1 << 30;

/// The log of a case folder. Whatever was acknowledged stays, whenever the program or the machine stops: an event is one
/// line, written under a lock and safe on the disk before anyone is told. A last line without its end was never
/// acknowledged; readers leave it out and the next writer cuts it off.
#[derive(Debug)]
pub(crate) struct FileLog {
    path: PathBuf,
}

/// Why a log cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// The machine failed.
    #[error("{what} {}: {source}", path.display())]
    Machine { what: &'static str, path: PathBuf, source: io::Error },
    /// The file is not what this program wrote.
    #[error("{} is damaged", path.display())]
    Damaged { path: PathBuf, line: usize, what: String },
}

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Machine { what, path, source } => {
                Failure::Machine { what: format!("{what} {}", path.display()), source }
            }
            // Not where, nor what stands there: not everyone may know that.
            damaged @ Broken::Damaged { .. } => Failure::help(
                damaged.to_string(),
                "a mediator's `detente check` says where; put back the last copy that was whole",
            ),
        }
    }
}

impl FileLog {
    pub(crate) fn of(case: &Path) -> Self {
        Self { path: case.join(PLACE) }
    }

    fn machine(&self, what: &'static str) -> impl Fn(io::Error) -> Broken {
        let path = self.path.clone();
        move |source| Broken::Machine { what, path: path.clone(), source }
    }

    /// Opens the file, if it is one: never waits for a pipe.
    fn open(&self, options: &OpenOptions) -> Result<Option<File>, Broken> {
        match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Ok(there) if !there.is_file() => {
                let odd = io::Error::other("it is not an ordinary file");
                return Err(self.machine("could not read")(odd));
            }
            _ => {}
        }
        options.open(&self.path).map(Some).map_err(self.machine("could not read"))
    }

    /// The events, how many bytes they take, and whether the last of them lacks its line's end. What stands after the last
    /// line's end is an event that lost it, or half of one that nobody was told of.
    fn read(&self, file: &mut File) -> Result<(Vec<Event>, u64, bool), Broken> {
        let damaged = |line: usize, what: String| Broken::Damaged { path: self.path.clone(), line, what };
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(self.machine("could not read"))?;
        if bytes.len() as u64 > LARGEST {
            return Err(damaged(1, format!("logs up to {} MiB are read", LARGEST >> 20)));
        }
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut events = Vec::new();
        for (at, line) in bytes[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let event: Event = serde_json::from_slice(line)
                .map_err(|error| damaged(at + 1, format!("no event: {error}")))?;
            if event.number != at as u64 + 1 {
                return Err(damaged(
                    at + 1,
                    format!("event {} stands where {} should", event.number, at + 1),
                ));
            }
            events.push(event);
        }
        match serde_json::from_slice::<Event>(&bytes[whole..]) {
            Ok(last) if last.number == events.len() as u64 + 1 => {
                events.push(last);
                Ok((events, bytes.len() as u64, true))
            }
            _ => Ok((events, whole as u64, false)),
        }
    }

    /// What is wrong with the log and where, for those who may know.
    pub(crate) fn damage(&self) -> Option<(usize, String)> {
        match self.events() {
            Err(Broken::Damaged { line, what, .. }) => Some((line, what)),
            Err(Broken::Machine { source, .. }) => Some((1, source.to_string())),
            Ok(_) => None,
        }
    }
}

impl Log for FileLog {
    type Error = Broken;

    fn events(&self) -> Result<Vec<Event>, Broken> {
        let Some(mut file) = self.open(OpenOptions::new().read(true))? else { return Ok(Vec::new()) };
        file.lock_shared().map_err(self.machine("could not lock"))?;
        Ok(self.read(&mut file)?.0)
    }

    fn append(&mut self, event: &Event) -> Result<bool, Broken> {
        let machine = self.machine("could not write");
        let folder = self.path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        fs::create_dir_all(&folder).map_err(&machine)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let file = match self.open(&options)? {
            Some(file) => Ok(file),
            None => options.create(true).truncate(false).open(&self.path),
        };
        let mut file = file.map_err(&machine)?;
        file.lock().map_err(&machine)?;
        let (events, whole, endless) = self.read(&mut file)?;
        if event.number != events.len() as u64 + 1 {
            return Ok(false);
        }
        let mut line = serde_json::to_vec(event).map_err(|error| machine(error.into()))?;
        line.push(b'\n');
        let mut write = || {
            file.set_len(whole)?;
            file.seek(SeekFrom::Start(whole))?;
            if endless {
                file.write_all(b"\n")?;
            }
            file.write_all(&line)?;
            file.sync_all()?;
            if events.is_empty() {
                // The file itself is new: its name has to be safe too.
                File::open(&folder)?.sync_all()?;
            }
            Ok(())
        };
        write().map_err(&machine)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(number: u64) -> Event {
        let at = "2026-10-01T08:00:00Z".parse().unwrap();
        Event { number, at, by: "ana".into(), instrument: None, act: detente_talks::Act::Agree }
    }

    #[test]
    fn half_a_line_was_never_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = FileLog::of(folder.path());
        assert!(log.events().unwrap().is_empty());
        assert!(log.append(&event(1)).unwrap() && log.append(&event(2)).unwrap());
        let whole = fs::read(folder.path().join(PLACE)).unwrap();
        for cut in 0..whole.len() {
            fs::write(folder.path().join(PLACE), &whole[..cut]).unwrap();
            let kept = log.events().unwrap().len();
            // An event without its line's end is one all the same: an editor may have taken the end away.
            let ends = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            let lost = usize::from(whole[cut] == b'\n');
            assert_eq!(kept, ends + lost);
            assert!(log.append(&event(kept as u64 + 1)).unwrap());
            assert_eq!(log.events().unwrap().len(), kept + 1);
        }
    }

    #[test]
    fn who_comes_second_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = FileLog::of(folder.path());
        assert!(log.append(&event(1)).unwrap());
        assert!(!log.append(&event(1)).unwrap());
        assert!(!log.append(&event(3)).unwrap());
        assert_eq!(log.events().unwrap().len(), 1);
    }

    #[test]
    fn what_others_wrote_is_not_guessed_at() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = FileLog::of(folder.path());
        assert!(log.append(&event(1)).unwrap());
        let whole = fs::read_to_string(folder.path().join(PLACE)).unwrap();
        for (text, with) in [
            (format!("{whole}{whole}"), "line 2: event 1 stands where 2 should"),
            (format!("{whole}\n"), "line 2: no event"),
            (format!("{whole}{{}}\n"), "line 2: no event"),
            (whole.replace("agree", "bribe"), "line 1: no event"),
        ] {
            fs::write(folder.path().join(PLACE), text).unwrap();
            let said = log.events().unwrap_err().to_string();
            assert!(said.ends_with("is damaged"), "{said}");
            let (line, what) = log.damage().unwrap();
            assert!(format!("line {line}: {what}").contains(with), "{line}: {what}");
            assert!(log.append(&event(2)).is_err());
        }
    }
}
