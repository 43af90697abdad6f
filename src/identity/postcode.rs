//! Postcodes in four bytes.

use std::ops::RangeInclusive;

/// A postcode, possibly missing.
///
/// French ones (five digits) are kept as their number; anything else is kept as a 31-bit hash, which
/// tells two foreign codes apart but has no département.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Postcode(u32);

const FOREIGN: u32 = 1 << 31;

impl Postcode {
    /// No postcode: neither for nor against a match.
    pub const MISSING: Self = Self(0);

    /// A French postcode from its number, `1000` for `01000`.
    ///
    /// # Panics
    /// Past 99,999.
    pub fn french(number: u32) -> Self {
        assert!(number < 100_000, "a French postcode has five digits");
        Self(number + 1)
    }

    /// A code of another country, from its folded text.
    pub fn foreign(code: &str) -> Self {
        // FNV-1a: stable across runs and platforms, which the outputs must be.
        let hash = code.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self(FOREIGN | hash >> 1)
    }

    /// Equal codes have equal numbers; 0 is «missing».
    pub fn packed(self) -> u32 {
        self.0
    }

    /// The postcode of a [`Self::packed`] number, for whoever keeps it: the text of a foreign code is not known any more.
    pub fn from_packed(number: u32) -> Self {
        Self(number)
    }

    /// Whether no postcode is known.
    pub fn is_missing(self) -> bool {
        self.0 == 0
    }

    /// The number of a French postcode, `1000` for `01000`: to print it, as the text itself is not kept.
    pub fn french_number(self) -> Option<u32> {
        (self.0 != 0 && self.0 & FOREIGN == 0).then(|| self.0 - 1)
    }

    /// The département by its first digits (`35`, `974`; Corsica is the whole of `20`), if the code is French.
    pub fn departement(self) -> Option<u32> {
        let number = self.french_number()?;
        Some(if number >= 97_000 { number / 100 } else { number / 1_000 })
    }

    /// The codes of the same département, in the order of the packed numbers.
    pub fn departement_range(self) -> Option<RangeInclusive<Self>> {
        let departement = self.departement()?;
        let (first, codes) = if departement >= 970 { (departement * 100, 100) } else { (departement * 1_000, 1_000) };
        Some(Self::french(first)..=Self::french(first + codes - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_departement() {
        assert_eq!(Postcode::french(1_000).departement(), Some(1));
        assert_eq!(Postcode::french(97_412).departement(), Some(974));
        assert_eq!(Postcode::foreign("B1000").departement(), None);
        assert_eq!(Postcode::MISSING.departement(), None);
        let range = Postcode::french(97_412).departement_range().expect("French");
        assert_eq!(range, Postcode::french(97_400)..=Postcode::french(97_499));
        assert!(Postcode::french(35_700).departement_range().expect("French").contains(&Postcode::french(35_000)));
        assert_eq!(Postcode::french(1_000).french_number(), Some(1_000));
        assert_eq!(Postcode::foreign("B1000").french_number(), None);
        assert_ne!(Postcode::foreign("B1000"), Postcode::foreign("B1001"));
    }
}
