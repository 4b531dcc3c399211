//! The sales of one business day of a file, without recording them.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::time::Duration;

use app::units::{Day, Scope, UnixMs};

use super::entry::Form;
use super::gather::{Gathered, Gatherer, Slip};
use super::mapping::Mapping;
use super::outlets;
use super::reader::{FileError, Reader};
use crate::events::Origin;
use crate::organisation::{Directory, OutletId, business_day};
use crate::sales::draft::EntryDraft;
use crate::sales::record::{self, Grounds};

/// What a file holds of a day.
#[derive(Debug, Default)]
pub struct DayOfFile {
    /// In the order of time.
    pub drafts: Vec<EntryDraft>,
    /// Sales and returns that an import would reject, of that day or, where that cannot be told, of one beside it.
    pub rejected: u64,
}

/// Picks entries of one day.
struct Picking<'a> {
    form: Form,
    directory: &'a Directory,
    day: Day,
    now: UnixMs,
    outlets: HashMap<String, Option<OutletId>>,
    found: DayOfFile,
}

/// Reads the whole of `input` and keeps what belongs to `day`, by the clocks of the outlets in `directory`.
///
/// Errors: a file that cannot be read to its end.
pub fn read<R: Read + Send + 'static>(
    input: R,
    mapping: Mapping,
    directory: &Directory,
    day: Day,
    now: UnixMs,
) -> Result<DayOfFile, FileError> {
    let mut gatherer = Gatherer::new(mapping.look_ahead);
    let mut reader = Reader::new(input, &mapping)?;
    let (places, heading) = (reader.places().clone(), reader.heading().clone());
    let form = Form { mapping, places, heading };
    let mut picking =
        Picking { form, directory, day, now, outlets: HashMap::new(), found: DayOfFile::default() };
    for row in reader.by_ref() {
        let row = row?;
        if let Ok(id) = picking.form.id_of(&row) {
            gatherer.push(id, row, |gathered| picking.pick(gathered));
        }
    }
    gatherer.finish(|gathered| picking.pick(gathered));
    picking.found.drafts.sort_by_key(|draft| draft.at);
    Ok(picking.found)
}

impl Picking<'_> {
    fn pick(&mut self, gathered: Gathered) {
        let Gathered::Slip(slip) = gathered else { return };
        let Some(outlet) = self.outlet_of(&slip).and_then(|id| self.directory.outlet(id)) else { return };
        let begins = slip.rows.first().and_then(|row| self.form.instant(row, outlet.time_zone).ok());
        let is_near =
            begins.is_some_and(|at| (business_day::place(at, outlet).day.0 - self.day.0).abs() <= 1);
        if !is_near {
            return;
        }
        let draft = self.form.admitted(&slip).and_then(|admitted| self.form.draft(&admitted, outlet));
        let Ok(draft) = draft else {
            self.found.rejected += 1;
            return;
        };
        if business_day::place(draft.at, outlet).day != self.day {
            return;
        }
        let grounds = Grounds {
            directory: self.directory,
            now: self.now,
            max_ahead: Duration::ZERO,
            origin: Origin::Live,
            may_create_items: true,
            reach: &Scope::Network,
        };
        match record::check(&draft, &grounds) {
            Ok(_) => self.found.drafts.push(draft),
            Err(_) => self.found.rejected += 1,
        }
    }

    fn outlet_of(&mut self, slip: &Slip) -> Option<OutletId> {
        let name = self.form.outlet_of(slip).ok()?;
        if let Some(known) = self.outlets.get(name) {
            return *known;
        }
        let taken: HashSet<OutletId> = self.outlets.values().copied().flatten().collect();
        let id = outlets::existing(name, &self.form.mapping, self.directory, &taken);
        self.outlets.insert(name.to_owned(), id);
        id
    }
}
