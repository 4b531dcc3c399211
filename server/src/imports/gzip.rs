//! Files packed with gzip: one part after the other, and what may stand behind them.

use std::fs::File;
use std::io::{self, BufReader, Chain, Cursor, Read, Seek};

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
            let behind = self.0.take().map(behind).transpose()?;
            if matches!(behind, Some(Behind::Foreign)) {
                tracing::warn!("what follows the packed part of the file is not packed, and is ignored");
            }
            self.0 = behind.and_then(Behind::part);
        }
        Ok(0)
    }
}

/// What unpacks of a part that does not end in its own checksum may be none of the file: behind a damage it makes sales that
/// never were, and what is recorded stays. A part that breaks off cannot be told from one whose damage hides its end.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error(
    "a packed part of the file breaks off or is damaged, and nothing of it is taken: fetch the file again"
)]
pub struct Damaged;

/// How many unpacked bytes stand before the first part of a packed file that is [`Damaged`], for which the file is read to its
/// end; `None` where no part is, where it is not packed, and for a pipe, which cannot be read twice.
///
/// Errors: when the file cannot be read.
pub fn damage_begins(file: &mut File) -> io::Result<Option<u64>> {
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut start = Vec::new();
    Read::by_ref(file).take(MAGIC.len() as u64).read_to_end(&mut start)?;
    file.rewind()?;
    let sound = if start == MAGIC { sound_length(BufReader::new(&*file))? } else { None };
    file.rewind()?;
    Ok(sound)
}

fn sound_length<R: Read>(input: BufReader<R>) -> io::Result<Option<u64>> {
    let mut at_hand = Some(part(Vec::new(), input));
    let mut sound = 0;
    while let Some(mut part) = at_hand {
        sound += match io::copy(&mut part, &mut io::sink()) {
            Ok(length) => length,
            // What the disk says has a number; what the unpacking says has none.
            Err(error) if error.raw_os_error().is_some() => return Err(error),
            Err(_) => return Ok(Some(sound)),
        };
        at_hand = behind(part)?.part();
    }
    Ok(None)
}

/// The first `sound` unpacked bytes of `input`, and then the error [`Damaged`].
pub fn up_to_damage<R: Read>(input: R, sound: u64) -> impl Read + use<R> {
    Unpacked::new(BufReader::new(input)).take(sound).chain(Damage)
}

struct Damage;

impl Read for Damage {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::InvalidData, Damaged))
    }
}

fn part<R: Read>(start: Vec<u8>, rest: BufReader<R>) -> Part<R> {
    GzDecoder::new(Cursor::new(start).chain(rest))
}

/// What stands behind a part that is whole.
enum Behind<R> {
    Part(Box<Part<R>>),
    Foreign,
    Nothing,
}

impl<R> Behind<R> {
    fn part(self) -> Option<Part<R>> {
        match self {
            Self::Part(part) => Some(*part),
            Self::Foreign | Self::Nothing => None,
        }
    }
}

fn behind<R: Read>(ended: Part<R>) -> io::Result<Behind<R>> {
    let (_, mut input) = ended.into_inner().into_inner();
    let behind = input.by_ref().bytes().skip_while(|byte| matches!(byte, Ok(0)));
    let start = behind.take(MAGIC.len()).collect::<io::Result<Vec<u8>>>()?;
    Ok(match start.as_slice() {
        [] => Behind::Nothing,
        start if *start == MAGIC => Behind::Part(Box::new(part(start.to_vec(), input))),
        _ => Behind::Foreign,
    })
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

    /// The damage of `bytes` as a file tells it, and what is read of it then.
    fn believed(bytes: &[u8]) -> (Option<u64>, String) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let sound = damage_begins(&mut file).unwrap();
        let mut text = String::new();
        if let Some(sound) = sound {
            let read = up_to_damage(file, sound).read_to_string(&mut text);
            assert_eq!(read.unwrap_err().to_string(), Damaged.to_string());
        }
        (sound, text)
    }

    #[test]
    fn nothing_is_taken_of_a_part_that_does_not_end_in_its_checksum() {
        let lines =
            |from: u32| (from..from + 500).map(|n| format!("{n},van,{}\n", n * 7)).collect::<String>();
        let (one, two) = (packed(&lines(1)), packed(&lines(1_001)));
        let whole = [one.clone(), two].concat();
        assert_eq!(believed(&whole), (None, String::new()));
        assert_eq!(believed(b"1,van\n"), (None, String::new()), "a file that is not packed");
        assert!(believed(&whole[..whole.len() - 9]).1 == lines(1), "one that breaks off");
        for at in [one.len() + 40, one.len() + 400, whole.len() - 6, whole.len() - 2] {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert!(believed(&damaged).1 == lines(1), "{at}");
        }
        let mut damaged = whole;
        damaged[40] ^= 1;
        assert_eq!(believed(&damaged), (Some(0), String::new()));
    }
}
