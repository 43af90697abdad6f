//! Titles that name the people they are about: «Nom responsable», «Guid_Enfant1», «uid pere», «Prénom enfant 2».
//!
//! Role: tells the columns of the person of a row from those of relatives. Input: the titles of a list. Output: the people whom
//! the list is about, where every title names them ([`owner`]), and the columns that mention children or parents of the person
//! of a row ([`of`]). Invariant: a group of columns is one relative. Columns of one name, such as «Nom de famille enfant» in a list
//! of ONDE, make a new relative each time.
//!
//! It rests on exports that public importers and help pages describe. ONDE has `Nom Elève`, `Nom responsable` and `Nom de famille
//! enfant`. The e-lycée export has `uid pere` and `nom enfant`. The ITOP export has `Guid_Enfant1`. The export of the ENT of Eure
//! (Kosmos) has `Nom enfant 1`. The lists of parents of Édifice have `Nom de l'élève`, and its classic export has `Child(ren)`. Guessed: the
//! orders «Responsable 1 nom» and «Nom du père», and that a cell `Enfant(s)` lists names or identifiers.

use foldhash::HashMap;

use crate::identity::Profile;

use super::title;

/// The columns that mention one relative, or a cell that lists several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Relative {
    /// True for a child of the person of the row, false for a parent.
    pub(super) is_child: bool,
    pub(super) id: Option<usize>,
    /// A cell with names or identifiers, of one relative or of several.
    pub(super) whole: Option<usize>,
    pub(super) usage: Option<usize>,
    pub(super) family: Option<usize>,
    pub(super) given: Option<usize>,
}

impl Relative {
    /// The positions of the columns.
    pub(super) fn positions(&self) -> impl Iterator<Item = usize> {
        [self.id, self.whole, self.usage, self.family, self.given].into_iter().flatten()
    }

    /// Tells whether a family name and a given name stand in columns of their own.
    pub(super) fn has_names(&self) -> bool {
        self.given.is_some() && (self.family.is_some() || self.usage.is_some())
    }

    fn slot(&mut self, part: &Part) -> Option<&mut Option<usize>> {
        Some(match part {
            Part::Id => &mut self.id,
            Part::Whole => &mut self.whole,
            Part::Usage => &mut self.usage,
            Part::Family => &mut self.family,
            Part::Given => &mut self.given,
            Part::Other(_) => return None,
        })
    }
}

/// The part of a person that a title is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Id,
    Whole,
    Usage,
    Family,
    Given,
    /// Something else, by its key.
    Other(String),
}

/// A title that names people.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    /// `responsable`, `pere`, `enfant`, in the singular.
    noun: String,
    profile: Profile,
    /// The number of the relative, where the title has one.
    number: String,
    part: Part,
    /// The key of the part: `nom`, `cp`.
    key: String,
}

/// The people whom a list is about, and the keys of its titles without their name: «Nom responsable» becomes `nom`. `None`
/// where a title names a family name or a given name without saying whose. `given` is the profile that the list was given
/// with; only its people are considered then.
pub(super) fn owner(titles: &[String], given: Option<Profile>) -> Option<(Profile, Vec<Option<String>>)> {
    let named: Vec<Option<Named>> = titles.iter().map(|title| named(title)).collect();
    let is_bare = |key: &str| matches!(key, "nom" | "prenom" | "sn" | "givenname" | "lastname" | "firstname");
    if titles.iter().any(|title| is_bare(&title::key(title))) {
        return None;
    }
    // Children are always somebody's.
    let mut candidates = named.iter().flatten().filter(|named| named.number.is_empty() && named.noun != "enfant");
    let has = |noun: &str, part: fn(&Part) -> bool| {
        named.iter().flatten().any(|named| named.noun == noun && named.number.is_empty() && part(&named.part))
    };
    let is_whole = |noun: &str| {
        has(noun, |part| matches!(part, Part::Family | Part::Usage)) && has(noun, |part| *part == Part::Given)
    };
    let owner = candidates.find(|named| is_whole(&named.noun) && given.is_none_or(|given| given == named.profile))?;
    let own_key = |named: &Option<Named>| {
        let named = named.as_ref().filter(|named| named.noun == owner.noun && named.number.is_empty())?;
        (named.part != Part::Whole).then(|| named.key.clone())
    };
    Some((owner.profile, named.iter().map(own_key).collect()))
}

