//! The bytes of a file with its line ends made alike and its records kept short.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::gzip::{self, Unpacked};

/// Bytes of a record that are read. A quote that is never closed makes the rest of the file one field; without a limit
/// that field would fill the memory.
pub const LONGEST_RECORD: usize = 64 * 1_024;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Where the last record ends whose rest was passed over.
///
/// One place is enough as long as whoever parses the lines reads ahead less than a longest record.
#[derive(Debug, Clone)]
pub struct Cut(Arc<AtomicU64>);

/// Why nothing can be read from a record on.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub enum Unending {
    #[error("the heading is longer than {} KiB", LONGEST_RECORD / 1_024)]
    Heading,
    #[error(
        "a record is longer than {} KiB, and a quote in it is open: it is probably not closed",
        LONGEST_RECORD / 1_024
    )]
    Quote,
    #[error("the file ends within a quote that was opened on an earlier line: it is probably not closed")]
    End,
}

/// Turns each line end (CR LF, CR, LF) into LF and ends with one, so that lines can be counted, and cuts long records.
///
/// What a record has beyond [`LONGEST_RECORD`] is passed over up to its line end. A line end within quotes ends no
/// record: one that has such there is refused, since it may as well be that a quote is not closed.
pub struct Lines<R> {
    inner: R,
    delimiter: u8,
    longest: usize,
    cut: Cut,
    spot: Spot,
    /// Bytes of the record at hand, as far as they are not passed over.
    length: usize,
    is_over: bool,
    /// Whether the record at hand has a line end within quotes.
    spans_lines: bool,
    is_heading: bool,
    /// Bytes handed out.
    written: u64,
    follows_cr: bool,
    unending: Option<Unending>,
    is_ended: bool,
}

/// Where in its record a byte stands, as the parser of the `csv` crate sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spot {
    FieldStart,
    Field,
    Quoted,
    /// Behind a quote that ends the quoted text, or is the first half of one within it.
    QuoteInQuoted,
}

/// Unpacks gzip, which is told by its first bytes and not by the file's name.
///
/// Errors: when the first bytes cannot be read, or are those of UTF-16.
pub fn unpacked<R: Read + Send + 'static>(input: R) -> io::Result<Box<dyn Read + Send>> {
    let mut input = BufReader::with_capacity(64 * 1_024, input);
    let start = input.fill_buf()?;
    match start {
        start if start.starts_with(&gzip::MAGIC) => Ok(Box::new(Unpacked::new(input))),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the file is UTF-16: save it as UTF-8"))
        }
        _ => Ok(Box::new(input)),
    }
}

impl Cut {
    /// Whether the record that ends before the byte `end` was cut. Asked of each record before the next one is read.
    pub fn is_at(&self, end: u64) -> bool {
        self.0.load(Ordering::Relaxed) == end
    }
}

impl Spot {
    fn after(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::FieldStart | Self::QuoteInQuoted, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::QuoteInQuoted,
            (Self::Quoted, _) => Self::Quoted,
            (_, b'\n') => Self::FieldStart,
            (_, byte) if byte == delimiter => Self::FieldStart,
            _ => Self::Field,
        }
    }
}

impl<R: Read> Lines<R> {
    /// The bytes of `inner`, and where the last record was cut.
    pub fn new(inner: R, delimiter: u8) -> (Self, Cut) {
        let cut = Cut(Arc::new(AtomicU64::new(0)));
        let lines = Self {
            inner,
            delimiter,
            longest: LONGEST_RECORD,
            cut: cut.clone(),
            spot: Spot::FieldStart,
            length: 0,
            is_over: false,
            spans_lines: false,
            is_heading: true,
            written: 0,
            follows_cr: false,
            unending: None,
            is_ended: false,
        };
        (lines, cut)
    }

