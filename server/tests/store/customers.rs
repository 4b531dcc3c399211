//! Who is listed as a customer, and to whom.

use server::customers::store::list_customers;
use server::db::testing::on_both_engines;
use server::organisation::ScopeId;
use server::sales::NewCustomer;

use crate::support::{Franchise, line, sale};

fn customer(reference: &str) -> NewCustomer {
    NewCustomer {
        reference: Some(reference.to_owned()),
        name: Some(format!("Customer {reference}")),
        phone: None,
        email: None,
        is_company: None,
    }
}

async fn listed(franchise: &Franchise, scope: &str) -> Vec<String> {
    let directory = franchise.directory.current();
    let scope = directory.scope_id(&scope.parse().unwrap()).unwrap();
    let mut tx = franchise.db.read().await.unwrap();
    let customers = list_customers(&mut tx, scope, "", 100).await.unwrap();
    customers.into_iter().map(|customer| customer.reference).collect()
}

#[tokio::test]
async fn whoever_sees_a_part_of_the_network_sees_only_those_who_bought_there() {
    on_both_engines(async |db| {
        let franchise = Franchise::open(db).await;
        for (n, (outlet, reference)) in
            [("a", "C-2"), ("a", "C-1"), ("c", "C-3"), ("d", "C-1")].iter().enumerate()
        {
            let mut entry = sale(n as u128, franchise.outlet(outlet), &[line("van", 1, 10_000)]);
            entry.customer = Some(customer(reference));
            franchise.recorded(&entry).await;
        }
        assert_eq!(listed(&franchise, "network").await, ["C-1", "C-2", "C-3"]);
        assert_eq!(listed(&franchise, "outlet:a").await, ["C-1", "C-2"]);
        assert_eq!(listed(&franchise, "region:south").await, ["C-1", "C-3"]);
        assert_eq!(listed(&franchise, "franchise:east").await, ["C-1", "C-2", "C-3"]);
        assert!(listed(&franchise, "outlet:b").await.is_empty());
        franchise.ingest.stop().await;
    })
    .await;
}

#[tokio::test]
async fn customers_are_read_a_page_at_a_time() {
    on_both_engines(async |db| {
        let franchise = Franchise::open(db).await;
        for (n, reference) in ["b", "B", "ä", "a"].iter().enumerate() {
            let mut entry = sale(n as u128, franchise.outlet("a"), &[line("van", 1, 10_000)]);
            entry.customer = Some(customer(reference));
            franchise.recorded(&entry).await;
        }
        let mut tx = franchise.db.read().await.unwrap();
        let mut after = async |after: &str| -> Vec<String> {
            let page = list_customers(&mut tx, ScopeId::NETWORK, after, 2).await.unwrap();
            page.into_iter().map(|customer| customer.reference).collect()
        };
        assert_eq!(after("").await, ["B", "a"]);
        assert_eq!(after("a").await, ["b", "ä"]);
        assert!(after("ä").await.is_empty());
        franchise.ingest.stop().await;
    })
    .await;
}
