//! The web spaces, and which delegation opens each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cas::model::Label;
use crate::identity::{Lang, Profile};

/// What stands for no delegation in the file; no delegation can be called so.
pub const NO_DELEGATION: &str = "aucune";

/// A page of PRONOTE.net that people log in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum WebSpace {
    /// «Espace Direction».
    #[serde(rename = "direction")]
    Management,
    /// «Espace Professeurs».
    #[serde(rename = "professeurs")]
    Teachers,
    /// «Espace Vie scolaire».
    #[serde(rename = "vie_scolaire")]
    SchoolLife,
    /// «Espace Parents».
    #[serde(rename = "parents")]
    Parents,
    /// «Espace Accompagnants».
    #[serde(rename = "accompagnants")]
    Assistants,
    /// «Espace Élèves».
    #[serde(rename = "eleves")]
    Pupils,
    /// «Espace Entreprise».
    #[serde(rename = "entreprise")]
    Company,
    /// «Espace Académie».
    #[serde(rename = "academie")]
    Academy,
    /// The page that is common to all spaces.
    #[serde(rename = "page_commune")]
    CommonPage,
}

impl WebSpace {
    /// All of them, in the order of the screen; the common page last.
    pub const ALL: [Self; 9] = [
        Self::Management,
        Self::Teachers,
        Self::SchoolLife,
        Self::Parents,
        Self::Assistants,
        Self::Pupils,
        Self::Company,
        Self::Academy,
        Self::CommonPage,
    ];

    /// The spaces that people of a profile work in. Staff have three, by what they do.
    pub fn of_profile(profile: Profile) -> &'static [Self] {
        match profile {
            Profile::Pupils => &[Self::Pupils],
            Profile::Parents => &[Self::Parents],
            Profile::Teachers => &[Self::Teachers],
            Profile::Staff => &[Self::Management, Self::SchoolLife, Self::Assistants],
            Profile::Supervisors => &[Self::Company],
            Profile::Inspectors => &[Self::Academy],
        }
    }

    /// The key in the file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Management => "direction",
            Self::Teachers => "professeurs",
            Self::SchoolLife => "vie_scolaire",
            Self::Parents => "parents",
            Self::Assistants => "accompagnants",
            Self::Pupils => "eleves",
            Self::Company => "entreprise",
            Self::Academy => "academie",
            Self::CommonPage => "page_commune",
        }
    }

    /// The name on the screen.
    pub fn title(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Management, _) => "Espace Direction",
            (Self::Teachers, _) => "Espace Professeurs",
            (Self::SchoolLife, _) => "Espace Vie scolaire",
            (Self::Parents, _) => "Espace Parents",
            (Self::Assistants, _) => "Espace Accompagnants",
            (Self::Pupils, _) => "Espace Élèves",
            (Self::Company, _) => "Espace Entreprise",
            (Self::Academy, _) => "Espace Académie",
            (Self::CommonPage, Lang::Fr) => "Page commune",
            (Self::CommonPage, Lang::En) => "Common page",
        }
    }
}

/// The name of the delegation of each space, or none. The file names all nine, `aucune` standing for none; a space
/// that it leaves out has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<WebSpace, Label>", into = "BTreeMap<WebSpace, String>")]
pub struct Spaces([Option<Label>; WebSpace::ALL.len()]);

impl Spaces {
    /// The delegation of a space.
    pub fn get(&self, space: WebSpace) -> Option<&Label> {
        self.0[space as usize].as_ref()
    }

    /// Delegates a space, or takes its delegation away.
    pub fn set(&mut self, space: WebSpace, delegation: Option<Label>) {
        self.0[space as usize] = delegation;
    }
}

impl From<BTreeMap<WebSpace, Label>> for Spaces {
    fn from(map: BTreeMap<WebSpace, Label>) -> Self {
        let mut spaces = Self::default();
        for (space, name) in map {
            spaces.set(space, Some(name).filter(|name| name.as_str() != NO_DELEGATION));
        }
        spaces
    }
}

impl From<Spaces> for BTreeMap<WebSpace, String> {
    fn from(spaces: Spaces) -> Self {
        let name = |space| spaces.get(space).map_or(NO_DELEGATION, Label::as_str).to_owned();
        WebSpace::ALL.into_iter().map(|space| (space, name(space))).collect()
    }
}
