//! Which database to use.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use sqlx::postgres::PgConnectOptions;

use super::environment;

/// Name of the embedded database's file inside the data folder.
const FILE_NAME: &str = "scoopjoy.db";
const OPTION: &str = "--database-url";
const VARIABLE: &str = "DATABASE_URL";
const WANTED: &str = "expected sqlite://FILE or postgres://USER@HOST/DATABASE";

/// A database this program can open. Printing it shows no password.
#[derive(Clone)]
pub enum DatabaseUrl {
    /// The file of an embedded SQLite database; it need not exist yet.
    Sqlite(PathBuf),
    /// A PostgreSQL database, which must exist.
    Postgres(Box<PgConnectOptions>),
}

/// Why a text names no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the database URL {problem}: {WANTED}")]
pub struct MalformedDatabaseUrl {
    problem: String,
}

impl DatabaseUrl {
    /// The database named by `option`, else by `DATABASE_URL`, else the embedded one inside `data`.
    ///
    /// Errors: when what is given names no database; they say who gave it, and not what, since it may hold a password.
    pub fn choose(option: Option<&str>, data: &Path) -> anyhow::Result<Self> {
        let variable = if option.is_none() { environment::text(VARIABLE, WANTED)? } else { None };
        Self::of(option, variable.as_deref(), data)
    }

    fn of(option: Option<&str>, variable: Option<&str>, data: &Path) -> anyhow::Result<Self> {
        match (option, variable) {
            (Some(url), _) => url.parse().context(OPTION),
            (None, Some(url)) => url.parse().context(VARIABLE),
            (None, None) => Ok(Self::Sqlite(data.join(FILE_NAME))),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = MalformedDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, MalformedDatabaseUrl> {
        let malformed = |problem: &str| MalformedDatabaseUrl { problem: problem.to_owned() };
        let (scheme, rest) = text.split_once("://").ok_or_else(|| malformed("has no scheme"))?;
        match scheme {
            "sqlite" if rest.is_empty() => Err(malformed("names no file")),
            "sqlite" if rest.contains(['?', '#']) || rest.contains(":memory:") => {
                Err(malformed("must name a plain file"))
            }
            "sqlite" => Ok(Self::Sqlite(PathBuf::from(rest))),
            // The driver's own message may quote the URL and with it the password, so it is not passed on.
            "postgres" | "postgresql" => text
                .parse()
                .map(|options| Self::Postgres(Box::new(options)))
                .map_err(|_| malformed("is not a valid PostgreSQL URL")),
            _ => Err(malformed("has an unknown scheme")),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite://{}", file.display()),
            Self::Postgres(options) => {
                let database = options.get_database().unwrap_or_default();
                write!(f, "postgres://{}:{}/{database}", options.get_host(), options.get_port())
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_database_stands_in_the_data_folder() {
        let chosen = DatabaseUrl::of(None, None, Path::new("/srv/shop")).expect("needs no URL");
        assert_eq!(chosen.to_string(), "sqlite:///srv/shop/scoopjoy.db");
    }

    #[test]
    fn a_url_overrides_it_and_keeps_its_password_to_itself() {
        let url = Some("postgres://ann:secret@db:5433/shop");
        let chosen = DatabaseUrl::of(url, Some("mysql://elsewhere"), Path::new("."));
        assert_eq!(format!("{:?}", chosen.expect("a valid URL")), "postgres://db:5433/shop");
    }

    #[test]
    fn a_refusal_says_who_gave_the_url() {
        let refusal = |option, variable| {
            format!("{:#}", DatabaseUrl::of(option, variable, Path::new(".")).expect_err("names no database"))
        };
        assert!(refusal(None, Some("shop.db")).starts_with("DATABASE_URL: the database URL has no scheme"));
        assert!(refusal(Some(""), None).starts_with("--database-url: the database URL has no scheme"));
    }

    #[test]
    fn anything_else_is_refused_without_being_repeated() {
        for text in [
            "",
            "shop.db",
            "sqlite://",
            "sqlite://:memory:",
            "sqlite://a?mode=rw",
            "mysql://ann:secret@db/shop",
        ] {
            let refusal = text.parse::<DatabaseUrl>().expect_err(text).to_string();
            assert!(refusal.contains("sqlite://FILE") && !refusal.contains("secret"), "{refusal}");
        }
    }
}
