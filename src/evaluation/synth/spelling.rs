//! Other spellings of a name: typing errors, romanisations, short forms, the same sound.
//!
//! Each function returns the damaged name, or `None` when the name does not bear that damage. The tables are small on
//! purpose and not those of the matching engine: an engine must not be measured by its own word lists.

use super::random::Random;

/// Given names in several romanisations.
const VARIANTS: [&[&str]; 30] = [
    &["Mohamed", "Mohammed", "Mouhamed", "Muhammad", "Mohamad"],
    &["Youssef", "Yusuf", "Youcef", "Yousef", "Youssouf"],
    &["Yacine", "Yassine", "Yasin", "Yassin"],
    &["Aïcha", "Aïsha", "Aicha"],
    &["Khadija", "Khadidja", "Hadija"],
    &["Abdelkader", "Abdel Kader", "Abdelqader"],
    &["Rachid", "Rashid"],
    &["Hicham", "Hisham"],
    &["Karim", "Kareem"],
    &["Walid", "Oualid"],
    &["Anouar", "Anwar"],
    &["Zineb", "Zeineb", "Zaynab"],
    &["Nour", "Nur"],
    &["Sofiane", "Soufiane", "Sofyan"],
    &["Ibrahim", "Ibrahime", "Brahim"],
    &["Ismaël", "Ismaïl", "Ismail"],
    &["Aymen", "Aymane", "Ayman"],
    &["Bilal", "Bilel", "Billal"],
    &["Djibril", "Jibril"],
    &["Ilyes", "Ilyas", "Ilias", "Elyes"],
    &["Yanis", "Yannis", "Ianis"],
    &["Moussa", "Musa"],
    &["Omar", "Oumar", "Umar"],
    &["Aboubakar", "Aboubacar", "Abubakar"],
    &["Mamadou", "Mamadu"],
    &["Fatoumata", "Fatumata"],
    &["Meriem", "Mariem", "Maryam", "Mériam"],
    &["Amina", "Aminah"],
    &["Mustapha", "Mostafa", "Mustafa"],
    &["Hakim", "Hakeem"],
];

/// Parts of Arabic and West African family names as other registers write them.
const FAMILY_VARIANTS: [(&str, &str); 8] = [
    ("AOUI", "AWI"),
    ("OUAH", "WAH"),
    ("KHA", "HA"),
    ("CHEIK", "SHEIK"),
    ("DJE", "JE"),
    ("BOUA", "BUA"),
    ("OUED", "WED"),
    ("ABDEL", "ABD EL "),
];

/// Short forms in use, and what they stand for.
const SHORT_FORMS: [(&str, &str); 34] = [
    ("Théo", "Théodore"),
    ("Alex", "Alexandre"),
    ("Alex", "Alexis"),
    ("Alex", "Alexandra"),
    ("Max", "Maxime"),
    ("Max", "Maxence"),
    ("Sam", "Samuel"),
    ("Ben", "Benjamin"),
    ("Tom", "Thomas"),
    ("Manu", "Emmanuel"),
    ("Manu", "Emmanuelle"),
    ("Fred", "Frédéric"),
    ("Fred", "Frédérique"),
    ("Phil", "Philippe"),
    ("Cathy", "Catherine"),
    ("Nathalie", "Nath"),
    ("Isa", "Isabelle"),
    ("Steph", "Stéphanie"),
    ("Steph", "Stéphane"),
    ("Chris", "Christophe"),
    ("Chris", "Christelle"),
    ("Véro", "Véronique"),
    ("Dom", "Dominique"),
    ("Seb", "Sébastien"),
    ("Nico", "Nicolas"),
    ("Caro", "Caroline"),
    ("Gab", "Gabriel"),
    ("Gabi", "Gabrielle"),
    ("Greg", "Grégory"),
    ("Val", "Valérie"),
    ("Flo", "Florence"),
    ("Flo", "Florian"),
    ("Jo", "Joël"),
    ("Élisa", "Élisabeth"),
];

/// Spellings that sound alike in French, as a clerk on the telephone mixes them up.
const SAME_SOUND: [(&str, &str); 18] = [
    ("ph", "f"),
    ("th", "t"),
    ("eaux", "eau"),
    ("eau", "au"),
    ("ault", "aud"),
    ("aud", "ault"),
    ("ck", "k"),
    ("y", "i"),
    ("nn", "n"),
    ("ll", "l"),
    ("tt", "t"),
    ("ff", "f"),
    ("mm", "m"),
    ("qu", "k"),
    ("et", "ey"),
    ("er", "ez"),
    ("in", "ain"),
    ("an", "en"),
];

/// One typing error: a letter replaced, left out, doubled, or two swapped. Names under four letters bear none, and the
/// first letter stays nine times in ten.
pub(super) fn typo(name: &str, random: &mut Random) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.iter().filter(|letter| letter.is_alphabetic()).count() < 4 {
        return None;
    }
    let first = if random.chance(0.1) { 0 } else { 1 };
    for _ in 0..20 {
        let at = random.between(first, letters.len() - 1);
        if !letters[at].is_alphabetic() {
            continue;
        }
        match random.weighted(&[40, 25, 15, 20]) {
            0 => {
                let other = char::from(b'a' + random.below(26) as u8);
                let other = if letters[at].is_uppercase() { other.to_ascii_uppercase() } else { other };
                if other == letters[at] {
                    continue;
                }
                letters[at] = other;
            }
            1 => {
                letters.remove(at);
            }
            2 => {
                let letter = letters[at].to_lowercase().next().filter(|_| letters[at].is_lowercase());
                letters.insert(at + 1, letter.unwrap_or(letters[at]));
            }
            _ => {
                if at + 1 >= letters.len()
                    || at == 0
                    || !letters[at + 1].is_alphabetic()
                    || letters[at] == letters[at + 1]
                {
                    continue;
                }
                letters.swap(at, at + 1);
            }
        }
        return Some(letters.into_iter().collect());
    }
    None
}

