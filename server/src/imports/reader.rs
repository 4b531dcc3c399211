//! A CSV file as rows with their line numbers, read once and never held.

use std::io::{self, Read};

use csv::{ByteRecord, ReaderBuilder, StringRecord, Terminator};
use encoding_rs::{Encoding, UTF_8};

use super::bytes::{Cut, LONGEST_RECORD, Lines, unpacked};
use super::columns::Places;
use super::mapping::Mapping;
use crate::fields::FieldProblem;

/// One record of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line on which it begins; the heading is line 1 unless blank lines stand before it.
    pub line: u64,
    /// Of one that is too long, the fields before its bound.
    pub record: StringRecord,
    /// Why it cannot be read as a line of a sale.
    pub fault: Option<RowFault>,
}

/// What is wrong with a row as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    #[error("holds bytes that are not {0}")]
    Encoding(&'static str),
    #[error("has {got} fields where the heading has {want}")]
    Fields { got: usize, want: usize },
    #[error("is longer than {} KiB", LONGEST_RECORD / 1_024)]
    TooLong,
}

/// Why a file cannot be read, or not further.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the beginning of the file cannot be read")]
    Start(#[source] io::Error),
    #[error("the file is empty: expected a heading and the lines of sales")]
    Empty,
    #[error("the heading is not {0}")]
    HeadingEncoding(&'static str),
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Heading(Vec<FieldProblem>),
    #[error("the file cannot be read beyond line {line}")]
    Broken { line: u64, source: csv::Error },
}

/// The rows of a file, in its order.
pub struct Reader {
    csv: csv::Reader<Lines<Box<dyn Read + Send>>>,
    cut: Cut,
    encoding: &'static Encoding,
    heading: StringRecord,
    places: Places,
    buffer: ByteRecord,
    is_broken: bool,
}

impl Row {
    /// The memory that the row takes, roughly, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.record.as_slice().len() + self.record.len() * size_of::<usize>()
    }
}

impl Reader {
    /// Reads the heading of `input`, which may be packed with gzip, and finds the mapped columns in it.
    ///
    /// Errors: an input without a heading, or whose heading lacks a column.
    pub fn new<R: Read + Send + 'static>(input: R, mapping: &Mapping) -> Result<Self, FileError> {
        let (lines, cut) = Lines::new(unpacked(input).map_err(FileError::Start)?, mapping.delimiter);
        let mut csv = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(mapping.delimiter)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(lines);
        let mut buffer = ByteRecord::new();
        let is_there = csv
            .read_byte_record(&mut buffer)
            .map_err(|source| FileError::Broken { line: csv.position().line(), source })?;
        if !is_there {
            return Err(FileError::Empty);
        }
        let encoding = mapping.encoding;
        let (heading, is_clean) = decoded(&buffer, encoding);
        if !is_clean {
            return Err(FileError::HeadingEncoding(encoding.name()));
        }
        let places = Places::find(mapping, &heading).map_err(FileError::Heading)?;
        Ok(Self { csv, cut, encoding, heading, places, buffer, is_broken: false })
    }

    /// The heading as it stands in the file.
    pub fn heading(&self) -> &StringRecord {
        &self.heading
    }

    /// Where the mapped columns stand.
    pub fn places(&self) -> &Places {
        &self.places
    }

    fn row(&mut self) -> Row {
        let line = self.line();
        let want = self.heading.len();
        let is_cut = self.cut.is_at(self.csv.position().byte());
        if is_cut {
            // The last field may be half a number, and a million fields would fill the memory.
            self.buffer.truncate(want.min(self.buffer.len() - 1));
        }
        let (record, is_clean) = decoded(&self.buffer, self.encoding);
        let fault = match record.len() {
            _ if is_cut => Some(RowFault::TooLong),
            _ if !is_clean => Some(RowFault::Encoding(self.encoding.name())),
            got if got != want => Some(RowFault::Fields { got, want }),
            _ => None,
        };
        Row { line, record, fault }
    }

    /// The line on which the record in the buffer begins.
    ///
    /// Counted back from its end, because the parser's own start lies before the blank lines above the record. That
    /// start is still the earliest there can be, which matters where the file ends within quotes.
    fn line(&self) -> u64 {
        let within = self.buffer.as_slice().iter().filter(|&&byte| byte == b'\n').count();
        let end = self.csv.position().line();
        let earliest = self.buffer.position().map_or(1, csv::Position::line);
        earliest.max(end.saturating_sub(1 + u64::try_from(within).unwrap_or(u64::MAX)))
    }
}

