//! The six profiles: the columns of the reconciliation screen.

use std::fmt;

/// What somebody is at the school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Profile {
    /// Pupils, «Élèves».
    Pupils,
    /// School inspectors, «Inspecteurs».
    Inspectors,
    /// Internship supervisors in companies, «Maîtres de stage».
    Supervisors,
    /// Parents and guardians, «Parents».
    Parents,
    /// Staff who do not teach, «Personnels».
    Staff,
    /// Teachers, «Professeurs».
    Teachers,
}

impl Profile {
    /// All six, in the order of the screen's columns.
    pub const ALL: [Self; 6] =
        [Self::Pupils, Self::Inspectors, Self::Supervisors, Self::Parents, Self::Staff, Self::Teachers];

    /// 0–5, for tables with a cell per profile.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The stable key of files and reports: `eleves`, `inspecteurs`, `maitres_de_stage`, `parents`,
    /// `personnels`, `professeurs`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pupils => "eleves",
            Self::Inspectors => "inspecteurs",
            Self::Supervisors => "maitres_de_stage",
            Self::Parents => "parents",
            Self::Staff => "personnels",
            Self::Teachers => "professeurs",
        }
    }

    /// The profile of a [`Self::key`].
    ///
    /// # Errors
    /// [`UnknownProfile`] when no profile has that key.
    pub fn from_key(key: &str) -> Result<Self, UnknownProfile> {
        Self::ALL.into_iter().find(|profile| profile.key() == key).ok_or_else(|| UnknownProfile(key.to_owned()))
    }

    /// The column title of the screen, in French: «Élèves».
    pub fn title(self) -> &'static str {
        match self {
            Self::Pupils => "Élèves",
            Self::Inspectors => "Inspecteurs",
            Self::Supervisors => "Maîtres de stage",
            Self::Parents => "Parents",
            Self::Staff => "Personnels",
            Self::Teachers => "Professeurs",
        }
    }
}

/// A key that names none of the six profiles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{0}» is not a profile; the six are eleves, inspecteurs, maitres_de_stage, parents, personnels and professeurs"
)]
pub struct UnknownProfile(pub String);

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

/// A set of profiles: one person can be a teacher and a parent of the same school.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ProfileSet(u8);

impl ProfileSet {
    /// No profile.
    pub const EMPTY: Self = Self(0);

    /// The set with `profile` added.
    #[must_use]
    pub fn with(self, profile: Profile) -> Self {
        Self(self.0 | 1 << profile as u8)
    }

    /// All members of either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `profile` is a member.
    pub fn contains(self, profile: Profile) -> bool {
        self.0 & 1 << profile as u8 != 0
    }

    /// Whether both have a member in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether each member is one of `other`.
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether there is no member.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members, in the order of [`Profile::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Profile> {
        Profile::ALL.into_iter().filter(move |&profile| self.contains(profile))
    }
}

impl From<Profile> for ProfileSet {
    fn from(profile: Profile) -> Self {
        Self::EMPTY.with(profile)
    }
}

impl FromIterator<Profile> for ProfileSet {
    fn from_iter<I: IntoIterator<Item = Profile>>(profiles: I) -> Self {
        profiles.into_iter().fold(Self::EMPTY, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_round_trip() {
        for profile in Profile::ALL {
            assert_eq!(Profile::from_key(profile.key()), Ok(profile));
        }
        assert!(Profile::from_key("Élèves").is_err());
    }

    #[test]
    fn sets_keep_the_order_of_the_screen() {
        let set: ProfileSet = [Profile::Teachers, Profile::Parents].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [Profile::Parents, Profile::Teachers]);
        assert!(!set.contains(Profile::Pupils));
    }
}
