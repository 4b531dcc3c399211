//! Countries by their two letters.

use std::str::FromStr;

/// Every ISO 3166-1 alpha-2 code that is assigned, in alphabetical order.
const ASSIGNED: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE \
KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW \
MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE \
SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE \
VG VI VN VU WF WS YE YT ZA ZM ZW";

/// The code of a country, such as `IN`, in capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(&'static str);

/// The text is not the code of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCountry;

impl Country {
    /// The two capital letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    /// Takes the code in any case, without surrounding space.
    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        let found = ASSIGNED.split(' ').find(|code| code.eq_ignore_ascii_case(text));
        found.map(Self).ok_or(UnknownCountry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_taken_in_any_case() {
        assert_eq!("in".parse().map(Country::code), Ok("IN"));
        assert_eq!("ZW".parse().map(Country::code), Ok("ZW"));
    }

    #[test]
    fn names_and_codes_of_other_kinds_are_refused() {
        for text in
            ["", " ", "I", "IN ", "IND", "356", "India", "Wonderland", "UK", "XX", "ZZ", "IN IO", "ＩＮ"]
        {
            assert_eq!(text.parse::<Country>(), Err(UnknownCountry), "{text:?}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_whole() {
        assert!(ASSIGNED.split(' ').is_sorted_by(|one, next| one < next));
        assert_eq!(ASSIGNED.split(' ').filter(|code| code.len() == 2).count(), 249);
    }
}
