//! The outlets of a server, as its API lists them.

use app::units::{Code, Currency};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, de};

use super::client::{Client, ClientError};
use crate::organisation::{Outlet, OutletId, ScopeId};

#[derive(Deserialize)]
struct Page {
    outlets: Vec<Listed>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    code: Code,
    name: String,
    currency: Currency,
    #[serde(deserialize_with = "zone")]
    time_zone: Tz,
    cutoff: String,
    opening_hours: Option<String>,
    is_open: bool,
}

/// All open outlets that the client may see, by code. Their ids are their places in the list.
///
/// Errors: [`ClientError`].
pub async fn list_outlets(client: &Client) -> Result<Vec<Outlet>, ClientError> {
    let mut outlets = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let from = after.map_or_else(String::new, |after| format!("&after={after}"));
        let page: Page = client.get(&format!("/api/v1/outlets?limit=500{from}")).await?;
        outlets.extend(page.outlets.into_iter().filter(|listed| listed.is_open));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(outlets.into_iter().zip(1..).map(|(listed, id)| listed.outlet(id)).collect()),
        }
    }
}

impl Listed {
    fn outlet(self, id: i64) -> Outlet {
        Outlet {
            id: OutletId(id),
            code: self.code,
            name: self.name,
            region: ScopeId::NETWORK,
            franchise: ScopeId::NETWORK,
            time_zone: self.time_zone,
            currency: self.currency,
            country: None,
            cutoff_min: minutes(&self.cutoff),
            opening_hours: self.opening_hours,
            is_open: self.is_open,
        }
    }
}

/// Minutes after midnight of `04:00`.
fn minutes(time: &str) -> u16 {
    let (hour, minute) = time.split_once(':').unwrap_or((time, "0"));
    hour.parse().unwrap_or(0) * 60 + minute.parse().unwrap_or(0)
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}
