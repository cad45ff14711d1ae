//! The results of a batch as bytes: Parquet, with the batch's tallies in the footer, and CSV.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use sha2::{Digest, Sha256};

use super::tally::{Tally, fit};
use super::{Row, Tournament};

/// The columns of a row, as Parquet names them.
const COLUMNS: &str = "message negotiation {
    required int64 negotiation;
    required binary scenario (STRING);
    required binary walk_away (STRING);
    required binary protocol (STRING);
    required int32 repetition;
    required int32 seat;
    required binary party (STRING);
    required binary negotiator (STRING);
    required binary line_up (STRING);
    required binary how (STRING);
    optional binary fault (STRING);
    required int32 rounds;
    required int32 offers;
    optional int64 package;
    optional double worth;
    required double share;
    required double gain;
    required double nash;
    optional double to_frontier;
    optional double to_nash;
}";

/// Where the tallies stand in the footer.
const TALLIES: &str = "detente.tallies";
/// Which tournament's and which batch's they are.
const OF: &str = "detente.of";
/// The digest of the CSV file beside it, where there is one.
const CSV: &str = "detente.csv";
/// The digest of the whole file, taken with zeros in the digest's own place.
const SUM: &str = "detente.sum";
/// A digest's length in hexadecimal.
const DIGITS: usize = 64;

