//! Files packed with gzip: one part after the other, and what may stand behind them.

use std::io::{self, BufReader, Chain, Cursor, Read};

use flate2::bufread::GzDecoder;

/// How each part begins.
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The unpacked bytes of all parts.
///
/// Behind a whole part, zeros are padding, as tapes and block devices leave it, and what is no part is passed over with
/// a warning: all that was packed is there. A part that breaks off or is damaged is an error.
pub struct Unpacked<R>(Option<Part<R>>);

type Part<R> = GzDecoder<Chain<Cursor<Vec<u8>>, BufReader<R>>>;

impl<R: Read> Unpacked<R> {
    /// Unpacks `input`, which begins with [`MAGIC`].
    pub fn new(input: BufReader<R>) -> Self {
        Self(Some(part(Vec::new(), input)))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(part) = &mut self.0 {
            let read = part.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.0 = self.0.take().map(next_part).transpose()?.flatten();
        }
        Ok(0)
    }
}

fn part<R: Read>(start: Vec<u8>, rest: BufReader<R>) -> Part<R> {
    GzDecoder::new(Cursor::new(start).chain(rest))
}

fn next_part<R: Read>(ended: Part<R>) -> io::Result<Option<Part<R>>> {
    let (_, mut input) = ended.into_inner().into_inner();
    let behind = input.by_ref().bytes().skip_while(|byte| matches!(byte, Ok(0)));
    let start = behind.take(MAGIC.len()).collect::<io::Result<Vec<u8>>>()?;
    if start == MAGIC {
        return Ok(Some(part(start, input)));
    }
    if !start.is_empty() {
        tracing::warn!("what follows the packed part of the file is not packed, and is ignored");
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &str) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    }

    /// Through buffers of both sizes, so that every part begins within one and at the edge of one.
    fn unpacked(bytes: &[u8]) -> io::Result<String> {
        let read = |buffer| io::read_to_string(Unpacked::new(BufReader::with_capacity(buffer, bytes)));
        let (narrow, wide) = (read(1), read(64 * 1_024));
        assert_eq!(narrow.as_ref().ok(), wide.as_ref().ok());
        wide
    }

    #[test]
    fn what_follows_a_whole_part_takes_nothing_from_it() {
        let (one, two) = (packed("1,van\n"), packed("2,cone\n"));
        for (behind, expected) in [
            (vec![], "1,van\n"),
            (two.clone(), "1,van\n2,cone\n"),
            (vec![0; 512], "1,van\n"),
            ([vec![0; 512], two].concat(), "1,van\n2,cone\n"),
            (b"junk".to_vec(), "1,van\n"),
            (b"\0\0junk".to_vec(), "1,van\n"),
            (b"\x1f".to_vec(), "1,van\n"),
        ] {
            assert_eq!(unpacked(&[one.clone(), behind.clone()].concat()).unwrap(), expected, "{behind:?}");
        }
    }

    #[test]
    fn a_part_that_breaks_off_or_is_damaged_is_an_error() {
        let whole = [packed("1,van\n"), packed("2,cone\n")].concat();
        assert!(unpacked(&whole[..whole.len() - 1]).is_err());
        assert!(unpacked(&[packed("1,van\n"), MAGIC.to_vec(), b"junk".to_vec()].concat()).is_err());
        let mut damaged = whole;
        *damaged.last_mut().unwrap() ^= 1;
        assert!(unpacked(&damaged).is_err());
    }
}
