//! What part of the network a person looks at.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The code of an outlet, a region or a franchise: `[a-z0-9][a-z0-9-]{0,63}`, trimmed and lower-cased when read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

/// `network`, `region:CODE`, `franchise:CODE` or `outlet:CODE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Network,
    Region(Code),
    Franchise(Code),
    Outlet(Code),
}

/// The text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedCode;

/// The text is not a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedScope;

impl Code {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Scope {
    /// The code of the region, franchise or outlet; `None` for the whole network.
    pub fn code(&self) -> Option<&Code> {
        match self {
            Self::Network => None,
            Self::Region(code) | Self::Franchise(code) | Self::Outlet(code) => Some(code),
        }
    }
}

impl FromStr for Code {
    type Err = MalformedCode;

    fn from_str(text: &str) -> Result<Self, MalformedCode> {
        let code = text.trim().to_ascii_lowercase();
        let plain =
            code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if code.is_empty() || code.len() > 64 || code.starts_with('-') || !plain {
            return Err(MalformedCode);
        }
        Ok(Self(code))
    }
}

impl FromStr for Scope {
    type Err = MalformedScope;

    fn from_str(text: &str) -> Result<Self, MalformedScope> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("network") {
            return Ok(Self::Network);
        }
        let (kind, code) = text.split_once(':').ok_or(MalformedScope)?;
        let code = code.parse().map_err(|_| MalformedScope)?;
        match kind.to_ascii_lowercase().as_str() {
            "region" => Ok(Self::Region(code)),
            "franchise" => Ok(Self::Franchise(code)),
            "outlet" => Ok(Self::Outlet(code)),
            _ => Err(MalformedScope),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network => f.write_str("network"),
            Self::Region(code) => write!(f, "region:{code}"),
            Self::Franchise(code) => write!(f, "franchise:{code}"),
            Self::Outlet(code) => write!(f, "outlet:{code}"),
        }
    }
}

impl fmt::Display for MalformedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a code of up to 64 letters a–z, digits and hyphens that begins with a letter or digit",
        )
    }
}

impl fmt::Display for MalformedScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not network, region:CODE, franchise:CODE or outlet:CODE")
    }
}

impl std::error::Error for MalformedCode {}
impl std::error::Error for MalformedScope {}

macro_rules! travels_as_text {
    ($($kind:ty),+) => {$(
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

travels_as_text!(Code, Scope);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_compared_in_lower_case() {
        assert_eq!(
            " Outlet:MG-Road ".parse::<Scope>().map(|scope| scope.to_string()),
            Ok("outlet:mg-road".to_owned())
        );
        assert_eq!("NETWORK".parse(), Ok(Scope::Network));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "outlet",
            "outlet:",
            "outlet:-a",
            "outlet:a b",
            "shop:a",
            "outlet:a:b",
            "outlet:ü",
            "region:a/b",
        ] {
            assert_eq!(text.parse::<Scope>(), Err(MalformedScope), "{text:?}");
        }
        let longest = "a".repeat(64);
        assert!(longest.parse::<Code>().is_ok());
        assert!(format!("{longest}a").parse::<Code>().is_err());
    }
}