/// The relatives whom the titles at free positions mention.
pub(super) fn of(titles: &[String], is_free: impl Fn(usize) -> bool) -> Vec<Relative> {
    let mut relatives: Vec<Relative> = Vec::new();
    // By noun and number, the last relative of that name.
    let mut last: HashMap<(String, String), usize> = HashMap::default();
    for (position, title) in titles.iter().enumerate().filter(|(position, _)| is_free(*position)) {
        let Some(Named { noun, profile, number, part, .. }) = named(title) else { continue };
        let is_child = match profile {
            Profile::Pupils => true,
            Profile::Parents => false,
            _ => continue,
        };
        let name = (noun, number);
        // The last one of this name, unless it has such a column already.
        let known = last.get(&name).and_then(|&at| relatives[at].slot(&part)).filter(|slot| slot.is_none());
        if let Some(slot) = known {
            *slot = Some(position);
            continue;
        }
        let mut relative = Relative { is_child, ..Relative::default() };
        let Some(slot) = relative.slot(&part) else { continue };
        *slot = Some(position);
        last.insert(name, relatives.len());
        relatives.push(relative);
    }
    let is_useful = |relative: &Relative| relative.id.is_some() || relative.whole.is_some() || relative.has_names();
    relatives.into_iter().filter(is_useful).collect()
}

/// Understands a title: «Nom de famille enfant», «Responsable 1 prénom», «uid tuteur2».
fn named(title: &str) -> Option<Named> {
    // «Enfant(s)», «Child(ren)».
    let plain = title::plain(title).replace("(s)", "s").replace("(ren)", "ren").replace("(e)", "e");
    let mut words: Vec<&str> = plain.split(|character: char| !character.is_alphanumeric()).collect();
    words.retain(|word| !word.is_empty());
    match words[..] {
        ["pers", "rel", "eleve"] => words = vec!["relative"],
        ["idenfant" | "childid" | "childexternalid"] => words = vec!["id", "enfant"],
        _ => {}
    }
    at_end(&words).or_else(|| at_start(&words))
}

/// «Nom de l'élève», «Guid_Enfant1», «Prénom responsable légal 2».
fn at_end(words: &[&str]) -> Option<Named> {
    let (mut words, mut number) = (words.to_vec(), String::new());
    if let Some(last) = words.last().filter(|last| is_number(last)) {
        number = (*last).to_owned();
        words.pop();
    }
    words.pop_if(|last| matches!(*last, "legal" | "legale" | "legaux" | "legales"));
    let last = words.pop()?;
    let bare = last.trim_end_matches(|character: char| character.is_ascii_digit());
    if number.is_empty() {
        number = last[bare.len()..].to_owned();
    }
    let (noun, profile) = noun(bare)?;
    while words.last().is_some_and(|word| matches!(*word, "de" | "du" | "des" | "d" | "l" | "la" | "le")) {
        words.pop();
    }
    Some(of_parts(noun, profile, number, &words))
}

/// «Responsable 1 nom», «Élève : prénom».
fn at_start(words: &[&str]) -> Option<Named> {
    let (first, mut rest) = words.split_first()?;
    let bare = first.trim_end_matches(|character: char| character.is_ascii_digit());
    let (noun, profile) = noun(bare)?;
    while let [next, more @ ..] = rest {
        if !matches!(*next, "legal" | "legale") {
            break;
        }
        rest = more;
    }
    let mut number = first[bare.len()..].to_owned();
    if let [next, more @ ..] = rest
        && is_number(next)
    {
        number = (*next).to_owned();
        rest = more;
    }
    let named = of_parts(noun, profile, number, rest);
    // «Parents séparés», «Responsable financier» are no names.
    matches!(named.part, Part::Family | Part::Given | Part::Usage | Part::Id).then_some(named)
}

fn of_parts(noun: &str, profile: Profile, number: String, words: &[&str]) -> Named {
    let key = words.concat();
    let part = match key.as_str() {
        "" => Part::Whole,
        "id" | "ids" | "identifiant" | "identifiants" | "guid" | "uid" | "externalid" => Part::Id,
        "nom" | "nomdefamille" | "nomfamille" | "nomdenaissance" | "lastname" => Part::Family,
        "nomdusage" | "nomusage" => Part::Usage,
        "prenom" | "firstname" => Part::Given,
        other => Part::Other(other.to_owned()),
    };
    Named { noun: noun.to_owned(), profile, number, part, key }
}