/// Another romanisation of a given name.
pub(super) fn given_variant(name: &str, random: &mut Random) -> Option<String> {
    let group = VARIANTS.iter().find(|group| group.contains(&name))?;
    let others: Vec<&&str> = group.iter().filter(|&&other| other != name).collect();
    Some((**random.pick(&others)).to_owned())
}

/// Another romanisation of a family name.
pub(super) fn family_variant(name: &str) -> Option<String> {
    FAMILY_VARIANTS.iter().find_map(|(from, to)| replaced(name, from, to))
}

/// The short form of a given name, or what a short form stands for.
pub(super) fn short_form(name: &str, random: &mut Random) -> Option<String> {
    let matches: Vec<&str> = SHORT_FORMS
        .iter()
        .filter_map(|&(short, long)| match name {
            _ if name == long => Some(short),
            _ if name == short => Some(long),
            _ => None,
        })
        .collect();
    if matches.is_empty() { None } else { Some((*random.pick(&matches)).to_owned()) }
}

/// A spelling of the same sound.
pub(super) fn same_sound(name: &str, random: &mut Random) -> Option<String> {
    let start = random.below(SAME_SOUND.len());
    let rules = SAME_SOUND[start..].iter().chain(&SAME_SOUND[..start]);
    rules.filter(|_| name.chars().count() >= 4).find_map(|(from, to)| replaced(name, from, to))
}

/// The name with its first `from` replaced, in the case of what it replaces; the name's first letter stays.
fn replaced(name: &str, from: &str, to: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let at = lower.get(1..)?.find(&from.to_ascii_lowercase())? + 1;
    let (before, after) = (&name[..at], &name[at + from.len()..]);
    let capitals = name[at..].starts_with(|letter: char| letter.is_uppercase());
    let to = if capitals { to.to_ascii_uppercase() } else { to.to_ascii_lowercase() };
    Some(format!("{before}{to}{after}"))
}

/// The halves of a double family name whose halves can both stand alone.
pub(super) fn halves(name: &str) -> Option<(&str, &str)> {
    name.split_once(['-', ' ']).filter(|(first, second)| first.len() >= 4 && second.len() >= 4)
}

/// Another separator, or none.
pub(super) fn separators(name: &str, random: &mut Random) -> Option<String> {
    let found = name.chars().find(|letter| matches!(letter, '-' | ' ' | '\''))?;
    let others: &[&str] = match found {
        '-' => &[" ", " - ", ""],
        ' ' if name.len() < 12 => &["-", ""],
        ' ' => &["-", "  "],
        _ => &["’", " ", ""],
    };
    let other: &str = random.pick::<&str>(others);
    Some(name.replace(found, other))
}

/// The name without its accents.
pub(super) fn without_accents(name: &str) -> String {
    name.chars().map(plain_letter).collect()
}

/// The letter without its accent, for the letters of French names; independent of the engine's folding on purpose.
pub(super) fn plain_letter(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ÿ' => 'y',
        'À' | 'Á' | 'Â' | 'Ã' | 'Ä' => 'A',
        'Ç' => 'C',
        'È' | 'É' | 'Ê' | 'Ë' => 'E',
        'Ì' | 'Í' | 'Î' | 'Ï' => 'I',
        'Ñ' => 'N',
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => 'O',
        'Ù' | 'Ú' | 'Û' | 'Ü' => 'U',
        'Ÿ' => 'Y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_one_edit_away_and_keep_the_case() {
        let mut random = Random::new(9, 0);
        for _ in 0..500 {
            let damaged = typo("LEFÈVRE", &mut random).unwrap();
            assert!(strsim::osa_distance("LEFÈVRE", &damaged) == 1, "{damaged}");
            assert!(damaged.chars().all(char::is_uppercase), "{damaged}");
        }
        assert_eq!(typo("LE", &mut random), None);
    }

    #[test]
    fn other_spellings() {
        let mut random = Random::new(9, 0);
        assert_ne!(given_variant("Mohamed", &mut random).unwrap(), "Mohamed");
        assert_eq!(given_variant("Lucas", &mut random), None);
        assert_eq!(family_variant("MOUSSAOUI").as_deref(), Some("MOUSSAWI"));
        assert_eq!(short_form("Frédéric", &mut random).as_deref(), Some("Fred"));
        assert_eq!(replaced("Sophie", "ph", "f").as_deref(), Some("Sofie"));
        assert_eq!(replaced("LEFEBVRE", "ph", "f"), None);
        assert_eq!(halves("DUPONT-MARTIN"), Some(("DUPONT", "MARTIN")));
        assert_eq!(halves("LE GOFF"), None);
        assert_eq!(without_accents("Maëlys"), "Maelys");
    }

    #[test]
    fn separators_change_and_letters_stay() {
        let mut random = Random::new(9, 0);
        for name in ["BEN HAMOU", "Jean-Baptiste", "D'HEILLY"] {
            let other = separators(name, &mut random).unwrap();
            let letters = |text: &str| text.chars().filter(|letter| letter.is_alphabetic()).collect::<String>();
            assert!(other != name && letters(&other) == letters(name), "{other}");
        }
    }
}
