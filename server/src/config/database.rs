//! Which database to use.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

/// Name of the embedded database's file inside the data folder.
const FILE_NAME: &str = "scoopjoy.db";

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
#[error("the database URL {problem}: expected sqlite://FILE or postgres://USER@HOST/DATABASE")]
pub struct MalformedDatabaseUrl {
    problem: String,
}

impl DatabaseUrl {
    /// The database named by `url`, else the embedded one inside `data`.
    ///
    /// Errors: when `url` is given and names no database.
    pub fn choose(url: Option<&str>, data: &Path) -> Result<Self, MalformedDatabaseUrl> {
        url.map_or_else(|| Ok(Self::Sqlite(data.join(FILE_NAME))), str::parse)
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
        let chosen = DatabaseUrl::choose(None, Path::new("/srv/shop")).expect("needs no URL");
        assert_eq!(chosen.to_string(), "sqlite:///srv/shop/scoopjoy.db");
    }

    #[test]
    fn a_url_overrides_it_and_keeps_its_password_to_itself() {
        let chosen = DatabaseUrl::choose(Some("postgres://ann:secret@db:5433/shop"), Path::new("."));
        assert_eq!(format!("{:?}", chosen.expect("a valid URL")), "postgres://db:5433/shop");
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
