//! `detente record extract`: a stream of documents in, a stream of statements out, in order, however many work on it.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;

use detente_deal::Progress;
use detente_record::{Cast, Kind, Printed, Report, Source, extract, printed, read};
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Deserialize;

use crate::arguments::{Extract, Lines};
use crate::console::{complain, plain};
use crate::failure::Failure;
use crate::load::{load, unreadable};
use crate::progress::Bar;

/// Most text that is held at a time, in bytes; one document may be longer.
const BATCH: usize = 4 << 20;
/// Most documents that are held at a time.
const MANY: usize = 4_096;
/// The longest file that is read as one document.
const LONGEST: u64 = 1 << 30;

/// A document to read.
struct Document {
    id: String,
    text: Text,
    date: Option<Date>,
}

enum Text {
    Plain(String),
    /// Text that was taken out of something else, with where it comes from.
    Taken(Box<Report>),
}

/// A line of a `.jsonl` file. Other keys are not read.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    doc_id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow, default)]
    date: Option<Cow<'a, str>>,
}

pub(crate) fn run(arguments: &Extract) -> Result<(), Failure> {
    let Lines::Jsonl = arguments.format;
    let cast = match &arguments.case {
        Some(path) => Cast::of(&load(path, &detente_formats::Settings::default())?.case),
        None => Cast::default(),
    };
    if let Some(home) = arguments.home.as_ref().filter(|home| cast.position(home).is_none()) {
        let known: Vec<&str> = cast.actors.iter().map(|actor| actor.id.as_str()).collect();
        return Err(Failure::help(
            format!("the case has no \"{home}\""),
            format!("known: {}", known.join(", ")),
        ));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.jobs.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::Machine {
            what: "could not start working".into(),
            source: std::io::Error::other(error),
        })?;
    let total = arguments.files.iter().filter_map(|path| path.metadata().ok()).map(|kind| kind.len()).sum();
    let bar = Bar::new();
    let mut work =
        Work { arguments, cast: &cast, pool: &pool, batch: Vec::new(), held: 0, done: 0, total, bar: &bar };
    let ended = arguments.files.iter().try_for_each(|path| work.file(path)).and_then(|()| work.flush());
    bar.finish();
    ended
}

struct Work<'a> {
    arguments: &'a Extract,
    cast: &'a Cast,
    pool: &'a rayon::ThreadPool,
    batch: Vec<Document>,
    held: usize,
    done: u64,
    total: u64,
    bar: &'a Bar,
}

impl Work<'_> {
    fn file(&mut self, path: &Path) -> Result<(), Failure> {
        let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let kind = file.metadata().map_err(|error| unreadable(path, &error))?;
        if kind.is_dir() {
            return Err(Failure::help(format!("{} is a folder", path.display()), "name the files in it"));
        }
        if path.extension().is_some_and(|ending| ending == "jsonl" || ending == "ndjson") {
            return self.lines(path, file);
        }
        let mut bytes = Vec::new();
        Read::by_ref(&mut file)
            .take(LONGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(path, &error))?;
        if bytes.len() as u64 > LONGEST {
            return Err(Failure::help(
                format!("{} is longer than 1 GiB", path.display()),
                "a report is shorter; many of them go into a .jsonl file, one a line",
            ));
        }
        let name = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        let kind = Kind::of(&name, &bytes);
        let report = read(kind, &bytes);
        for note in &report.notes {
            complain(&plain(&format!("note: {}: {note}\n", path.display())));
        }
        let date = report.published.as_ref().and_then(|day| day.parse().ok()).or(self.arguments.date);
        let same = kind == Kind::Text && report.text.as_bytes() == bytes;
        let length = bytes.len();
        let text = if same { Text::Plain(report.text) } else { Text::Taken(Box::new(report)) };
        let id = path.file_stem().map_or(name, |stem| stem.to_string_lossy().into_owned());
        self.push(Document { id, text, date }, length)
    }

    fn lines(&mut self, path: &Path, file: File) -> Result<(), Failure> {
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let mut line = Vec::new();
        let mut number = 0usize;
        loop {
            line.clear();
            number += 1;
            let read = reader.read_until(b'\n', &mut line).map_err(|error| unreadable(path, &error))?;
            if read == 0 {
                return Ok(());
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let wrong = |what: &str| {
                let place = format!("{}, line {number}: {what}", path.display());
                Failure::help(
                    place,
                    "a line is a JSON object with \"doc_id\" and \"text\", and perhaps \"date\" as YYYY-MM-DD",
                )
            };
            let parsed: Line<'_> = serde_json::from_slice(&line)
                .map_err(|error| wrong(&format!("this is no document: {error}")))?;
            let date = match parsed.date.as_deref() {
                Some(day) => Some(day.parse().map_err(|_| wrong(&format!("\"{day}\" is no day")))?),
                None => self.arguments.date,
            };
            let document = Document {
                id: parsed.doc_id.into_owned(),
                text: Text::Plain(parsed.text.into_owned()),
                date,
            };
            self.push(document, read)?;
        }
    }

    fn push(&mut self, document: Document, length: usize) -> Result<(), Failure> {
        self.batch.push(document);
        self.held += length;
        if self.held >= BATCH || self.batch.len() >= MANY { self.flush() } else { Ok(()) }
    }

    /// Works on what is held, and prints it in order.
    fn flush(&mut self) -> Result<(), Failure> {
        let (cast, arguments) = (self.cast, self.arguments);
        let batch = std::mem::take(&mut self.batch);
        let made: Vec<Result<Vec<u8>, Failure>> = self
            .pool
            .install(|| batch.par_iter().map(|document| statements(document, cast, arguments)).collect());
        let mut out = std::io::stdout().lock();
        for line in made {
            let written = out.write_all(&line?);
            written.map_err(|error| match error.kind() {
                std::io::ErrorKind::BrokenPipe => Failure::Closed,
                _ => Failure::Machine { what: "could not write the output".into(), source: error },
            })?;
        }
        self.done += self.held as u64;
        self.held = 0;
        self.bar.advance(self.done.min(self.total), self.total);
        Ok(())
    }
}

/// The line of one document.
fn statements(document: &Document, cast: &Cast, arguments: &Extract) -> Result<Vec<u8>, Failure> {
    let (text, report) = match &document.text {
        Text::Plain(text) => (text.as_str(), None),
        Text::Taken(report) => (report.text.as_str(), Some(report.as_ref())),
    };
    let home = arguments.home.as_deref();
    let source = Source { text, published: document.date, home, beliefs: arguments.include_beliefs };
    let found =
        extract(&source, cast).map_err(|error| Failure::input(format!("{}: {error}", document.id)))?;
    let printed: Printed = match report {
        Some(report) => printed(&document.id, text, &found, cast).with_source(report),
        None => printed(&document.id, text, &found, cast),
    };
    let mut line = Vec::with_capacity(found.len() * 600);
    serde_json::to_writer(&mut line, &printed)
        .map_err(|error| Failure::Machine { what: "could not write JSON".into(), source: error.into() })?;
    line.push(b'\n');
    Ok(line)
}
