//! The public record of a case folder: `record/statements.jsonl` with the sources it cites, and what waits in `mediator/record.jsonl`.

use std::fs::{File, create_dir_all, read_to_string};
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
use crate::load::load;

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
    /// What was repaired in it.
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
        let path = folder.join("mediator/.record.lock");
        let lock = File::create(&path).map_err(Failure::write(&path))?;
        lock.lock().map_err(Failure::write(&path))?;
        let mut ledger = Self::open(folder)?;
        ledger.lock = Some(lock);
        Ok(ledger)
    }

    /// Writes what changed: first the statements, so that nothing that counts as decided is missing from them.
    pub(crate) fn save(&self) -> Result<(), Failure> {
        for (path, text) in
            [(STATEMENTS, write_lines(&self.entries)), (PROPOSALS, write_lines(&self.proposals))]
        {
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
        let source = self.keep(name, kind, &report, published)?;
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
        Ok(Added { source, found, notes: report.notes })
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
        let stem =
            Path::new(name).file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
        let slug: String = stem
            .chars()
            .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .take(60)
            .collect();
        let slug = slug.trim_matches('-');
        let slug = if slug.is_empty() { "report" } else { slug };
        let day =
            published.map(|day| format!("{day}-")).filter(|day| !slug.starts_with(day.trim_end_matches('-')));
        let base = format!("{}{slug}", day.unwrap_or_default());
        for number in 1..10_000 {
            let file = if number == 1 { format!("{base}.txt") } else { format!("{base}-{number}.txt") };
            let whole = folder.join(&file);
            match std::fs::read(&whole) {
                Ok(there) if there == report.text.as_bytes() => return Ok(format!("record/sources/{file}")),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    write_file(&whole, report.text.as_bytes())?;
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
            .filter(|name| !name.contains(['/', '\\']) && !name.contains(".."));
        read_to_string(self.folder.join("record/sources").join(inside?)).ok()
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
        proposal.accept(by, corrected, &mut self.entries);
        self.proposals[at] = proposal;
        Ok(())
    }

    /// Rejects a proposal.
    pub(crate) fn reject(&mut self, id: &str, by: &str) -> Result<(), Failure> {
        let at = self.waiting(id)?;
        self.proposals[at].reject(by);
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