/// A digest in hexadecimal.
pub(super) fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Where a file's digest stands: in the last of the footer's pairs, after the key and two bytes that open the text [Thrift's compact
/// protocol].
fn place_of_sum(bytes: &[u8]) -> Option<Range<usize>> {
    let key = bytes.windows(SUM.len()).rposition(|window| window == SUM.as_bytes())?;
    let begin = key + SUM.len() + 2;
    (begin + DIGITS <= bytes.len()).then_some(begin..begin + DIGITS)
}

/// Whether a file has the digest that it says.
fn whole(bytes: &mut [u8]) -> bool {
    let Some(place) = place_of_sum(bytes) else { return false };
    let told = bytes[place.clone()].to_vec();
    bytes[place.clone()].fill(b'0');
    let sum = sum(bytes);
    bytes[place].copy_from_slice(&told);
    sum.as_bytes() == told
}

/// Texts that repeat, each made once.
struct Words {
    scenario: Vec<ByteArray>,
    walk_away: Vec<ByteArray>,
    protocol: Vec<ByteArray>,
    party: Vec<Vec<ByteArray>>,
    negotiator: Vec<ByteArray>,
    line_up: Vec<Vec<ByteArray>>,
}

impl Words {
    fn new(tournament: &Tournament) -> Self {
        let word = |text: &str| ByteArray::from(text);
        let settings = &tournament.settings;
        let line_up = |line_up: &Vec<usize>| word(&tournament.line_up(line_up));
        Self {
            scenario: settings.iter().map(|setting| word(setting.scenario())).collect(),
            walk_away: settings.iter().map(|setting| word(&setting.walk_aways().to_string())).collect(),
            protocol: settings.iter().map(|setting| word(setting.protocol.name())).collect(),
            party: settings
                .iter()
                .map(|setting| setting.parties().iter().map(|name| word(name)).collect())
                .collect(),
            negotiator: tournament.names.iter().map(|name| word(name)).collect(),
            line_up: settings.iter().map(|setting| setting.line_ups.iter().map(line_up).collect()).collect(),
        }
    }
}

impl Tournament {
    /// Those of a line-up, in the parties' order.
    pub(super) fn line_up(&self, line_up: &[usize]) -> String {
        let names: Vec<&str> = line_up.iter().map(|at| &self.names[*at][..]).collect();
        names.join(" / ")
    }

    /// What a batch's file is known by.
    fn of(&self, batch: u64) -> String {
        format!("{} {batch}", self.digest)
    }

    /// Rows as a Parquet file, which knows the CSV beside it.
    pub(super) fn parquet(
        &self,
        batch: u64,
        rows: &[Row],
        tallies: &[Tally],
        csv: Option<&str>,
    ) -> Result<Vec<u8>, ParquetError> {
        let schema = Arc::new(parse_message_type(COLUMNS)?);
        let told = serde_json::to_string(tallies).map_err(|error| ParquetError::External(error.into()))?;
        let mut pairs = vec![KeyValue::new(TALLIES.into(), told), KeyValue::new(OF.into(), self.of(batch))];
        pairs.extend(csv.map(|csv| KeyValue::new(CSV.into(), sum(csv.as_bytes()))));
        // The last, so that it is found from the end.
        pairs.push(KeyValue::new(SUM.into(), "0".repeat(DIGITS)));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("detente".into())
            .set_key_value_metadata(Some(pairs))
            .build();
        let mut bytes = Vec::new();
        let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
        let mut group = file.next_row_group()?;
        let words = Words::new(self);
        let mut nth = 0;
        while let Some(mut column) = group.next_column()? {
            macro_rules! whole {
                ($kind:ty, $of:expr) => {{
                    let values: Vec<_> = rows.iter().map($of).collect();
                    column.typed::<$kind>().write_batch(&values, None, None)?;
                }};
            }
            macro_rules! some {
                ($kind:ty, $of:expr) => {{
                    let each: Vec<Option<_>> = rows.iter().map($of).collect();
                    let there: Vec<i16> = each.iter().map(|value| i16::from(value.is_some())).collect();
                    let values: Vec<_> = each.into_iter().flatten().collect();
                    column.typed::<$kind>().write_batch(&values, Some(&there), None)?;
                }};
            }
            match nth {
                0 => whole!(Int64Type, |row| row.negotiation as i64),
                1 => whole!(ByteArrayType, |row| words.scenario[row.setting].clone()),
                2 => whole!(ByteArrayType, |row| words.walk_away[row.setting].clone()),
                3 => whole!(ByteArrayType, |row| words.protocol[row.setting].clone()),
                4 => whole!(Int32Type, |row| row.repetition as i32),
                5 => whole!(Int32Type, |row| row.party as i32),
                6 => whole!(ByteArrayType, |row| words.party[row.setting][row.party].clone()),
                7 => whole!(ByteArrayType, |row| words.negotiator[row.negotiator].clone()),
                8 => whole!(ByteArrayType, |row| words.line_up[row.setting][row.line_up].clone()),
                9 => whole!(ByteArrayType, |row| ByteArray::from(row.how)),
                10 => some!(ByteArrayType, |row| row.fault.as_deref().map(ByteArray::from)),
                11 => whole!(Int32Type, |row| row.rounds as i32),
                12 => whole!(Int32Type, |row| row.offers as i32),
                13 => some!(Int64Type, |row| row.package.map(i64::from)),
                14 => some!(DoubleType, |row| known(row.worth)),
                15 => whole!(DoubleType, |row| row.share),
                16 => whole!(DoubleType, |row| row.gain),
                17 => whole!(DoubleType, |row| row.nash),
                18 => some!(DoubleType, |row| known(row.to_frontier)),
                _ => some!(DoubleType, |row| known(row.to_nash)),
            }
            column.close()?;
            nth += 1;
        }
        group.close()?;
        file.close()?;
        let sum = sum(&bytes);
        let place =
            place_of_sum(&bytes).ok_or_else(|| ParquetError::General("no place for the digest".into()))?;
        bytes[place].copy_from_slice(sum.as_bytes());
        Ok(bytes)
    }

    /// Rows as CSV, with a line of names first.
    pub(super) fn csv(&self, rows: &[Row]) -> String {
        let mut text = String::from(
            "negotiation,scenario,walk_away,protocol,repetition,seat,party,negotiator,line_up,how,fault,rounds,offers,package,worth,\
             share,gain,nash,to_frontier,to_nash\n",
        );
        for row in rows {
            let setting = &self.settings[row.setting];
            let number = |value: f64| known(value).map(|value| value.to_string()).unwrap_or_default();
            let cells = [
                row.negotiation.to_string(),
                quoted(setting.scenario()),
                setting.walk_aways().to_string(),
                setting.protocol.name().into(),
                row.repetition.to_string(),
                row.party.to_string(),
                quoted(&setting.parties()[row.party]),
                quoted(&self.names[row.negotiator]),
                quoted(&self.line_up(&setting.line_ups[row.line_up])),
                row.how.into(),
                row.fault.as_deref().map(quoted).unwrap_or_default(),
                row.rounds.to_string(),
                row.offers.to_string(),
                row.package.map(|package| package.to_string()).unwrap_or_default(),
                number(row.worth),
                number(row.share),
                number(row.gain),
                number(row.nash),
                number(row.to_frontier),
                number(row.to_nash),
            ];
            let _ = writeln!(text, "{}", cells.join(","));
        }
        text
    }
}

fn known(value: f64) -> Option<f64> {
    Some(value).filter(|value| value.is_finite())
}

/// A text as one cell of a CSV [RFC 4180]. One that a spreadsheet would take for a formula gets a mark before it.
pub(super) fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// What a batch's file of results says of itself.
pub(super) struct Kept {
    pub(super) tallies: Vec<Tally>,
    /// The digest of the CSV beside it.
    pub(super) csv: Option<String>,
}

impl Tournament {
    /// What a batch's file of results says; `None` if it is none, not whole, changed, another's, or tells of other negotiations.
    pub(super) fn kept(&self, batch: u64, mut bytes: Vec<u8>) -> Option<Kept> {
        if !whole(&mut bytes) {
            return None;
        }
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).ok()?;
        let metadata = reader.metadata().file_metadata().key_value_metadata()?;
        let told = |key: &str| metadata.iter().find(|pair| pair.key == key)?.value.as_deref();
        if told(OF)? != self.of(batch) {
            return None;
        }
        let tallies: Vec<Tally> = serde_json::from_str(told(TALLIES)?).ok()?;
        fit(self, batch, &tallies).then(|| Kept { tallies, csv: told(CSV).map(String::from) })
    }
}