impl Iterator for Reader {
    type Item = Result<Row, FileError>;

    /// The next row. After an error there is nothing more, since nobody knows where the next record begins.
    fn next(&mut self) -> Option<Self::Item> {
        if self.is_broken {
            return None;
        }
        let line = self.csv.position().line();
        match self.csv.read_byte_record(&mut self.buffer) {
            Ok(true) => Some(Ok(self.row())),
            Ok(false) => None,
            Err(source) => {
                self.is_broken = true;
                Some(Err(FileError::Broken { line, source }))
            }
        }
    }
}

/// The record as text, and whether every byte of it had a meaning.
///
/// A clone of the reader's buffer would be as large as the longest record so far, for each of the rows that are held.
fn decoded(record: &ByteRecord, encoding: &'static Encoding) -> (StringRecord, bool) {
    if encoding == UTF_8 {
        let mut compact = ByteRecord::with_capacity(record.as_slice().len(), record.len());
        compact.extend(record);
        return match StringRecord::from_byte_record(compact) {
            Ok(record) => (record, true),
            Err(error) => (StringRecord::from_byte_record_lossy(error.into_byte_record()), false),
        };
    }
    let mut is_clean = true;
    let fields = record.iter().map(|field| {
        let (text, has_errors) = encoding.decode_without_bom_handling(field);
        is_clean &= !has_errors;
        text
    });
    let record = fields.collect::<Vec<_>>().into_iter().collect();
    (record, is_clean)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;
    use crate::imports::testing;

    fn rows(bytes: Vec<u8>, mapping: &Mapping) -> Vec<Row> {
        let reader = Reader::new(io::Cursor::new(bytes), mapping).expect("a heading");
        reader.map(|row| row.expect("a row")).collect()
    }

    #[test]
    fn a_file_packed_with_gzip_is_the_same_file() {
        let text = testing::file(&["1,mg-road,2026-01-01 10:00,van,1,2.50"]);
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        let mapping = testing::mapping("");
        assert_eq!(rows(packed.finish().unwrap(), &mapping), rows(text.into_bytes(), &mapping));
    }

    #[test]
    fn each_row_knows_its_line_whatever_the_line_ends() {
        let text = testing::file(&["a,b,c,d,e,f", "", "", "\"a\nb\",b,c,d,e,f", "a,b,c,d,e,f"]);
        for end in ["\n", "\r\n", "\r"] {
            let text = text.trim_end().replace('\n', end);
            let lines: Vec<u64> =
                rows(text.into_bytes(), &testing::mapping("")).iter().map(|row| row.line).collect();
            assert_eq!(lines, [2, 5, 7], "{end:?}");
        }
    }

    #[test]
    fn a_broken_row_says_why_and_the_next_one_is_read() {
        let mut bytes = testing::file(&["a,b,c", "a,b,c,d,e,f,g"]).into_bytes();
        bytes.extend(b"a,caf\xe9,c,d,e,f\na,b,c,d,e,f\n");
        let faults = |mapping: &Mapping| -> Vec<Option<RowFault>> {
            rows(bytes.clone(), mapping).iter().map(|row| row.fault).collect()
        };
        let short = Some(RowFault::Fields { got: 3, want: 6 });
        let long = Some(RowFault::Fields { got: 7, want: 6 });
        assert_eq!(faults(&testing::mapping("")), [short, long, Some(RowFault::Encoding("UTF-8")), None]);
        let latin = testing::mapping("encoding = \"windows-1252\"");
        assert_eq!(faults(&latin), [short, long, None, None]);
        assert_eq!(&rows(bytes.clone(), &latin)[2].record[1], "café");
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_the_reading_with_its_line() {
        let endless = io::Cursor::new(testing::file(&["a,b,c,d,e,f", "a,\"b"])).chain(io::repeat(b'x'));
        let mut reader = Reader::new(endless, &testing::mapping("")).unwrap();
        assert!(reader.next().is_some_and(|row| row.is_ok()));
        let error = reader.next().and_then(Result::err).expect("an error");
        assert!(error.to_string().contains("beyond line 3"), "{error}");
        assert!(reader.next().is_none());
    }

    #[test]
    fn a_long_row_is_told_and_the_next_ones_are_read() {
        let long = format!("a,{},c,d,e,f", "x".repeat(200_000));
        let text = testing::file(&["a,b,c,d,e,f", &long, "", &",".repeat(1_000_000), "a,b,c,d,e,f"]);
        for mark in ["", "\u{feff}"] {
            let rows = rows(format!("{mark}{text}").into_bytes(), &testing::mapping(""));
            let told: Vec<_> = rows.iter().map(|row| (row.line, row.record.len(), row.fault)).collect();
            let too_long = Some(RowFault::TooLong);
            assert_eq!(told, [(2, 6, None), (3, 1, too_long), (5, 6, too_long), (6, 6, None)]);
        }
        assert_eq!(RowFault::TooLong.to_string(), "is longer than 64 KiB");
    }

    #[test]
    fn files_that_are_none_are_refused() {
        let refusal = |bytes: &[u8]| {
            let input = io::Cursor::new(bytes.to_vec());
            Reader::new(input, &testing::mapping("")).err().expect("a refusal").to_string()
        };
        assert!(refusal(b"").contains("empty"));
        assert!(refusal(b"\xff\xfea\0").contains("beginning"));
        assert!(refusal(b"Receipt,Shop,Time,Code,Pieces\n").contains("columns.unit_price names no column"));
        assert!(refusal(b"Receipt,Shop,Time,Code,Pieces,Price,Shop\n").contains("names two columns"));
        assert!(refusal(b"\x1f\x8bnonsense").contains("line 1"));
        let dirty = refusal(format!("\u{1b}[31m{}\n", "Price,".repeat(10_000)).as_bytes());
        assert!(!dirty.contains('\u{1b}') && dirty.len() < 10_000, "{dirty}");
    }

    proptest! {
        /// Whatever the bytes: no panic, and every row has a line of its own, in order.
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let input = io::Cursor::new([testing::file(&[]).into_bytes(), bytes].concat());
            let reader = Reader::new(input, &testing::mapping("")).expect("the heading is whole");
            let lines: Vec<u64> = reader.filter_map(Result::ok).map(|row| row.line).collect();
            prop_assert!(lines.iter().all(|&line| line >= 2));
            prop_assert!(lines.is_sorted_by(|a, b| a < b));
        }

        /// What a writer of CSV writes is what is read.
        #[test]
        fn written_rows_are_read_back(
            records in proptest::collection::vec(proptest::collection::vec("[ -~é\n\"]{1,8}", 6), 0..20),
        ) {
            let mut writer = csv::Writer::from_writer(testing::file(&[]).into_bytes());
            for record in &records {
                writer.write_record(record).unwrap();
            }
            let read = rows(writer.into_inner().unwrap(), &testing::mapping(""));
            prop_assert!(read.iter().all(|row| row.fault.is_none()));
            let read: Vec<Vec<&str>> = read.iter().map(|row| row.record.iter().collect()).collect();
            prop_assert_eq!(read, records);
        }
    }
}