/// The people that a word means: the word in the singular, and their profile.
fn noun(word: &str) -> Option<(&'static str, Profile)> {
    Some(match word {
        "enfant" | "enfants" | "child" | "children" => ("enfant", Profile::Pupils),
        "eleve" | "eleves" | "student" | "students" => ("eleve", Profile::Pupils),
        "responsable" | "responsables" | "resp" => ("responsable", Profile::Parents),
        "parent" | "parents" => ("parent", Profile::Parents),
        "relative" | "relatives" => ("relative", Profile::Parents),
        "pere" => ("pere", Profile::Parents),
        "mere" => ("mere", Profile::Parents),
        "tuteur" | "tuteurs" | "tutrice" => ("tuteur", Profile::Parents),
        "representant" | "representants" => ("representant", Profile::Parents),
        "professeur" | "professeurs" | "enseignant" | "enseignants" => ("professeur", Profile::Teachers),
        "personnel" | "personnels" => ("personnel", Profile::Staff),
        _ => return None,
    })
}

fn is_number(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(titles: &str) -> Vec<String> {
        titles.split(';').map(str::to_owned).collect()
    }

    /// The columns of each relative: kind, then the positions of id, whole cell, usage name, family name, given name.
    fn relatives(list: &str) -> Vec<(char, [Option<usize>; 5])> {
        let kind = |relative: &Relative| if relative.is_child { 'c' } else { 'p' };
        let places = |one: &Relative| [one.id, one.whole, one.usage, one.family, one.given];
        of(&titles(list), |_| true).iter().map(|relative| (kind(relative), places(relative))).collect()
    }

    #[test]
    fn relatives_are_found_in_the_exports_of_portals() {
        let none = [None; 5];
        let [id, whole] = [0, 1].map(|at| {
            move |position| {
                let mut places = none;
                places[at] = Some(position);
                places
            }
        });
        assert_eq!(
            relatives("rne;uid;uid pere;uid mere;uid tuteur1;uid tuteur2;prenom enfant;nom enfant"),
            [('p', id(2)), ('p', id(3)), ('p', id(4)), ('p', id(5)), ('c', [None, None, None, Some(7), Some(6)])]
        );
        assert_eq!(relatives("Guid;Nom;Guid_Enfant1;Guid_Enfant2"), [('c', id(2)), ('c', id(3))]);
        assert_eq!(
            relatives("Nom;Nom enfant 1;Prénom enfant 1;Classe enfant 1;Nom enfant 2;Prénom enfant 2;Classe enfant 2"),
            [('c', [None, None, None, Some(1), Some(2)]), ('c', [None, None, None, Some(4), Some(5)])]
        );
        assert_eq!(
            relatives(
                "Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants;Nom d'usage enfant;Nom de famille enfant;Prénom enfant;Classes enfants"
            ),
            [('c', [None, None, Some(0), Some(1), Some(2)]), ('c', [None, None, Some(4), Some(5), Some(6)])]
        );
        assert_eq!(
            relatives("Nom*;Nom de l'élève;Prénom de l'élève;Nom de l’élève;Prénom de l’élève"),
            [('c', [None, None, None, Some(1), Some(2)]), ('c', [None, None, None, Some(3), Some(4)])]
        );
        assert_eq!(
            relatives("ID;Child(ren);Parent(s);Pers. rel. élève"),
            [('c', whole(1)), ('p', whole(2)), ('p', whole(3))]
        );
        assert_eq!(relatives("Responsable 1 nom;Responsable 1 prénom"), [('p', [None, None, None, Some(0), Some(1)])]);
        assert_eq!(relatives("Nom;Classe;Niveau de responsabilité;Responsable financier;Parents séparés"), []);
    }

    #[test]
    fn a_list_whose_titles_all_name_its_people_is_about_them() {
        let owner = |list: &str, given| {
            owner(&titles(list), given).map(|(profile, keys)| {
                (profile, keys.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join(";"))
            })
        };
        let pupils = "Nom élève;Nom d'usage élève;Prénom élève;Date naissance;Sexe;INE";
        assert_eq!(owner(pupils, None), Some((Profile::Pupils, "nom;nomdusage;prenom;;;".to_owned())));
        let parents = "Civilité Responsable;Nom usage responsable;Nom responsable;Prénom responsable;CP responsable;Nom de famille enfant;Prénom enfant";
        assert_eq!(owner(parents, None), Some((Profile::Parents, "civilite;nomusage;nom;prenom;cp;;".to_owned())));
        assert_eq!(owner(parents, Some(Profile::Pupils)), None);
        assert_eq!(owner("Nom;Prénom;Nom responsable;Prénom responsable", None), None);
        assert_eq!(owner("Élève;Nom du responsable", None), None);
        assert_eq!(owner("Nom enfant;Prénom enfant", None), None);
    }
}
