//! How an import ends.

use std::path::Path;

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
const HEADING: &str = "Receipt,Shop,At,Item,Pieces,Price\n";

fn import(folder: &Path, file: &str) -> Ended {
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
    let ended = import(folder.path(), &format!("{HEADING}{lines}"));
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
