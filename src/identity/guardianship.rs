//! What a base says of a parent's right to see the children's file.
//!
//! Role: the fact on which access rests, beside the question of who somebody is. A base tells it by the kind of
//! «responsable», and by where the parent lives in relation to the preferential parents of the same children.
//! Invariant: one byte; what a base leaves open reads as the lesser right.

/// The kinds of «responsable», from the least right to the greatest: of two that one person has, the greater holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Responsibility {
    /// The base does not tell: it has no such column.
    #[default]
    Unstated,
    /// «Autre contact»: none of the kinds below. So are an empty cell and an unknown value in a base that has the
    /// column.
    OtherContact,
    /// «Responsable en charge»: looks after the children without being their legal guardian.
    InCharge,
    /// «Responsable légal».
    Legal,
    /// «Responsable préférentiel»: the legal guardian to whom the school turns first.
    Preferential,
}

/// A parent's [`Responsibility`], and whether they live apart from the preferential parents.
///
/// Says nothing of people who are not parents; theirs is [`Guardianship::UNSTATED`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Guardianship(u8);

impl Guardianship {
    /// The base does not tell.
    pub const UNSTATED: Self = Self(Responsibility::Unstated as u8);

    const OTHER_ADDRESS: u8 = 0x80;

    /// A responsibility, and whether the parent lives at another address than every preferential parent of the same
    /// children. The address is a question only for legal parents and those in charge; for others it is dropped.
    #[must_use]
    pub fn new(responsibility: Responsibility, has_other_address: bool) -> Self {
        let is_a_question = matches!(responsibility, Responsibility::Legal | Responsibility::InCharge);
        let address = if has_other_address && is_a_question { Self::OTHER_ADDRESS } else { 0 };
        Self(responsibility as u8 | address)
    }

    /// Which kind of «responsable» this is.
    pub fn responsibility(self) -> Responsibility {
        use Responsibility::{InCharge, Legal, OtherContact, Preferential, Unstated};
        let kinds = [Unstated, OtherContact, InCharge, Legal, Preferential];
        kinds[usize::from(self.0 & !Self::OTHER_ADDRESS)]
    }

    /// Whether a legal parent or one in charge is known to live at another address than every preferential parent of
    /// the same children. False where it cannot be told.
    pub fn has_other_address(self) -> bool {
        self.0 & Self::OTHER_ADDRESS != 0
    }
}

impl std::fmt::Debug for Guardianship {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Guardianship")
            .field("responsibility", &self.responsibility())
            .field("has_other_address", &self.has_other_address())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Responsibility::{InCharge, Legal, OtherContact, Preferential, Unstated};

    #[test]
    fn gives_back_what_was_put_in() {
        assert_eq!(size_of::<Guardianship>(), 1);
        assert_eq!(Guardianship::default(), Guardianship::UNSTATED);
        for responsibility in [Unstated, OtherContact, InCharge, Legal, Preferential] {
            for has_other_address in [false, true] {
                let guardianship = Guardianship::new(responsibility, has_other_address);
                let is_a_question = matches!(responsibility, Legal | InCharge);
                assert_eq!(guardianship.responsibility(), responsibility);
                assert_eq!(guardianship.has_other_address(), has_other_address && is_a_question);
            }
        }
    }

    #[test]
    fn of_two_kinds_the_greater_right_holds() {
        let kinds = [Unstated, OtherContact, InCharge, Legal, Preferential];
        assert!(kinds.is_sorted());
        assert_eq!(Legal.max(Preferential), Preferential);
    }

    #[test]
    fn shows_its_parts() {
        let shown = format!("{:?}", Guardianship::new(Legal, true));
        assert_eq!(shown, "Guardianship { responsibility: Legal, has_other_address: true }");
    }
}
