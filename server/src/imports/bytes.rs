//! The bytes of a file with its line ends made alike and its records kept short.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::gzip::{self, Unpacked};

/// Bytes that may be read for one record, the reader's own buffer included. A quote that is never closed makes the
/// rest of the file one field; without a limit that field would fill the memory.
pub const LONGEST_RECORD: usize = 64 * 1_024;

/// What may still be read before the record at hand is too long.
#[derive(Debug, Clone)]
pub struct Allowance(Arc<AtomicUsize>);

/// The record at hand is longer than [`LONGEST_RECORD`].
#[derive(Debug, thiserror::Error)]
#[error("a record is longer than {} KiB: a quote is probably not closed", LONGEST_RECORD / 1_024)]
pub struct RecordTooLong;

/// Turns each line end (CR LF, CR, LF) into LF and ends with one, so that lines can be counted.
pub struct Lines<R> {
    inner: R,
    allowance: Allowance,
    follows_cr: bool,
    is_ended: bool,
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

impl Allowance {
    fn new() -> Self {
        Self(Arc::new(AtomicUsize::new(LONGEST_RECORD)))
    }

    /// A record has been read: the next one may be as long again.
    pub fn renew(&self) {
        self.0.store(LONGEST_RECORD, Ordering::Relaxed);
    }

    fn take(&self, bytes: usize) -> io::Result<()> {
        let left = self.0.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, RecordTooLong));
        }
        self.0.store(left.saturating_sub(bytes), Ordering::Relaxed);
        Ok(())
    }
}

impl<R: Read> Lines<R> {
    /// The bytes of `inner`, and the allowance that whoever reads records has to renew.
    pub fn new(inner: R) -> (Self, Allowance) {
        let allowance = Allowance::new();
        (Self { inner, allowance: allowance.clone(), follows_cr: false, is_ended: false }, allowance)
    }

    /// Makes the line ends of `bytes` alike, in place; how many bytes are left.
    fn made_alike(&mut self, bytes: &mut [u8]) -> usize {
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            let is_second_half = byte == b'\n' && self.follows_cr;
            self.follows_cr = byte == b'\r';
            if !is_second_half {
                bytes[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.is_ended && !buffer.is_empty() {
            let read = self.inner.read(buffer)?;
            if read == 0 {
                self.is_ended = true;
                buffer[0] = b'\n';
                return Ok(1);
            }
            self.allowance.take(read)?;
            let kept = self.made_alike(&mut buffer[..read]);
            if kept > 0 {
                return Ok(kept);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
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
            Lines::new(inner).0.read_to_string(&mut read).unwrap();
            assert_eq!(read, "a\nb\nc\n\n\n\nd\n");
        }
    }

    #[test]
    fn a_record_without_end_is_refused_before_it_fills_the_memory() {
        let (mut lines, allowance) = Lines::new(io::repeat(b'x'));
        let mut buffer = [0; 8 * 1_024];
        for _ in 0..LONGEST_RECORD / buffer.len() {
            lines.read_exact(&mut buffer).unwrap();
        }
        assert_eq!(lines.read(&mut buffer).map_err(|error| error.kind()), Err(io::ErrorKind::InvalidData));
        allowance.renew();
        assert!(lines.read(&mut buffer).is_ok());
    }
}