    /// Makes the line ends of `bytes` alike and cuts records, in place; how many bytes are left.
    fn made_alike(&mut self, bytes: &mut [u8]) -> usize {
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            let is_second_half = byte == b'\n' && self.follows_cr;
            self.follows_cr = byte == b'\r';
            if is_second_half {
                continue;
            }
            let byte = if byte == b'\r' { b'\n' } else { byte };
            match self.keeps(byte) {
                Ok(true) => {
                    bytes[kept] = byte;
                    kept += 1;
                }
                Ok(false) => {}
                Err(unending) => {
                    // The records before it are handed out first.
                    self.unending = Some(unending);
                    break;
                }
            }
        }
        kept
    }

    /// Takes the next byte; whether it is handed out.
    fn keeps(&mut self, byte: u8) -> Result<bool, Unending> {
        // The parser skips a mark of the byte order, and a quote behind it opens a field.
        let is_mark =
            usize::try_from(self.written).ok().and_then(|at| BYTE_ORDER_MARK.get(at)) == Some(&byte);
        let before = self.spot;
        if !is_mark {
            self.spot = before.after(byte, self.delimiter);
        }
        if byte == b'\n' && before != Spot::Quoted {
            self.written += 1;
            if self.is_over {
                self.cut.0.store(self.written, Ordering::Relaxed);
            }
            self.is_heading &= self.length == 0;
            (self.length, self.is_over, self.spans_lines) = (0, false, false);
            return Ok(true);
        }
        self.spans_lines |= byte == b'\n';
        if self.length < self.longest {
            self.length += 1;
            self.written += 1;
            return Ok(true);
        }
        if self.is_heading {
            return Err(Unending::Heading);
        }
        if before == Spot::Quoted && (byte == b'\n' || !self.is_over) {
            return Err(Unending::Quote);
        }
        self.is_over = true;
        Ok(false)
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_ended && !buffer.is_empty() {
            if let Some(unending) = self.unending {
                return Err(io::Error::new(io::ErrorKind::InvalidData, unending));
            }
            let read = self.inner.read(buffer)?;
            if read == 0 && self.spot == Spot::Quoted && self.spans_lines {
                // Whatever stands on those lines would pass for one long text.
                self.unending = Some(Unending::End);
                continue;
            }
            let kept = if read == 0 {
                // The end closes the quotes of its own line.
                (self.is_ended, self.spot, self.follows_cr) = (true, Spot::FieldStart, false);
                buffer[0] = b'\n';
                self.made_alike(&mut buffer[..1])
            } else {
                self.made_alike(&mut buffer[..read])
            };
            if kept > 0 {
                return Ok(kept);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use csv::{ByteRecord, ReaderBuilder, Terminator};
    use proptest::prelude::*;

    use super::*;

    /// Hands out one byte at a time, so that every pair is split.
    struct Drop<'a>(&'a [u8]);

    impl Read for Drop<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            (buffer[0], self.0) = (*first, rest);
            Ok(1)
        }
    }

    #[test]
    fn all_line_ends_become_one() {
        let text = b"a\r\nb\rc\n\r\n\r\rd";
        for whole in [true, false] {
            let mut read = String::new();
            let inner: Box<dyn Read> = if whole { Box::new(&text[..]) } else { Box::new(Drop(text)) };
            Lines::new(inner, b',').0.read_to_string(&mut read).unwrap();
            assert_eq!(read, "a\nb\nc\n\n\n\nd\n");
        }
    }

    /// The records of `text` that a parser gets, whether each was cut, and whether the reading ended early.
    fn records(text: &[u8], longest: usize) -> (Vec<(bool, ByteRecord)>, bool) {
        let (lines, cut) = Lines::new(text, b',');
        let lines = Lines { longest, is_heading: false, ..lines };
        let mut csv = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(longest.min(1_024))
            .from_reader(lines);
        let (mut records, mut record) = (Vec::new(), ByteRecord::new());
        loop {
            match csv.read_byte_record(&mut record) {
                Ok(true) => {
                    records.push((cut.is_at(csv.position().byte()), record.clone()));
                }
                Ok(false) => return (records, false),
                Err(_) => return (records, true),
            }
        }
    }

    #[test]
    fn a_long_record_is_cut_and_the_next_one_is_whole() {
        let cut = |text: &str| -> (Vec<bool>, bool) {
            let (records, is_early) = records(text.as_bytes(), 5);
            (records.iter().map(|(is_cut, _)| *is_cut).collect(), is_early)
        };
        assert_eq!(cut("a,bcd\r\na,bcde\r\n\r\na,b"), (vec![false, true, false], false));
        assert_eq!(cut("a\n,,,,,,,,\nb"), (vec![false, true, false], false));
        assert_eq!(cut("a\n\"b\",c,\"d\"\nb"), (vec![false, true, false], false));
        assert_eq!(cut("a\nb,c,d,\"e"), (vec![false, true], false));
        // Within quotes nobody knows where the record ends.
        assert_eq!(cut("a\nb,\"cdefg\"\nb"), (vec![false], true));
        assert_eq!(cut("a\nb,c,d,\"\ne\"\nb"), (vec![false], true));
        assert_eq!(cut("a\nb,\"c\n\n"), (vec![false], true));
        assert_eq!(cut("a\nb,\"c"), (vec![false, false], false));
    }

    #[test]
    fn a_record_without_end_does_not_fill_the_memory() {
        let endless = |start: &'static [u8]| {
            let mut read = Vec::new();
            let error = Lines::new(start.chain(io::repeat(b'x')), b',').0.read_to_end(&mut read).unwrap_err();
            (error.to_string(), read.len())
        };
        let (error, read) = endless(b"");
        assert!(
            error.contains("the heading is longer than 64 KiB") && read == LONGEST_RECORD,
            "{error}, {read}"
        );
        let (error, read) = endless(b"a\n\"");
        assert!(error.contains("a quote in it is open") && read == 2 + LONGEST_RECORD, "{error}, {read}");
    }

    proptest! {
        /// As a parser without a limit reads them, up to where the reading ends; of a cut record, its beginning.
        #[test]
        fn records_within_the_limit_are_untouched(
            mark in proptest::bool::ANY,
            text in proptest::collection::vec(proptest::sample::select(b"aab,,\"\"\n\r".to_vec()), 0..80),
        ) {
            let text = [if mark { BYTE_ORDER_MARK } else { b"" }, &text].concat();
            let (all, is_open) = records(&text, usize::MAX);
            let (read, is_early) = records(&text, 12);
            prop_assert_eq!(read.len() < all.len() || is_open, is_early);
            for ((is_cut, record), (_, whole)) in read.iter().zip(&all) {
                if *is_cut {
                    let fields = record.len() - 1;
                    prop_assert!(record.iter().take(fields).eq(whole.iter().take(fields)));
                } else {
                    prop_assert_eq!(record, whole);
                }
            }
        }
    }
}
