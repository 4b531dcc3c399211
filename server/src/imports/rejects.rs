//! The lines that did not go in, as a CSV that a person can open, mend and import again.

use std::borrow::Cow;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::reader::Row;

/// What one import may reject. A file that passes it is not what the mapping describes, and a small packed one could
/// otherwise fill the disk and, with the ids of rejected sales, the memory.
const LIMITS: Limits = Limits { lines: 1_000_000, bytes: 256 * 1_024 * 1_024 };

/// Writes rejected lines as they come; the file appears with the first one.
#[derive(Debug)]
pub struct Rejects {
    path: PathBuf,
    heading: StringRecord,
    limits: Limits,
    file: Option<csv::Writer<Counted>>,
    count: u64,
}

/// Why rejected lines cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum RejectsError {
    #[error("cannot write the rejected lines to {path}")]
    Unwritten { path: PathBuf, source: io::Error },
    #[error("more than {lines} lines are rejected, see {path}: the mapping does not fit this file")]
    TooMany { lines: u64, path: PathBuf },
    #[error(
        "the rejected lines take more than {bytes} bytes, see {path}: the mapping does not fit this file"
    )]
    TooLong { bytes: u64, path: PathBuf },
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    lines: u64,
    /// Of the file; what is buffered when it is passed comes on top.
    bytes: u64,
}

/// A file that knows how long it has become.
#[derive(Debug)]
struct Counted {
    file: File,
    written: u64,
}

impl Rejects {
    /// Rejected lines of a file with this heading go to `path`, which a rejected line creates or replaces.
    pub fn new(path: PathBuf, heading: StringRecord) -> Self {
        Self { path, heading, limits: LIMITS, file: None, count: 0 }
    }

    /// Adds a line with its number and reason.
    ///
    /// Errors: when the file cannot be made or written, or when there are more lines than a person could mend.
    pub fn add(&mut self, row: &Row, reason: &str) -> Result<(), RejectsError> {
        if self.count == self.limits.lines {
            return Err(RejectsError::TooMany { lines: self.count, path: self.path.clone() });
        }
        let length = self.write(row, reason).map_err(|source| self.unwritten(source))?;
        if length > self.limits.bytes {
            return Err(RejectsError::TooLong { bytes: self.limits.bytes, path: self.path.clone() });
        }
        self.count += 1;
        Ok(())
    }

    /// Writes the line; how long the file is by now, but for what is buffered.
    fn write(&mut self, row: &Row, reason: &str) -> io::Result<u64> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => started(&self.path, &self.heading)?,
        };
        let line = row.line.to_string();
        let told = [Cow::Borrowed(line.as_str()), harmless(reason)];
        let fields = told.into_iter().chain(row.record.iter().map(harmless));
        file.write_record(fields.map(|field| field.into_owned()))?;
        Ok(self.file.insert(file).get_ref().written)
    }

    fn unwritten(&self, source: io::Error) -> RejectsError {
        RejectsError::Unwritten { path: self.path.clone(), source }
    }

    /// How many lines were rejected so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Where they are, once everything is written; `None` when there were none, and then no older file is left either.
    ///
    /// Errors: when the rest cannot be written, or the file of an earlier run cannot be removed.
    pub fn finish(mut self) -> Result<Option<PathBuf>, RejectsError> {
        let Some(mut file) = self.file.take() else {
            return match fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.unwritten(error)),
                _ => Ok(None),
            };
        };
        file.flush().map_err(|source| self.unwritten(source))?;
        Ok(Some(self.path))
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.written += u64::try_from(written).unwrap_or(u64::MAX);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn started(path: &Path, heading: &StringRecord) -> io::Result<csv::Writer<Counted>> {
    let counted = Counted { file: made(path)?, written: 0 };
    let mut file = csv::WriterBuilder::new().flexible(true).from_writer(counted);
    let heading = ["line", "reason"].into_iter().map(Cow::Borrowed).chain(heading.iter().map(harmless));
    file.write_record(heading.map(|field| field.into_owned()))?;
    Ok(file)
}

