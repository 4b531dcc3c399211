//! How a rebuild ends, and what it says.

use std::path::Path;

use sqlx::{Connection, SqliteConnection};

use crate::import::{HEADING, import};
use crate::program::{Ended, scoopjoy};

const LINES: &str = "1,Pune,2026-01-05 10:00,van,1,120.00\n2,Pune,2026-01-06 10:00,van,2,120.00\n";

fn rebuild(folder: &Path, more: &[&str]) -> Ended {
    let arguments = [&["rebuild", "--json", "--from", "2026-01-01", "--to", "2026-01-31"], more].concat();
    scoopjoy(&folder.join("data"), &[], &arguments)
}

fn report(ended: &Ended) -> serde_json::Value {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    serde_json::from_str(&ended.stdout).unwrap()
}

async fn spoil(folder: &Path) {
    let url = format!("sqlite://{}", folder.join("data/scoopjoy.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let sql =
        "update scope_days set gross = gross - 2000, orders = 0 where day = (select min(day) from sales)";
    assert!(sqlx::query(sql).execute(&mut connection).await.unwrap().rows_affected() > 0);
    connection.close().await.unwrap();
}

#[tokio::test]
async fn what_differs_is_shown_then_rebuilt_and_then_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(import(folder.path(), format!("{HEADING}{LINES}")).code, Some(0));
    let equal = report(&rebuild(folder.path(), &[]));
    assert_eq!((&equal["days"], &equal["rows_changed"]), (&2.into(), &0.into()), "{equal:#}");
    spoil(folder.path()).await;
    for more in [&["--dry-run"][..], &["--dry-run", "--outlet", "pune"], &[]] {
        let found = report(&rebuild(folder.path(), more));
        assert_eq!((&found["days_changed"], &found["rows_changed"]), (&1.into(), &4.into()), "{found:#}");
        let day = &found["changed"][0];
        assert_eq!(day["day"], "2026-01-05", "{found:#}");
        assert_eq!(day["totals"][0]["gross"], serde_json::json!(["100.00", "120.00"]), "{found:#}");
        assert_eq!(day["totals"][0]["orders"], serde_json::json!([0, 1]), "{found:#}");
    }
    let after = report(&rebuild(folder.path(), &[]));
    assert_eq!((&after["days_done"], &after["rows_changed"]), (&2.into(), &0.into()), "{after:#}");
}

#[test]
fn what_cannot_be_rebuilt_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let none = rebuild(folder.path(), &[]);
    assert!(none.code == Some(1) && none.stderr.contains("there is no database"), "{none:?}");
    assert_eq!(import(folder.path(), format!("{HEADING}{LINES}")).code, Some(0));
    let unknown = rebuild(folder.path(), &["--outlet", "nowhere"]);
    assert!(unknown.code == Some(1) && unknown.stderr.contains("there is no outlet nowhere"), "{unknown:?}");
    let data = folder.path().join("data");
    for wrong in
        [&["--from", "2026-02-01", "--to", "2026-01-01"][..], &["--from", "soon", "--to", "2026-01-01"], &[]]
    {
        let ended = scoopjoy(&data, &[], &[&["rebuild"], wrong].concat());
        assert_eq!(ended.code, Some(2), "{ended:?}");
    }
}
