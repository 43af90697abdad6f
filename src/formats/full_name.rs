//! «NOM Prénom» in one cell.
//!
//! The run of upper-case words is the family name, wherever it stands: `DA SILVA COSTA Emma`, `Emma DA
//! SILVA COSTA`, `de LA TOUR Marie-Ange`. Invariant: both parts are slices of the cell, and a cell that
//! the case of its letters does not split is not split by guessing.

use crate::identity::Sex;

/// Family and given name out of one cell, and the sex if a civility stands before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FullName<'a> {
    pub(super) family: &'a str,
    pub(super) given: &'a str,
    pub(super) sex: Sex,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// All letters upper case, `McDONALD` and `d'HEILLY` included.
    Upper,
    /// One upper-case letter, with or without a dot: part of a run, or an initial at its end.
    Letter,
    /// A lower-case particle, part of the family name when an upper-case word follows.
    Particle,
    Mixed,
}

/// Splits a cell, or `None` when it has no run of upper-case words with something before or after it.
pub(super) fn split(cell: &str) -> Option<FullName<'_>> {
    let (sex, cell) = strip_civility(cell.trim());
    let end_of_run = run_from_start(cell);
    let (family, given) = match end_of_run {
        Some(end) => (&cell[..end], &cell[end..]),
        None => {
            let start = run_to_end(cell)?;
            (&cell[start..], &cell[..start])
        }
    };
    let (family, given) = (trim(family), trim(given));
    (!family.is_empty() && !given.is_empty()).then_some(FullName { family, given, sex })
}

fn trim(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || c == ',')
}

/// End of the upper-case run that starts the cell; initials that end the cell are left to the given name.
fn run_from_start(cell: &str) -> Option<usize> {
    let (mut end, mut end_before_letters, mut whole) = (None, None, true);
    for word in words(cell) {
        let word_end = offset(cell, word) + word.len();
        match case_of(word) {
            Case::Upper => (end, end_before_letters) = (Some(word_end), Some(word_end)),
            Case::Letter => end = Some(word_end),
            Case::Particle => {}
            Case::Mixed => {
                whole = false;
                break;
            }
        }
    }
    if whole { end_before_letters } else { end }
}

/// Start of the upper-case run that ends the cell, its lower-case particles included.
fn run_to_end(cell: &str) -> Option<usize> {
    let mut start = None;
    for word in words(cell).rev() {
        match case_of(word) {
            Case::Upper => start = Some(offset(cell, word)),
            Case::Particle if start.is_some() => start = Some(offset(cell, word)),
            Case::Letter | Case::Particle | Case::Mixed => break,
        }
    }
    start
}

fn words(cell: &str) -> impl DoubleEndedIterator<Item = &str> {
    cell.split_whitespace()
}

/// Where `word`, a slice of `cell`, begins in it.
fn offset(cell: &str, word: &str) -> usize {
    word.as_ptr().addr() - cell.as_ptr().addr()
}

fn case_of(word: &str) -> Case {
    const PARTICLES: [&str; 25] = [
        "de", "du", "des", "d'", "d’", "la", "le", "les", "l'", "l’", "da", "das", "di", "do", "dos", "del", "della",
        "van", "von", "der", "den", "ben", "el", "al", "et",
    ];
    if PARTICLES.contains(&word) {
        return Case::Particle;
    }
    let letters = || word.chars().filter(|character| character.is_alphabetic());
    let lower = letters().filter(|character| character.is_lowercase()).count();
    match letters().count() {
        0 => Case::Mixed,
        1 if lower == 0 => Case::Letter,
        _ if lower == 0 => Case::Upper,
        // `McDONALD`, `d'HEILLY`: a lower-case beginning of one to three letters, then two capitals at least.
        total
            if lower <= 3 && total - lower >= 2 && letters().rev().take(total - lower - 1).all(char::is_uppercase) =>
        {
            Case::Upper
        }
        _ => Case::Mixed,
    }
}

fn strip_civility(cell: &str) -> (Sex, &str) {
    if let Some((first, rest)) = cell.split_once(char::is_whitespace) {
        match first {
            "M." | "Mr" | "Mr." | "Monsieur" => return (Sex::Male, rest),
            "Mme" | "Mme." | "Mlle" | "Mlle." | "Madame" | "Mademoiselle" => return (Sex::Female, rest),
            _ => {}
        }
    }
    (Sex::Unknown, cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_by_the_upper_case_run() {
        for (cell, family, given) in [
            ("DA SILVA COSTA Emma", "DA SILVA COSTA", "Emma"),
            ("NOIRET Jean Baptiste", "NOIRET", "Jean Baptiste"),
            ("D'HEILLY Anne", "D'HEILLY", "Anne"),
            ("d’HEILLY Anne", "d’HEILLY", "Anne"),
            ("DE LA TOUR Marie-Ange", "DE LA TOUR", "Marie-Ange"),
            ("de LA TOUR Marie-Ange", "de LA TOUR", "Marie-Ange"),
            ("MÜLLER-LÉVÊQUE  Éloïse", "MÜLLER-LÉVÊQUE", "Éloïse"),
            ("McDONALD Sean", "McDONALD", "Sean"),
            ("Emma DA SILVA COSTA", "DA SILVA COSTA", "Emma"),
            ("Marie-Ange de la TOUR", "de la TOUR", "Marie-Ange"),
            ("DUPONT J.", "DUPONT", "J."),
            ("DUPONT, Jean", "DUPONT", "Jean"),
            ("O Jin", "O", "Jin"),
            ("DUPONT\u{a0}Jean", "DUPONT", "Jean"),
        ] {
            assert_eq!(split(cell), Some(FullName { family, given, sex: Sex::Unknown }), "{cell}");
        }
    }

    #[test]
    fn does_not_guess() {
        for cell in ["Dupont Jean", "DUPONT JEAN", "DUPONT", "Jean", "", "de la", "12 34", "DUPONT,"] {
            assert_eq!(split(cell), None, "{cell}");
        }
    }

    #[test]
    fn reads_the_civility() {
        assert_eq!(split("Mme LE GOFF Anne"), Some(FullName { family: "LE GOFF", given: "Anne", sex: Sex::Female }));
        assert_eq!(split("M. ROUX Marc").map(|name| name.sex), Some(Sex::Male));
    }
}
