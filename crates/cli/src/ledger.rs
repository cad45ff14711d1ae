//! The public record of a case folder: `record/statements.jsonl` with the sources it cites, and what waits in `mediator/record.jsonl`.

use std::fs::TryLockError;
use std::fs::{File, OpenOptions, create_dir_all, read_dir, read_to_string, symlink_metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use detente_case::{Case, ThirdRole};
use detente_record::{
    Cast, Correction, Entry, Kind, LedgerError, Proposal, Report, ReportIn, Source, Tier, extract, propose,
    read, read_entries, read_proposals, write_lines,
};
use jiff::civil::Date;
use serde_json::json;

use crate::disk::write_file;
use crate::failure::Failure;
use crate::load::{LARGEST_FILE, load};

/// Where accepted statements are kept.
const STATEMENTS: &str = "record/statements.jsonl";
/// Where proposals and decisions are kept. Never shown to a party.
const PROPOSALS: &str = "mediator/record.jsonl";

/// The record of one case, held against others who write at the same time.
#[derive(Debug)]
pub(crate) struct Ledger {
    folder: PathBuf,
    pub(crate) case: Case,
    pub(crate) cast: Cast,
    pub(crate) entries: Vec<Entry>,
    pub(crate) proposals: Vec<Proposal>,
    /// Held as long as this is.
    lock: Option<File>,
}

/// A report that was read into the case.
#[derive(Debug)]
pub(crate) struct Added {
    /// Where it is kept.
    pub(crate) source: String,
    /// What was found that was not known.
    pub(crate) found: Vec<Proposal>,
    /// What was repaired in it, and what is missing.
    pub(crate) notes: Vec<String>,
}

impl Ledger {
    /// Reads the record of a case folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        if !folder.join("case.toml").exists() {
            return Err(Failure::help(
                format!("{} is no case folder", folder.display()),
                "name the folder that holds case.toml; `detente new FOLDER` makes one",
            ));
        }
        let case = load(folder, &detente_formats::Settings::default())?.case;
        let text = |path: &str| match read_to_string(folder.join(path)) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(source) => Err(Failure::Machine { what: format!("could not read {path}"), source }),
        };
        let wrong = |path: &str, error: LedgerError| {
            let place = format!("{}/{path}, line {}: {}", folder.display(), error.line, error.what);
            Failure::help(place, "mend that line, or take it out; each is a JSON object")
        };
        let entries = read_entries(&text(STATEMENTS)?).map_err(|error| wrong(STATEMENTS, error))?;
        let proposals = read_proposals(&text(PROPOSALS)?).map_err(|error| wrong(PROPOSALS, error))?;
        let cast = Cast::of(&case);
        Ok(Self { folder: folder.into(), case, cast, entries, proposals, lock: None })
    }

    /// Reads it for writing: waits until nobody else writes, and keeps others waiting.
    pub(crate) fn open_to_write(folder: &Path) -> Result<Self, Failure> {
        // The folder is looked at first: a lock is left only in a case.
        Self::open(folder)?;
        create_dir_all(folder.join("mediator")).map_err(Failure::write(&folder.join("mediator")))?;
        let lock = lock(&folder.join("mediator/.record.lock"))?;
        let mut ledger = Self::open(folder)?;
        ledger.lock = Some(lock);
        Ok(ledger)
    }

    /// Writes what changed: first the statements, so that nothing that counts as decided is missing from them.
    pub(crate) fn save(&self) -> Result<(), Failure> {
        let statements = write_lines(&self.entries);
        if statements.len() as u64 > LARGEST_FILE {
            return Err(Failure::help(
                format!("{STATEMENTS} would be longer than the 4 MiB that are read; nothing was written"),
                "move older statements to a case of their own",
            ));
        }
        for (path, text) in [(STATEMENTS, statements), (PROPOSALS, write_lines(&self.proposals))] {
            let whole = self.folder.join(path);
            let old = read_to_string(&whole).unwrap_or_default();
            if old != text {
                if let Some(parent) = whole.parent() {
                    create_dir_all(parent).map_err(Failure::write(parent))?;
                }
                write_file(&whole, text.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Keeps a report as a source, and proposes what is found in it. The same report again proposes nothing new.
    pub(crate) fn add(
        &mut self,
        name: &str,
        bytes: &[u8],
        date: Option<Date>,
        outlet: Option<&str>,
    ) -> Result<Added, Failure> {
        let kind = Kind::of(name, bytes);
        let report = read(kind, bytes);
        if report.text.trim().is_empty() {
            return Err(Failure::help(
                format!("there is no text in {name}"),
                "is it a report? a scan has to be read first",
            ));
        }
        let published = date.or_else(|| report.published.as_ref().and_then(|day| day.parse().ok()));
        let outlet = outlet.map(str::to_owned).or_else(|| report.outlet.clone());
        let mut notes = report.notes.clone();
        let source = self.keep(name, kind, &report, published)?;
        if self.proposals.iter().any(|proposal| proposal.entry.source == source) {
            notes.push(format!("it was read before, as {source}; what was found then stands"));
        } else if published.is_none() {
            notes.push(
                "no day of publication was found, so \"on Monday\" has no date: --date gives one".into(),
            );
        }
        let outlets = &self.case.record.outlets;
        let home =
            outlets.iter().find(|known| Some(&known.0) == outlet.as_ref()).map(|known| known.1.as_str());
        let from = Source { text: &report.text, published, home, beliefs: false };
        let statements =
            extract(&from, &self.cast).map_err(|error| Failure::input(format!("{name}: {error}")))?;
        let into = ReportIn { source: &source, text: &report.text, outlet: outlet.as_deref(), published };
        let mut found = propose(&into, &statements, &self.cast, &self.entries, &self.proposals);
        if self.case.record.accept_unseen {
            for proposal in found.iter_mut().filter(|proposal| proposal.tier == Tier::Accept) {
                proposal.accept_unseen(&mut self.entries);
            }
        }
        self.proposals.extend(found.iter().cloned());
        Ok(Added { source, found, notes })
    }

    /// Puts a report's text below `record/sources/`, with a map to the bytes it came from. The same text is kept once.
    fn keep(
        &self,
        name: &str,
        kind: Kind,
        report: &Report,
        published: Option<Date>,
    ) -> Result<String, Failure> {
        let folder = self.folder.join("record/sources");
        create_dir_all(&folder).map_err(Failure::write(&folder))?;
        for folder in [self.folder.join("record"), folder.clone()] {
            if symlink_metadata(&folder).is_ok_and(|kind| kind.is_symlink()) {
                return Err(Failure::help(
                    format!("{} is a link to another place", folder.display()),
                    "reports are kept in the case itself: put a folder there",
                ));
            }
        }
        if let Some(known) = kept(&folder, &report.text)? {
            return Ok(format!("record/sources/{known}"));
        }
        let stem =
            Path::new(name).file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
        let slug: String = stem
            .chars()
            .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .scan(0, |bytes, c| {
                *bytes += c.len_utf8();
                (*bytes <= 120).then_some(c)
            })
            .collect();
        let slug = slug.trim_matches('-');
        let slug = if slug.is_empty() { "report" } else { slug };
        let day =
            published.map(|day| format!("{day}-")).filter(|day| !slug.starts_with(day.trim_end_matches('-')));
        let base = format!("{}{slug}", day.unwrap_or_default());
        for number in 1..10_000 {
            let file = if number == 1 { format!("{base}.txt") } else { format!("{base}-{number}.txt") };
            let whole = folder.join(&file);
            match symlink_metadata(&whole) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    if kind != Kind::Text {
                        let stretches: Vec<[usize; 4]> = report
                            .map
                            .iter()
                            .map(|stretch| {
                                [
                                    stretch.text.start,
                                    stretch.text.end,
                                    stretch.source.start,
                                    stretch.source.end,
                                ]
                            })
                            .collect();
                        let map = json!({"from": name, "stretches": stretches});
                        write_file(
                            &folder.join(format!("{file}.map.json")),
                            (map.to_string() + "\n").as_bytes(),
                        )?;
                    }
                    write_file(&whole, report.text.as_bytes())?;
                    return Ok(format!("record/sources/{file}"));
                }
                Err(source) => {
                    return Err(Failure::Machine {
                        what: format!("could not read {}", whole.display()),
                        source,
                    });
                }
            }
        }
        Err(Failure::help(
            format!("there are thousands of reports called {base}"),
            "give the file another name",
        ))
    }

    /// The text of a source, as it is kept.
    pub(crate) fn source(&self, source: &str) -> Option<String> {
        let inside = source
            .strip_prefix("record/sources/")
            .filter(|name| !name.contains(['/', '\\']) && !name.contains("..") && name.ends_with(".txt"));
        let path = self.folder.join("record/sources").join(inside?);
        symlink_metadata(&path).ok().filter(std::fs::Metadata::is_file)?;
        read_to_string(path).ok()
    }

    /// Corrects and accepts a proposal.
    pub(crate) fn accept(
        &mut self,
        id: &str,
        by: &str,
        corrections: &[(String, String)],
    ) -> Result<(), Failure> {
        let at = self.waiting(id)?;
        let mut proposal = self.proposals[at].clone();
        let mut corrected: Vec<Correction> = Vec::new();
        for (field, value) in corrections {
            let change = proposal
                .correct(field, value, &self.cast)
                .map_err(|why| Failure::help(why.what, why.next))?;
            if change.was != change.is {
                corrected.push(change);
            }
        }
        let source = proposal.entry.source.clone();
        if source.starts_with("record/") && self.source(&source).is_none() {
            return Err(Failure::help(
                format!("there is no {source} in the case"),
                "`detente record add` puts a report there",
            ));
        }
        // What was accepted first as the same as this one.
        if proposal.same_as.is_none() {
            let other = self.proposals.iter().find(|other| {
                other.same_as.as_deref() == Some(id)
                    && self.entries.iter().any(|entry| entry.id == other.entry.id)
            });
            proposal.same_as = other.map(|other| other.entry.id.clone());
        }
        proposal.accept(by, corrected, &mut self.entries);
        self.proposals[at] = proposal;
        Ok(())
    }

    /// Rejects a proposal.
    pub(crate) fn reject(&mut self, id: &str, by: &str) -> Result<(), Failure> {
        let at = self.waiting(id)?;
        self.proposals[at].reject(by);
        // A machine that stopped between two writes can have left it there.
        self.entries.retain(|entry| entry.id != id);
        Ok(())
    }

    fn waiting(&self, id: &str) -> Result<usize, Failure> {
        let at = self.proposals.iter().position(|proposal| proposal.entry.id == id);
        let at = at.ok_or_else(|| {
            Failure::help(format!("there is no proposal {id}"), "`detente record review --list` lists them")
        })?;
        if self.proposals[at].waits() {
            return Ok(at);
        }
        Err(Failure::help(
            format!("{id} was decided already"),
            "a statement in the record is changed in record/statements.jsonl",
        ))
    }

    /// Whether a person may decide: one who speaks for a mediator, or where the case has no mediator anyone in it.
    pub(crate) fn may_decide(&self, person: &str) -> Result<(), Failure> {
        let mediators: Vec<&str> = self
            .case
            .third_parties
            .iter()
            .filter(|third| third.role == ThirdRole::Mediator)
            .map(|third| third.id.as_str())
            .collect();
        let who = self.case.people.iter().find(|known| known.id == person);
        let Some(who) = who else {
            let known: Vec<&str> = self.case.people.iter().map(|person| person.id.as_str()).collect();
            return Err(Failure::help(
                format!("the case has no person \"{person}\""),
                format!("known: {}", known.join(", ")),
            ));
        };
        if mediators.is_empty() || mediators.contains(&who.speaks_for.as_str()) {
            return Ok(());
        }
        Err(Failure::help(format!("{} is no mediator", who.name), "the record is kept by the mediators"))
    }
}

/// Opens a lock and waits for it, though not long: whoever holds it writes a file or two.
fn lock(path: &Path) -> Result<File, Failure> {
    const TRIES: u32 = 100;
    if symlink_metadata(path).is_ok_and(|kind| !kind.is_file()) {
        return Err(Failure::help(
            format!("{} is no plain file", path.display()),
            "take it away: it is made again where it is needed",
        ));
    }
    let lock = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(path)
        .map_err(Failure::write(path))?;
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) => std::thread::sleep(std::time::Duration::from_millis(50)),
            Err(TryLockError::Error(error)) => return Err(Failure::write(path)(error)),
        }
    }
    Err(Failure::help("somebody else is writing the record", "try again in a while"))
}

/// The name of a source that has this text.
fn kept(folder: &Path, text: &str) -> Result<Option<String>, Failure> {
    let mut names: Vec<String> = read_dir(folder)
        .map_err(Failure::write(folder))?
        .filter_map(Result::ok)
        .filter(|file| file.metadata().is_ok_and(|data| data.is_file() && data.len() == text.len() as u64))
        .filter_map(|file| file.file_name().into_string().ok())
        .filter(|name| name.ends_with(".txt"))
        .collect();
    names.sort();
    Ok(names
        .into_iter()
        .find(|name| std::fs::read(folder.join(name)).is_ok_and(|there| there == text.as_bytes())))
}
