//! The lines that did not go in, as a CSV that a person can open, mend and import again.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::reader::Row;

/// Writes rejected lines as they come; the file appears with the first one.
#[derive(Debug)]
pub struct Rejects {
    path: PathBuf,
    heading: StringRecord,
    file: Option<csv::Writer<File>>,
    count: u64,
}

impl Rejects {
    /// Rejected lines of a file with this heading go to `path`, which a rejected line creates or replaces.
    pub fn new(path: PathBuf, heading: StringRecord) -> Self {
        Self { path, heading, file: None, count: 0 }
    }

    /// Adds a line with its number and reason.
    ///
    /// Errors: when the file cannot be made or written.
    pub fn add(&mut self, row: &Row, reason: &str) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(started(&self.path, &self.heading)?);
        }
        if let Some(file) = &mut self.file {
            let line = row.line.to_string();
            let told = [Cow::Borrowed(line.as_str()), harmless(reason)];
            let fields = told.into_iter().chain(row.record.iter().map(harmless));
            file.write_record(fields.map(|field| field.into_owned()))?;
        }
        self.count += 1;
        Ok(())
    }

    /// How many lines were rejected so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Where they are, once everything is written; `None` when there were none, and then no older file is left either.
    ///
    /// Errors: when the rest cannot be written, or the file of an earlier run cannot be removed.
    pub fn finish(self) -> io::Result<Option<PathBuf>> {
        let Some(mut file) = self.file else {
            return match fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(None),
            };
        };
        file.flush()?;
        Ok(Some(self.path))
    }
}

fn started(path: &Path, heading: &StringRecord) -> io::Result<csv::Writer<File>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // A link that somebody put there is replaced like a file, and not followed to where it points.
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut file = csv::WriterBuilder::new().flexible(true).from_writer(File::create_new(path)?);
    let heading = ["line", "reason"].into_iter().map(Cow::Borrowed).chain(heading.iter().map(harmless));
    file.write_record(heading.map(|field| field.into_owned()))?;
    Ok(file)
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
    fn a_link_in_the_place_of_the_file_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (folder.path().join("till.csv"), folder.path().join("elsewhere"));
        fs::write(&elsewhere, "kept").unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        let mut rejects = Rejects::new(path.clone(), StringRecord::from(vec!["Receipt"]));
        let row = Row { line: 7, record: StringRecord::from(vec!["1"]), fault: None };
        rejects.add(&row, "is too long").unwrap();
        rejects.finish().unwrap();
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "kept");
        assert_eq!(fs::read_to_string(&path).unwrap(), "line,reason,Receipt\n7,is too long,1\n");
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
