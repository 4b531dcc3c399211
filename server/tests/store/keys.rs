//! Keys in the database, and how long a running server believes them.

use std::sync::Arc;

use app::units::UnixMs;
use chrono::{TimeZone, Utc};
use server::clock::StillClock;
use server::db::testing::on_both_engines;
use server::db::{Db, Urgency};
use server::entropy::Entropy;
use server::keys::store::{self, NewKey};
use server::keys::{Keys, Secret};

async fn insert(db: &Db, public_id: &str, secret: &Secret) {
    let key = NewKey {
        public_id: public_id.to_owned(),
        name: "Till 1".to_owned(),
        hash: secret.hash(),
        scope: "outlet:mg-road".parse().unwrap(),
        rights: "ingest,read".parse().unwrap(),
        created_at: UnixMs(1),
    };
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    store::insert_key(&mut tx, &key).await.unwrap();
    tx.commit().await.unwrap();
}

async fn revoke(db: &Db, public_id: &str) -> bool {
    let mut tx = db.write(Urgency::Foreground).await.unwrap();
    let is_revoked = store::update_key_as_revoked(&mut tx, public_id, UnixMs(2)).await.unwrap();
    tx.commit().await.unwrap();
    is_revoked
}

#[tokio::test]
async fn a_key_is_valid_at_once_and_refused_within_five_seconds_of_its_revocation() {
    on_both_engines(async |db| {
        let clock = Arc::new(StillClock::at(Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()));
        let keys = Keys::new(db.clone(), clock.clone());
        let secret = Secret::generate(&Entropy::from_seed(1));
        assert_eq!(keys.find(&secret).await.unwrap(), None);
        insert(&db, "k_1", &secret).await;
        let found = keys.find(&secret).await.unwrap().unwrap();
        assert_eq!((found.public_id.as_str(), found.rights.to_string().as_str()), ("k_1", "ingest,read"));
        assert!(revoke(&db, "k_1").await);
        clock.advance_ms(5_000);
        assert_eq!(keys.find(&secret).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_keep_a_revoked_key_alive() {
    on_both_engines(async |db| {
        let clock = Arc::new(StillClock::at(Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()));
        let keys = Keys::new(db.clone(), clock.clone());
        let secret = Secret::generate(&Entropy::from_seed(1));
        insert(&db, "k_1", &secret).await;
        assert!(keys.find(&secret).await.unwrap().is_some());
        assert!(revoke(&db, "k_1").await);
        clock.advance_ms(-3_600_000);
        assert_eq!(keys.find(&secret).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_revoked_once_and_stays_in_the_list() {
    on_both_engines(async |db| {
        let entropy = Entropy::from_seed(2);
        insert(&db, "k_1", &Secret::generate(&entropy)).await;
        insert(&db, "k_2", &Secret::generate(&entropy)).await;
        assert!(revoke(&db, "k_1").await);
        assert!(!revoke(&db, "k_1").await);
        assert!(!revoke(&db, "k_9").await);
        let mut tx = db.read().await.unwrap();
        let keys = store::list_keys(&mut tx).await.unwrap();
        let listed: Vec<_> =
            keys.iter().map(|listed| (listed.key.public_id.as_str(), listed.revoked_at)).collect();
        assert_eq!(listed, [("k_1", Some(UnixMs(2))), ("k_2", None)]);
    })
    .await;
}
