//! How an import ends.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::{Ended, scoopjoy};

const MAPPING: &str = r#"
name = "till"
time_zone = "Asia/Kolkata"
currency = "INR"
date_format = "%Y-%m-%d %H:%M"
[columns]
sale = ["Receipt"]
outlet = "Shop"
at = "At"
item = "Item"
qty = "Pieces"
unit_price = "Price"
[create]
outlets = true
items = true
"#;
pub(crate) const HEADING: &str = "Receipt,Shop,At,Item,Pieces,Price\n";

pub(crate) fn import(folder: &Path, file: impl AsRef<[u8]>) -> Ended {
    std::fs::write(folder.join("till.toml"), MAPPING).unwrap();
    std::fs::write(folder.join("day.csv"), file).unwrap();
    let path = |name: &str| folder.join(name).display().to_string();
    let arguments = ["import", "--json", "--mapping", &path("till.toml"), &path("day.csv")];
    scoopjoy(&folder.join("data"), &[], &arguments)
}

#[test]
fn a_file_that_is_read_to_its_end_is_a_success_whatever_was_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "1,Pune,2026-01-05 10:00,van,1,120.00\n2,Pune,2026-01-05 10:00,van,none,120.00\n";
    let ended = import(folder.path(), format!("{HEADING}{lines}"));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&report["sales"], &report["rejected"]), (&1.into(), &1.into()), "{report:#}");
}

#[test]
fn a_file_that_does_not_fit_or_breaks_off_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let other = import(folder.path(), "Name,Age\nAda,36\n");
    assert!(other.code == Some(1) && other.stderr.contains("Receipt"), "{other:?}");
    let endless = format!("{HEADING}1,Pune,2026-01-05 10:00,\"{},1,120.00\n", "x".repeat(200_000));
    let broken = import(folder.path(), &endless);
    assert_eq!(broken.code, Some(1), "{broken:?}");
    let wrong = scoopjoy(folder.path(), &[], &["import"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
}

#[test]
fn a_damaged_file_records_nothing_that_the_mended_one_would_contradict() {
    let folder = tempfile::tempdir().unwrap();
    let sale = |n: u32| format!("{n},Pune,2026-01-05 10:00,item-{},{},120.00\n", n % 37, n % 9 + 1);
    let lines: String = (1..=3_000).map(sale).collect();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(format!("{HEADING}{lines}").as_bytes()).unwrap();
    let whole = packed.finish().unwrap();
    // Behind each of these the rest unpacks without an error up to the checksum, or ends in one.
    for at in [2_000, 5_000, whole.len() - 6] {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        let ended = import(folder.path(), &damaged);
        assert!(ended.code == Some(1) && ended.stderr.contains("damaged"), "{at}: {ended:?}");
    }
    let mended = import(folder.path(), &whole);
    assert_eq!(mended.code, Some(0), "{mended:?}");
    let report: serde_json::Value = serde_json::from_str(&mended.stdout).unwrap();
    assert_eq!((&report["sales"], &report["rejected"]), (&3_000.into(), &0.into()), "{report:#}");
}
