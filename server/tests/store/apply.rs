//! Applying an organisation file.

use app::units::UnixMs;
use insta::{allow_duplicates, assert_snapshot};
use server::db::Db;
use server::db::testing::on_both_engines;
use server::organisation::apply::{Applied, ApplyError, Counts, apply};
use server::organisation::file::{OrganisationFile, parse_toml};
use server::organisation::store;
use server::organisation::{Directory, demo, items};

const NOW: UnixMs = UnixMs(1_795_091_645_000);

async fn directory(db: &Db) -> Directory {
    let mut tx = db.read().await.unwrap();
    let directory = store::load_directory(&mut tx).await.unwrap();
    tx.rollback().await.unwrap();
    directory
}

async fn changed_outlets(db: &Db) -> Vec<i64> {
    let sql = "select outlet_id from events where kind = 'outlet.changed' order by id";
    match db {
        Db::Sqlite(db) => sqlx::query_scalar(sql).fetch_all(db.readers()).await.unwrap(),
        Db::Postgres(db) => sqlx::query_scalar(sql).fetch_all(db.pool()).await.unwrap(),
    }
}

fn only_unchanged(file: &OrganisationFile) -> Applied {
    let all = |number| Counts { unchanged: number, ..Counts::default() };
    Applied {
        regions: all(file.regions.len()),
        franchises: all(file.franchises.len()),
        outlets: all(file.outlets.len()),
        items: all(file.items.len()),
    }
}

#[tokio::test]
async fn the_same_file_a_second_time_changes_nothing() {
    on_both_engines(async |db| {
        let demo = demo::organisation();
        let first = apply(&db, &demo, NOW).await.unwrap();
        assert_eq!((first.outlets.added, first.items.added), (demo.outlets.len(), demo.items.len()));
        assert_eq!(changed_outlets(&db).await.len(), demo.outlets.len());
        assert_eq!(apply(&db, &demo, NOW).await.unwrap(), only_unchanged(&demo));
        assert_eq!(changed_outlets(&db).await.len(), demo.outlets.len());
    })
    .await;
}

#[tokio::test]
async fn what_differs_is_changed_and_the_outlets_it_touches_are_told() {
    on_both_engines(async |db| {
        let mut demo = demo::organisation();
        apply(&db, &demo, NOW).await.unwrap();
        let before = changed_outlets(&db).await.len();
        demo.name = Some("Scoops".to_owned());
        demo.regions[0].name = "The South".to_owned();
        demo.outlets[0].is_open = false;
        demo.items[0].category = None;
        let applied = apply(&db, &demo, NOW).await.unwrap();
        let changed = [applied.regions, applied.franchises, applied.outlets, applied.items]
            .map(|counts| counts.changed);
        assert_eq!(changed, [1, 0, 1, 1]);
        let directory = directory(&db).await;
        let outlet = directory.outlet_by_code(&demo.outlets[0].code).unwrap();
        assert!(!outlet.is_open);
        assert_eq!(changed_outlets(&db).await[before..], [outlet.id.0]);
        assert_eq!(directory.scope_name(&"network".parse().unwrap()), Some("Scoops"));
        assert_eq!(directory.scope_name(&"region:india-south".parse().unwrap()), Some("The South"));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_refers_to_nothing_is_refused_as_a_whole() {
    on_both_engines(async |db| {
        let file = parse_toml(
            "regions = [{ code = 'south', name = 'South' }]\n[[outlets]]\ncode = 'a'\nname = 'A'\nregion = 'sooth'\n\
             franchise = 'own'\ntime_zone = 'Asia/Kolkata'",
        );
        let Err(ApplyError::Values(problems)) = apply(&db, &file.unwrap(), NOW).await else { panic!("applied") };
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        allow_duplicates! { assert_snapshot!(told.join("\n"), @"
        outlets[0] (a).region is unknown: got sooth, expected the code of a region of this file or of the database
        outlets[0] (a).franchise is unknown: got own, expected the code of a franchise of this file or of the database
        outlets[0] (a).currency is missing: expected a currency, or a default_currency for all outlets
        ") };
        assert_eq!(directory(&db).await.scope_id(&"region:south".parse().unwrap()), None);
    })
    .await;
}

#[tokio::test]
async fn items_are_listed_by_code_a_page_at_a_time() {
    on_both_engines(async |db| {
        let demo = demo::organisation();
        apply(&db, &demo, NOW).await.unwrap();
        let mut expected: Vec<String> = demo.items.iter().map(|item| item.code.clone()).collect();
        expected.sort();
        let (mut listed, mut after) = (Vec::new(), String::new());
        let mut tx = db.read().await.unwrap();
        loop {
            let page = items::list_items(&mut tx, &after, 7).await.unwrap();
            let Some(last) = page.last() else { break };
            after.clone_from(&last.code);
            listed.extend(page.into_iter().map(|item| item.code));
        }
        assert_eq!(listed, expected);
    })
    .await;
}
