//! What the store says when the database is locked, full or away, and that it recovers by itself.

use app::units::Scope;
use server::db::testing::{on_postgres, open_again, open_sqlite};
use server::db::{Db, StoreError, Urgency, on_engine};
use server::organisation::store::insert_scope;

async fn insert_region(db: &Db, code: &str) -> Result<(), StoreError> {
    let mut tx = db.write(Urgency::Foreground).await?;
    insert_scope(&mut tx, &Scope::Region(code.parse().unwrap()), code).await?;
    tx.commit().await
}

#[tokio::test]
async fn a_file_that_another_process_locks_is_busy_until_it_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let Db::Sqlite(sqlite) = &db else { unreachable!("opened as SQLite") };
    let other = rusqlite::Connection::open(sqlite.path()).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let refused = insert_region(&db, "a").await.unwrap_err();
    assert!(refused.is_busy() && !refused.is_lost() && !refused.is_disk_full(), "{refused:?}");
    db.read().await.unwrap().rollback().await.unwrap();
    other.execute_batch("rollback").unwrap();
    insert_region(&db, "a").await.unwrap();
}

#[tokio::test]
async fn a_full_disk_fails_the_transaction_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_sqlite(folder.path()).await;
    let limit = async |pages: &'static str| {
        let mut tx = db.write(Urgency::Foreground).await.unwrap();
        on_engine!(&mut tx, connection =>
            sqlx::query_scalar::<_, i64>(pages).fetch_one(connection).await)
        .unwrap();
        tx.commit().await.unwrap();
    };
    // The least a limit can be is what the file has already: the disk is full from here on.
    limit("pragma max_page_count = 1").await;
    let mut refusal = None;
    for number in 0..2_000 {
        let Err(error) = insert_region(&db, &format!("a{number}")).await else { continue };
        refusal = Some(error);
        break;
    }
    let refusal = refusal.expect("the last page fills up");
    assert!(refusal.is_disk_full() && !refusal.is_busy() && !refusal.is_lost(), "{refusal:?}");
    limit("pragma max_page_count = 4294967294").await;
    insert_region(&db, "b").await.unwrap();
}

#[tokio::test]
async fn a_connection_that_is_cut_is_lost_and_the_next_transaction_has_another() {
    on_postgres(async |db| {
        let mut tx = db.write(Urgency::Foreground).await.unwrap();
        let cut = on_engine!(&mut tx, connection =>
            sqlx::query_scalar::<_, bool>("select pg_terminate_backend(pg_backend_pid())").fetch_one(connection).await);
        let refusal = cut.unwrap_err();
        assert!(refusal.is_lost() && !refusal.is_busy(), "{refusal:?}");
        drop(tx);
        insert_region(&db, "a").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn two_writers_that_wait_for_each_other_are_busy_not_lost() {
    on_postgres(async |db| {
        let lock = async |tx: &mut server::db::Tx, key: i64| {
            on_engine!(tx, connection =>
                sqlx::query("select pg_advisory_xact_lock($1)")
                    .bind(key)
                    .execute(connection)
                    .await
                    .map(|done| done.rows_affected()))
        };
        let mut first = db.write(Urgency::Foreground).await.unwrap();
        let mut second = db.write(Urgency::Foreground).await.unwrap();
        lock(&mut first, 1).await.unwrap();
        lock(&mut second, 2).await.unwrap();
        let (one, other) = tokio::join!(lock(&mut first, 2), async {
            let outcome = lock(&mut second, 1).await;
            drop(second);
            outcome
        });
        let refused = [one, other].into_iter().find_map(Result::err).expect("one of them gives way");
        assert!(refused.is_busy() && !refused.is_lost(), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_database_that_takes_no_writes_is_lost_and_refuses_no_value_for_good() {
    on_postgres(async |db| {
        let other = open_again(&db).await;
        assert!(other.takes_writes().await.unwrap());
        let mut tx = db.write(Urgency::Foreground).await.unwrap();
        for statement in [
            "do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$",
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
        ] {
            on_engine!(&mut tx, connection =>
                sqlx::query(statement).execute(connection).await.map(|done| done.rows_affected()))
            .unwrap();
        }
        tx.commit().await.unwrap();
        // The first one may still find its connection cut.
        while !matches!(other.takes_writes().await, Ok(false)) {}
        let refusal = insert_region(&other, "a").await.unwrap_err();
        assert!(refusal.is_lost() && !refusal.is_busy() && !refusal.is_disk_full(), "{refusal:?}");
        other.close().await;
    })
    .await;
}
