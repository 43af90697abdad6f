//! Given names that came into French in several spellings.
//!
//! Role: tells Bilal and Bilel, one Arabic name in two romanisations, from Lina and Lena, two names. Input: folded names,
//! their words written together. Output: whether the two are spellings of one name. Invariant: symmetric; a name belongs to
//! one group at most. Rules of letters ([`romanised`](super::romanised())) cannot tell these from other names with one vowel
//! exchanged, so they are listed.

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

/// Whether two different folded names are spellings of one name.
///
/// ```
/// use rapproche::normalize::are_given_variants;
/// assert!(are_given_variants("BILAL", "BILEL") && are_given_variants("ELYES", "ILYAS"));
/// assert!(!are_given_variants("LINA", "LENA"));
/// ```
pub fn are_given_variants(a: &str, b: &str) -> bool {
    GROUPS.lines().any(|group| {
        let has = |name| group.split(' ').any(|other| other == name);
        has(a) && has(b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_name_belongs_to_one_group() {
        let mut seen = HashSet::new();
        assert!(GROUPS.split_whitespace().all(|name| seen.insert(name)));
    }
}
