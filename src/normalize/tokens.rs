//! The words of a folded name.
//!
//! Input: names as [`fold`](fn@super::fold) leaves them. Words are what compound names share; the
//! [joined] form is what BEN HAMOU, BEN-HAMOU and BENHAMOU have in common.

/// The words of a folded name, in order.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty())
}

/// A folded name with its saints spelt out: `ST OUEN` → `SAINT OUEN`, `DE STE CROIX` → `DE SAINTE CROIX`. At the end of a name
/// the two letters stay what they are.
pub fn with_saints(folded: String) -> String {
    if !folded.contains("ST ") && !folded.contains("STE ") {
        return folded;
    }
    let mut words = words(&folded).peekable();
    let mut spelt = String::with_capacity(folded.len() + "SAINT".len());
    while let Some(word) = words.next() {
        let is_last = words.peek().is_none();
        spelt.push_str(match word {
            "ST" if !is_last => "SAINT",
            "STE" if !is_last => "SAINTE",
            other => other,
        });
        if !is_last {
            spelt.push(' ');
        }
    }
    spelt
}

/// The name without its separators: `BEN HAMOU` → `BENHAMOU`, `D HEILLY` → `DHEILLY`.
pub fn joined(folded: &str) -> String {
    folded.split(' ').collect()
}

/// Whether a word of a folded name is a particle: a word that many families share and that
/// therefore tells nearly nothing. It stays a word of the name, of low weight.
///
/// Not particles, on purpose: ABD and ABOU, which make a given name (ABD EL KADER is not KADER);
/// SAINT and MAC, which stand for a part of the name; E and Y («COSTA E SILVA»), N, M, O and T
/// («N'DIAYE», «O'BRIEN»), which are more often initials; LO, a family name of its own.
pub fn is_particle(word: &str) -> bool {
    PARTICLES.binary_search(&word).is_ok()
}

/// Sorted. French, Occitan, Italian, Spanish, Portuguese, Dutch, German; then the Arabic and Berber
/// «son of», «daughter of», «people of» and article: AIT, AL, BEL, BEN, BENT, BIN, BINT, BOU, EL,
/// IBN, OULD.
static PARTICLES: [&str; 44] = [
    "AIT", "AL", "BEL", "BEN", "BENT", "BIN", "BINT", "BOU", "D", "DA", "DAL", "DALLA", "DAS", "DE", "DEGLI", "DEI",
    "DEL", "DELLA", "DELLE", "DELLO", "DEN", "DER", "DES", "DI", "DO", "DOS", "DU", "EL", "IBN", "L", "LA", "LAS",
    "LE", "LES", "LOS", "OULD", "TEN", "TER", "VAN", "VOM", "VON", "ZU", "ZUM", "ZUR",
];

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    #[test]
    fn separators_carry_no_identity() {
        for (name, expected) in [
            ("BEN HAMOU", "BENHAMOU"),
            ("Ben-Hamou", "BENHAMOU"),
            ("Benhamou", "BENHAMOU"),
            ("d'Heilly", "DHEILLY"),
            ("DHEILLY", "DHEILLY"),
            ("", ""),
        ] {
            assert_eq!(joined(&fold(name)), expected);
        }
    }

    #[test]
    fn finds_the_words() {
        assert_eq!(words(&fold("Da Silva-Costa")).collect::<Vec<_>>(), ["DA", "SILVA", "COSTA"]);
        assert_eq!(words("").count(), 0);
    }

    #[test]
    fn knows_particles() {
        for word in ["DE", "D", "DU", "LE", "VAN", "BEN", "EL", "AIT", "DOS"] {
            assert!(is_particle(word), "{word}");
        }
        for word in ["", "DUPONT", "ABD", "SAINT", "LO", "N", "de"] {
            assert!(!is_particle(word), "{word}");
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(PARTICLES.is_sorted_by(|a, b| a < b));
    }
}
