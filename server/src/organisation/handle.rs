//! The directory that is current, shared by everything that reads it.

use std::sync::Arc;

use app::units::Code;
use tokio::sync::{Mutex, watch};

use super::{Directory, OutletId, store};
use crate::db::{Db, StoreError};

/// Where the current [`Directory`] is found. Cheap to clone; all clones see a reload.
#[derive(Clone, Debug)]
pub struct DirectoryHandle {
    current: watch::Sender<Arc<Directory>>,
    /// Held while the directory is read, so that what was read earlier never replaces what was read later.
    reading: Arc<Mutex<()>>,
}

impl DirectoryHandle {
    /// Reads the directory for the first time.
    pub async fn load(db: &Db) -> Result<Self, StoreError> {
        Ok(Self::holding(read(db).await?))
    }

    /// A handle to a directory made elsewhere; [`DirectoryHandle::reload`] replaces it.
    #[must_use]
    pub fn holding(directory: Directory) -> Self {
        Self { current: watch::Sender::new(Arc::new(directory)), reading: Arc::default() }
    }

    /// The directory as of the last reload.
    #[must_use]
    pub fn current(&self) -> Arc<Directory> {
        Arc::clone(&self.current.borrow())
    }

    /// Reads the directory again. On an error the previous one stays.
    pub async fn reload(&self, db: &Db) -> Result<(), StoreError> {
        let _alone = self.reading.lock().await;
        let directory = read(db).await?;
        self.current.send_replace(Arc::new(directory));
        Ok(())
    }

    /// The current directory; read again first if one of `outlets` is not in it, as after another process made it.
    pub async fn knowing(
        &self,
        outlets: impl IntoIterator<Item = OutletId>,
        db: &Db,
    ) -> Result<Arc<Directory>, StoreError> {
        let current = self.current();
        if outlets.into_iter().any(|outlet| current.outlet(outlet).is_none()) {
            self.reload(db).await?;
        }
        Ok(self.current())
    }

    /// As [`DirectoryHandle::knowing`], for outlets that a caller names: a till may sell the moment its outlet is there.
    pub async fn knowing_codes<'a>(
        &self,
        outlets: impl IntoIterator<Item = &'a Code>,
        db: &Db,
    ) -> Result<Arc<Directory>, StoreError> {
        let current = self.current();
        if outlets.into_iter().any(|outlet| current.outlet_by_code(outlet).is_none()) {
            self.reload(db).await?;
        }
        Ok(self.current())
    }
}

async fn read(db: &Db) -> Result<Directory, StoreError> {
    let mut tx = db.read().await?;
    let directory = store::load_directory(&mut tx).await?;
    tx.rollback().await?;
    Ok(directory)
}
