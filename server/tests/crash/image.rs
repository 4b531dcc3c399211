//! A disk whose power can be cut: a file system in a file, whose copy holds what was synced and nothing else.

use std::path::{Path, PathBuf};
use std::process::Command;

use server::config::testing::is_ci;

/// A mounted image, unmounted on drop.
pub(crate) struct Disk {
    image: PathBuf,
    mount: PathBuf,
}

impl Disk {
    /// Makes and mounts an empty file system of 96 MiB in `folder`. None where this machine cannot, but an end in CI.
    pub(crate) fn make(folder: &Path) -> Option<Self> {
        let image = folder.join("disk.img");
        std::fs::File::create(&image).unwrap().set_len(96 << 20).unwrap();
        let made =
            run("mkfs.ext4", &["-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", text(&image)]);
        let disk = made.then(|| Self::mount(image, folder.join("mount"))).flatten();
        if disk.is_none() {
            assert!(!is_ci(), "loop mounts are needed, as root: CI skips nothing");
            skip("SKIPPED a test of the disk: this machine mounts no images");
        }
        disk
    }

    /// What a second machine finds that gets the disk now: pages that the first one has not synced are not on it.
    pub(crate) fn after_power_cut(&self, folder: &Path) -> Self {
        let copy = folder.join("copy.img");
        std::fs::copy(&self.image, &copy).unwrap();
        Self::mount(copy, folder.join("copy")).expect("what could be mounted once can be again")
    }

    /// Its root folder.
    pub(crate) fn path(&self) -> &Path {
        &self.mount
    }

    fn mount(image: PathBuf, mount: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&mount).unwrap();
        // The long interval keeps the file system from syncing on its own account.
        run("mount", &["-o", "loop,commit=300", text(&image), text(&mount)]).then_some(Self { image, mount })
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        run("umount", &[text(&self.mount)]);
        let _ = std::fs::remove_file(&self.image);
    }
}

fn run(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn skip(text: &str) {
    eprintln!("{text}");
}
