//! Given names that came into French in several spellings.
//!
//! Role: tells Bilal and Bilel, one Arabic name in two romanisations, from Lina and Lena, two names. Input: a folded name,
//! its words written together. Output: the number of the group it belongs to. Invariant: a name belongs to one group at most. Rules of letters ([`romanised`](super::romanised())) cannot tell these from other names with one vowel
//! exchanged, so they are listed.

use std::collections::HashMap;
use std::num::NonZeroU8;
use std::sync::OnceLock;

/// Each line is one name, in the spellings that French registers have.
const GROUPS: &str = "\
ABDALLAH ABDELLAH ABDULLAH ABDALA
AICHA AYCHA AISHA AICHAH
AMINE AMIN
AYMEN AIMEN AYMAN AYMANE
AYOUB AYYOUB AIYOUB
BILAL BILEL BILLAL BILLEL
DJIBRIL JIBRIL GIBRIL JEBRIL
FAROUK FARUK FAROUQ
FATIMA FATMA FATEMA FATIMAH
HAMZA HAMZAH AMZA
HASSAN HASAN HASSEN
HUSSEIN HOUSSEIN HUSSAIN HOCINE HOCEINE HUSSEN
IBRAHIM BRAHIM EBRAHIM IBRAHIME
IDRISS IDRIS DRISS IDRISSE
ILYES ILYAS ILIAS ILIES ELYES ELYAS ILYESS ILYASS
IMANE IMEN IMAN
ISMAIL ISMAEL ISMAYL SMAIL
JAMEL JAMAL DJAMEL DJAMAL
KADER KADIR
KHALED KHALID KALED
KHADIJA KADIJA KHADIDJA KADIDIA
MALIK MALEK
MARIAM MERIEM MERYEM MYRIEM MERYAM MARYAM MARIEM
MOHAMED MOHAMMED MUHAMMAD MOUHAMED MOHAMAD MAHAMED
MOUSTAFA MUSTAFA MUSTAPHA MOUSTAPHA
NASSIM NASSIME NESSIM
OUSSAMA OUSAMA OSAMA USAMA
RAYAN RAYANE RAYYAN
SAID SAYD SEID
SALAH SALEH
SELIM SALIM SALIME
SIRINE SYRINE CYRINE SIRYNE
SOFIANE SOFIAN SOUFIANE SOUFIAN SUFIAN
SOULEYMANE SULEYMAN SOULEIMAN SULAYMAN SOULAYMANE SOULAIMAN
TAREK TARIK TARIQ TAREQ
WALID OUALID WALEED
WASSIM OUASSIM WASIM
YACINE YASSINE YASSIN YASINE YACIN YASIN
YAHYA YAHIA
YOUNES YOUNESS YUNUS YUNES YOUNOUS
YOUSSEF YUSSEF YUSUF YOUSEF YOUCEF YUSSUF
ZAKARIA ZAKARYA ZACHARIA ZAKARIYA
ZINEB ZAYNAB ZEINEB ZAINAB
ALEXEI ALEKSEI ALEXEY
SERGUEI SERGEI SERGEY
TATIANA TATYANA
IOULIA YULIA
";

/// The number of the name of which `joined`, a folded name with its words written together, is a listed spelling; `None` for
/// any other text. Two spellings of one name have the same number.
///
/// ```
/// use rapproche::normalize::spelling_group;
/// assert_eq!(spelling_group("BILAL"), spelling_group("BILEL"));
/// assert_ne!(spelling_group("BILAL"), spelling_group("WALID"));
/// assert_eq!(spelling_group("LENA"), None);
/// ```
pub fn spelling_group(joined: &str) -> Option<NonZeroU8> {
    static NUMBERS: OnceLock<HashMap<&str, NonZeroU8, foldhash::fast::FixedState>> = OnceLock::new();
    let numbers = NUMBERS.get_or_init(|| {
        let groups = (1..=u8::MAX).filter_map(NonZeroU8::new).zip(GROUPS.lines());
        groups.flat_map(|(number, group)| group.split(' ').map(move |name| (name, number))).collect()
    });
    numbers.get(joined).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_name_belongs_to_one_group() {
        let mut seen = HashSet::new();
        assert!(GROUPS.split_whitespace().all(|name| seen.insert(name)));
        assert!(GROUPS.lines().count() <= usize::from(u8::MAX), "every group has a number");
    }
}
