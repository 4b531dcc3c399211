//! The secret of a key, and what is stored of it.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::entropy::Entropy;

/// Makes keys easy to find in files where they should not be.
const PREFIX: &str = "sj_";
const RANDOM_BYTES: usize = 32;

/// `sj_` and 64 hexadecimal digits. Printing it for debugging shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The SHA-256 of a secret, which has 256 random bits and so needs no slow hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SecretHash([u8; 32]);

impl Secret {
    /// A fresh one.
    #[must_use]
    pub fn generate(entropy: &Entropy) -> Self {
        let mut bytes = [0; RANDOM_BYTES];
        entropy.fill(&mut bytes);
        Self(format!("{PREFIX}{}", hex::encode(bytes)))
    }

    /// The secret a caller sent, if it has the shape of one: what has not, need not be looked up.
    #[must_use]
    pub fn from_sent(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(PREFIX)?;
        let is_shaped = digits.len() == 2 * RANDOM_BYTES
            && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_shaped.then(|| Self(text.to_owned()))
    }

    /// The text itself, to be shown to its owner once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored and looked up.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_secret_is_taken_back_and_hides_itself() {
        let secret = Secret::generate(&Entropy::from_seed(1));
        assert_eq!(Secret::from_sent(secret.reveal()), Some(secret.clone()));
        assert_eq!(secret.reveal().len(), 67);
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }

    #[test]
    fn a_hash_is_the_sha_256_of_the_whole_text() {
        let secret = Secret::from_sent(&format!("sj_{}", "0".repeat(64))).unwrap();
        // printf 'sj_000…0' | sha256sum
        assert_eq!(
            secret.hash().to_string(),
            "2638c670ad412bce6e5482e5f9ac2ba9da9a983e9bf7c9564b714e024edacc24"
        );
    }

    #[test]
    fn other_texts_are_not_looked_up() {
        let good = format!("sj_{}", "a".repeat(64));
        for text in ["", "sj_", &good[1..], &good[..66], &format!("{good}a"), &good.to_uppercase(), "Bearer"]
        {
            assert_eq!(Secret::from_sent(text), None, "{text}");
        }
    }
}
