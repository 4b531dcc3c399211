//! The organisation in the database.

use app::units::Scope;
use server::db::testing::on_both_engines;
use server::db::{CommitWatch, Db, StoreError, Tx, Urgency};
use server::organisation::store::{self, NewOutlet};
use server::organisation::{DirectoryHandle, ScopeId};

fn outlet(code: &str, region: ScopeId, franchise: ScopeId) -> NewOutlet {
    NewOutlet {
        code: code.parse().unwrap(),
        name: format!("Outlet {code}"),
        region,
        franchise,
        time_zone: chrono_tz::Asia::Kolkata,
        currency: "INR".parse().unwrap(),
        country: Some("IN".to_owned()),
        cutoff_min: 240,
        opening_hours: None,
        is_open: true,
    }
}

async fn write(db: &Db) -> Tx {
    db.write(Urgency::Foreground).await.unwrap()
}

#[tokio::test]
async fn an_outlet_is_found_as_it_was_written() {
    on_both_engines(async |db| {
        let directory = DirectoryHandle::load(&db).await.unwrap();
        assert_eq!(directory.current().scope_id(&Scope::Network), Some(ScopeId::NETWORK));
        let mut tx = write(&db).await;
        let (region, franchise) = store::unassigned(&mut tx).await.unwrap();
        let id = store::insert_outlet(&mut tx, &outlet("mg-road", region, franchise)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(directory.current().outlet(id).is_none(), "a directory in hand does not move");
        directory.reload(&db).await.unwrap();
        let current = directory.current();
        let found = current.outlet_by_code(&"MG-Road".parse().unwrap()).unwrap();
        assert_eq!((found.id, found.cutoff_min, found.name.as_str()), (id, 240, "Outlet mg-road"));
        assert_eq!(current.scope(ScopeId(id.0)), Some(&"outlet:mg-road".parse().unwrap()));
        assert_eq!(current.outlets_of(&"region:unassigned".parse().unwrap()), [found]);
    })
    .await;
}

#[tokio::test]
async fn a_second_outlet_with_the_same_code_is_a_conflict_of_the_same_name_on_both_engines() {
    on_both_engines(async |db| {
        let mut tx = write(&db).await;
        let (region, franchise) = store::unassigned(&mut tx).await.unwrap();
        assert_eq!(store::unassigned(&mut tx).await.unwrap(), (region, franchise));
        store::insert_outlet(&mut tx, &outlet("mg-road", region, franchise)).await.unwrap();
        let again = store::insert_outlet(&mut tx, &outlet("mg-road", region, franchise)).await;
        let Err(StoreError::Conflict { constraint }) = again else { panic!("{again:?}") };
        assert_eq!(constraint, "scopes_kind_code_key");
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_no_trace_and_no_lock() {
    on_both_engines(async |db| {
        let mut tx = write(&db).await;
        store::unassigned(&mut tx).await.unwrap();
        drop(tx);
        let mut tx = write(&db).await;
        let found = store::find_scope(&mut tx, &"region:unassigned".parse().unwrap()).await.unwrap();
        assert_eq!(found, None);
        tx.rollback().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_read_sees_one_state_while_others_write() {
    on_both_engines(async |db| {
        let mut read = db.read().await.unwrap();
        let mut tx = write(&db).await;
        store::unassigned(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let region = "region:unassigned".parse().unwrap();
        assert_eq!(store::find_scope(&mut read, &region).await.unwrap(), None);
        read.rollback().await.unwrap();
        let mut read = db.read().await.unwrap();
        assert!(store::find_scope(&mut read, &region).await.unwrap().is_some());
        assert!(store::insert_scope(&mut read, &"region:x".parse().unwrap(), "X").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_commit_of_another_connection_is_noticed() {
    on_both_engines(async |db| {
        let mut watch = CommitWatch::open(&db).await.unwrap();
        let mut tx = write(&db).await;
        store::unassigned(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        // The limit only ends a test that would hang.
        tokio::time::timeout(std::time::Duration::from_secs(30), watch.changed()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_database_that_is_watched_can_be_closed() {
    on_both_engines(async |db| {
        let mut watch = CommitWatch::open(&db).await.unwrap();
        let watching = async {
            loop {
                watch.changed().await;
            }
        };
        tokio::select! {
            () = watching => {}
            () = db.close() => {}
        }
    })
    .await;
}
