//! Where the server may listen.

use std::net::SocketAddr;

/// Parses an address and refuses one that other machines could reach.
///
/// Until people have accounts, whoever reaches the port reads everything; so only loopback is allowed.
/// Errors: a sentence that names what would be right.
pub fn parse(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "expected an IP address and a port, such as 127.0.0.1:3000 or [::1]:3000".to_owned())?;
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err(format!(
        "{} can be reached from other machines, and there are no accounts yet to protect it: \
         use a loopback address such as 127.0.0.1:{}",
        address.ip(),
        address.port()
    ))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn loopback_of_both_families_is_accepted() {
        for text in ["127.0.0.1:3000", "127.8.9.1:0", "[::1]:3000"] {
            assert_eq!(parse(text).map(|address| address.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn an_address_others_can_reach_is_refused_with_the_right_one() {
        for text in ["0.0.0.0:80", "[::]:80", "192.168.1.4:80", "[::ffff:10.0.0.1]:80"] {
            let refusal = parse(text).expect_err("must be refused");
            assert!(refusal.contains("127.0.0.1:80"), "{refusal}");
        }
    }

    #[test]
    fn nonsense_is_refused_with_an_example() {
        for text in ["", "localhost", "127.0.0.1", "127.0.0.1:70000", "3000"] {
            let refusal = parse(text).expect_err("must be refused");
            assert!(refusal.contains("127.0.0.1:3000"), "{refusal}");
        }
    }
}