/// A new file that is its owner's alone, in a folder that is too: whole rows name customers and their phones.
///
/// Errors: also where something other than a plain file or folder stands in its place. A link put there would have this
/// process write wherever it points.
fn made(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
        if !fs::symlink_metadata(folder)?.is_dir() {
            return Err(io::Error::other(format!("{} is a link: it must be a folder", folder.display())));
        }
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => {
            return Err(io::Error::other("something other than a file is there"));
        }
        Ok(_) => fs::remove_file(path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    // What comes to stand here meanwhile makes this fail.
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

/// The text, with an apostrophe before whatever a spreadsheet would take for a formula. Numbers stay numbers.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_number = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    };
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r' | '\n') if !is_number(text) => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn rejected_lines_stand_with_number_and_reason_and_hold_no_formula() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejected/till.csv");
        let mut rejects = Rejects::new(path.clone(), StringRecord::from(vec!["Receipt", "=Shop"]));
        let row = |fields: Vec<&str>| Row { line: 7, record: StringRecord::from(fields), fault: None };
        rejects.add(&row(vec!["=cmd|'/c calc'!A1", "-2.50"]), "Pieces is not above 0").unwrap();
        rejects.add(&row(vec!["-1+1", "@x", "a \"b\"\nc"]), "has 3 fields").unwrap();
        assert_eq!(rejects.count(), 2);
        assert_eq!(rejects.finish().unwrap().as_deref(), Some(path.as_path()));
        insta::assert_snapshot!(fs::read_to_string(path).unwrap(), @r#"
        line,reason,Receipt,'=Shop
        7,Pieces is not above 0,'=cmd|'/c calc'!A1,-2.50
        7,has 3 fields,'-1+1,'@x,"a ""b""
        c"
        "#);
    }

    #[test]
    fn a_file_of_which_nothing_fits_fills_neither_the_disk_nor_the_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("till.csv");
        let kept_of = |limits: Limits| {
            let mut rejects =
                Rejects { limits, ..Rejects::new(path.clone(), StringRecord::from(vec!["Shop"])) };
            let row = Row { line: 2, record: StringRecord::from(vec!["x".repeat(1_000)]), fault: None };
            let error = (0..1_000).find_map(|_| rejects.add(&row, "is a stray").err()).expect("an end");
            drop(rejects);
            (error.to_string(), fs::metadata(&path).unwrap().len())
        };
        let (error, length) = kept_of(Limits { lines: 10, bytes: 1_000_000 });
        assert!(error.contains("more than 10 lines are rejected") && error.contains("till.csv"), "{error}");
        assert!((10_000..11_000).contains(&length), "{length}");
        let (error, length) = kept_of(Limits { lines: 1_000, bytes: 100_000 });
        assert!(error.contains("take more than 100000 bytes") && error.contains("till.csv"), "{error}");
        assert!((100_000..120_000).contains(&length), "{length}");
    }

    /// Rejects one line into `path`.
    fn reject_into(path: &Path) -> Result<(), RejectsError> {
        let mut rejects = Rejects::new(path.to_owned(), StringRecord::from(vec!["Phone"]));
        let row = Row { line: 2, record: StringRecord::from(vec!["0123"]), fault: None };
        rejects.add(&row, "is a stray").and_then(|()| rejects.finish()).map(drop)
    }

    #[test]
    fn rejected_lines_are_their_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejected/till.csv");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        for _ in 0..2 {
            reject_into(&path).unwrap();
            assert_eq!((mode(path.parent().unwrap()), mode(&path)), (0o700, 0o600));
            // As an earlier version left them.
            fs::set_permissions(path.parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        }
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (precious, path) = (folder.path().join("precious"), folder.path().join("till.csv"));
        fs::write(&precious, "kept").unwrap();
        symlink(&precious, &path).unwrap();
        let refusal = reject_into(&path).unwrap_err();
        assert!(refusal.source().unwrap().to_string().contains("something other than a file is there"));
        assert_eq!(fs::read_to_string(&precious).unwrap(), "kept");
        let linked = folder.path().join("rejected");
        symlink(folder.path(), &linked).unwrap();
        let refusal = reject_into(&linked.join("other.csv")).unwrap_err();
        assert!(refusal.source().unwrap().to_string().contains("it must be a folder"));
        assert!(!folder.path().join("other.csv").exists());
    }

    #[test]
    fn a_run_without_rejected_lines_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("till.csv");
        fs::write(&path, "of an earlier run").unwrap();
        assert_eq!(Rejects::new(path.clone(), StringRecord::new()).finish().unwrap(), None);
        assert!(!path.exists());
    }
}
