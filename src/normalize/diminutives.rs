//! Short forms of given names: Théo for Théodore, Cathy for Catherine.
//!
//! Input: given names, folded and joined. Output: `true` where one is a usual short form of the other.
//!
//! The table is our own and holds what people write into a form instead of the name of the register.
//! The table leaves out on purpose:
//!
//! - names that only share an origin (Loïc and Louis, Élise and Élisabeth);
//! - short forms that are far more often a name of their own (Lina, Nathan, Sandra);
//! - the first word of a compound (Jean for Jean-Baptiste), which the words of the name already tell.
//!
//! Even so a short form is weak evidence: Alex stands for half a dozen names, of both sexes.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Tells whether one of two given names is a usual short form of the other. Symmetric; a name is not a short
/// form of itself, and two short forms of one name say nothing.
///
/// ```
/// use rapproche::normalize::share_diminutive;
/// assert!(share_diminutive("THEODORE", "THEO"));
/// assert!(!share_diminutive("LEO", "LEA"));
/// ```
pub fn share_diminutive(a: &str, b: &str) -> bool {
    full_forms(a).contains(&b) || full_forms(b).contains(&a)
}

/// The names that `short` usually stands for, sorted; none when it is no known short form.
pub fn full_forms(short: &str) -> &'static [&'static str] {
    SHORT_FORMS.binary_search_by_key(&short, |(short, _)| short).map_or(&[], |index| SHORT_FORMS[index].1)
}

/// The usual short forms of `full`, sorted. A scan of the table: some microseconds.
pub fn short_forms(full: &str) -> impl Iterator<Item = &'static str> {
    SHORT_FORMS.iter().filter(move |(_, fulls)| fulls.contains(&full)).map(|&(short, _)| short)
}

/// Tells whether `name` is a short form of something, or something has a short form of it.
pub(crate) fn is_in_short_forms(name: &str) -> bool {
    static NAMES: OnceLock<HashSet<&str, foldhash::fast::FixedState>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let forms = SHORT_FORMS.iter().flat_map(|(short, fulls)| std::iter::once(short).chain(*fulls));
        forms.copied().collect()
    });
    names.contains(name)
}

/// Short form, and what it stands for; both sorted.
#[rustfmt::skip]
static SHORT_FORMS: &[(&str, &[&str])] = &[
    ("ABDEL", &["ABDELAZIZ", "ABDELHAK", "ABDELHAKIM", "ABDELHAMID", "ABDELKADER", "ABDELKARIM", "ABDELKRIM", "ABDELLATIF", "ABDELMALEK", "ABDELRAHMAN", "ABDERRAHMANE", "ABDESSAMAD"]),
    ("ABDOU", &["ABDELKADER", "ABDERRAHMANE", "ABDOULAYE"]),
    ("ADRI", &["ADRIAN", "ADRIANA", "ADRIEN", "ADRIENNE"]),
    ("ALEX", &["ALEXANDRA", "ALEXANDRE", "ALEXANDRINE", "ALEXIA", "ALEXIANE", "ALEXIS"]),
    ("ANNIE", &["ANNE", "ANNICK"]),
    ("ANTO", &["ANTHONY", "ANTOINE", "ANTOINETTE", "ANTONIN", "ANTONY"]),
    ("ARNO", &["ARNAUD"]),
    ("AUREL", &["AURELIA", "AURELIE", "AURELIEN"]),
    ("BABETTE", &["ELISABETH"]),
    ("BAPT", &["BAPTISTE", "JEANBAPTISTE"]),
    ("BASTIEN", &["SEBASTIEN"]),
    ("BEA", &["BEATRICE", "BEATRIX", "BEATRIZ"]),
    ("BEN", &["BENEDICTE", "BENJAMIN", "BENJAMINE", "BENOIT"]),
    ("BENE", &["BENEDICTE"]),
    ("BENJ", &["BENJAMIN"]),
    ("BENJI", &["BENJAMIN"]),
    ("BERNIE", &["BERNADETTE", "BERNARD"]),
    ("BETTY", &["BETTINA", "ELISABETH", "ELIZABETH"]),
    ("CAM", &["CAMILLE"]),
    ("CAPU", &["CAPUCINE"]),
    ("CARO", &["CAROLE", "CAROLINA", "CAROLINE"]),
    ("CATH", &["CATHERINE"]),
    ("CATHY", &["CATHERINE"]),
    ("CEC", &["CECILE", "CECILIA"]),
    ("CED", &["CEDRIC"]),
    ("CHA", &["CHARLOTTE"]),
    ("CHACHA", &["CHARLOTTE"]),
    ("CHARLIE", &["CHARLENE", "CHARLES", "CHARLINE", "CHARLOTTE"]),
    ("CHARLY", &["CHARLENE", "CHARLES", "CHARLINE", "CHARLOTTE"]),
    ("CHRIS", &["CHRISTEL", "CHRISTELLE", "CHRISTIAN", "CHRISTIANE", "CHRISTINA", "CHRISTINE", "CHRISTOPHE", "CHRISTOPHER"]),
    ("CHRISTO", &["CHRISTOPHE", "CHRISTOPHER"]),
    ("CLEM", &["CLEMENCE", "CLEMENT", "CLEMENTINE"]),
    ("CONNIE", &["CONSTANCE"]),
    ("CRIS", &["CRISTIAN", "CRISTIANO", "CRISTINA"]),
    ("DAN", &["DANIEL", "DANY"]),
    ("DANI", &["DANIEL", "DANIELA", "DANIELE", "DANIELLE"]),
    ("DANY", &["DANIEL", "DANIELE", "DANIELLE"]),
    ("DAVE", &["DAVID"]),
    ("DEB", &["DEBORA", "DEBORAH"]),
    ("DEBBIE", &["DEBORA", "DEBORAH"]),
    ("DEDE", &["ANDRE"]),
    ("DELPH", &["DELPHINE"]),
    ("DOM", &["DOMINIQUE"]),
    ("DOMI", &["DOMINIQUE"]),
    ("DORO", &["DOROTHEE"]),
    ("EDDIE", &["EDOUARD", "EDWARD"]),
    ("EDDY", &["EDOUARD", "EDWARD"]),
    ("EDO", &["EDOUARD"]),
    ("ELEO", &["ELEONORA", "ELEONORE"]),
    ("ELO", &["ELODIE", "ELOISE"]),
    ("FAB", &["FABIEN", "FABIENNE", "FABIO", "FABRICE"]),
    ("FABI", &["FABIEN", "FABIENNE"]),
    ("FANFAN", &["FRANCOIS", "FRANCOISE"]),
    ("FATIM", &["FATIMA", "FATIMATA", "FATIMATOU"]),
    ("FATOU", &["FATIMATA", "FATOUMATA"]),
    ("FLO", &["FLORA", "FLORE", "FLORENCE", "FLORENT", "FLORENTIN", "FLORENTINE", "FLORIAN", "FLORIANE", "FLORINE"]),
    ("FRAN", &["FRANCESCA", "FRANCISCO", "FRANCOIS", "FRANCOISE"]),
    ("FRANKY", &["FRANCIS", "FRANCK"]),
    ("FRED", &["ALFRED", "FREDERIC", "FREDERICK", "FREDERIK", "FREDERIQUE"]),
    ("FREDDY", &["ALFRED", "FREDERIC", "FREDERICK"]),
    ("FREDO", &["ALFREDO", "FREDERIC"]),
    ("GAB", &["GABIN", "GABRIEL", "GABRIELLE"]),
    ("GABI", &["GABRIEL", "GABRIELLE"]),
    ("GABY", &["GABRIEL", "GABRIELLE"]),
    ("GASP", &["GASPARD"]),
    ("GEGE", &["GERARD"]),
    ("GEO", &["GEOFFRAY", "GEOFFREY", "GEOFFROY", "GEORGES"]),
    ("GEOFF", &["GEOFFREY", "GEOFFROY"]),
    ("GHIS", &["GHISLAIN", "GHISLAINE"]),
    ("GIGI", &["GILBERTE", "GINETTE", "GISELE", "GISELLE", "VIRGINIE"]),
    ("GIL", &["GILBERT", "GILLES"]),
    ("GREG", &["GREGOIRE", "GREGORI", "GREGORY"]),
    ("GUI", &["GUILLAUME"]),
    ("GUIGUI", &["GUILLAUME"]),
    ("GUS", &["AUGUSTE", "AUGUSTIN", "GUSTAVE", "GUSTAVO"]),
    ("GWEN", &["GWENAEL", "GWENAELLE", "GWENDAL", "GWENDOLINE", "GWENN", "GWENOLA", "GWENOLE"]),
    ("HAKIM", &["ABDELHAKIM"]),
    ("HAMID", &["ABDELHAMID"]),
    ("HUB", &["HUBERT"]),
    ("IBRA", &["IBRAHIM", "IBRAHIMA"]),
    ("ISA", &["ISABEL", "ISABELLA", "ISABELLE", "ISALINE"]),
    ("IZA", &["ISABELLE"]),
    ("JACK", &["JACKY", "JACQUES"]),
    ("JACKIE", &["JACQUELINE", "JACQUES"]),
    ("JACKY", &["JACQUELINE", "JACQUES"]),
    ("JACQUOT", &["JACQUES"]),
    ("JB", &["JEANBAPTISTE"]),
    ("JC", &["JEANCHARLES", "JEANCHRISTOPHE", "JEANCLAUDE"]),
    ("JEANNOT", &["JEAN"]),
    ("JEFF", &["GEOFFREY", "GEOFFROY", "JEANFRANCOIS", "JEFFERSON", "JEFFREY"]),
    ("JENN", &["JENNIFER"]),
    ("JENNY", &["EUGENIE", "JENNIFER"]),
    ("JEREM", &["JEREMIAH", "JEREMIE", "JEREMY"]),
    ("JESS", &["JESSICA", "JESSY"]),
    ("JF", &["JEANFRANCOIS"]),
    ("JIM", &["JAMES", "JIMMY"]),
    ("JIMMY", &["JAMES"]),
    ("JJ", &["JEANJACQUES"]),
    ("JL", &["JEANLOUIS", "JEANLUC"]),
    ("JM", &["JEANMARC", "JEANMARIE", "JEANMICHEL"]),
    ("JO", &["GEORGES", "JOACHIM", "JOCELYN", "JOCELYNE", "JOEL", "JOELLE", "JOHAN", "JOHANNA", "JONAS", "JONATHAN", "JORDAN", "JOSE", "JOSEPH", "JOSEPHINE", "JOSIANE", "JOSSELIN"]),
    ("JOE", &["JOEL", "JOSEPH"]),
    ("JOJO", &["GEORGES", "JOSEPH", "JOSEPHINE", "JOSIANE"]),
    ("JON", &["JONATHAN"]),
    ("JONA", &["JONATHAN"]),
    ("JOSS", &["JOSSELIN", "JOSSELINE"]),
    ("JOSY", &["JOSEPHINE", "JOSETTE", "JOSIANE"]),
    ("JP", &["JEANPAUL", "JEANPHILIPPE", "JEANPIERRE"]),
    ("JUJU", &["JULES", "JULIE", "JULIEN", "JULIETTE", "JUSTIN", "JUSTINE"]),
    ("JUL", &["JULES", "JULIEN"]),
    ("JUS", &["JUSTIN", "JUSTINE"]),
    ("JUST", &["JUSTIN", "JUSTINE"]),
    ("JY", &["JEANYVES"]),
    ("KADER", &["ABDELKADER"]),
    ("KARIM", &["ABDELKARIM"]),
    ("KAT", &["CATHERINE", "KATARINA", "KATHERINE", "KATIA"]),
    ("KATE", &["CATHERINE", "KATHERINE", "KATHLEEN"]),
    ("KATHY", &["CATHERINE", "KATHERINE"]),
    ("KATY", &["CATHERINE", "KATHERINE"]),
    ("KEV", &["KEVIN"]),
    ("KRIM", &["ABDELKRIM"]),
    ("LAETI", &["LAETITIA"]),
    ("LATIF", &["ABDELLATIF"]),
    ("LAU", &["LAURA", "LAURE", "LAURENCE", "LAURENE", "LAURENT", "LAURIANE", "LAURINE"]),
    ("LEO", &["LEON", "LEONARD", "LEONARDO", "LEONIDAS", "LEONIE", "LEONOR", "LEONORE", "LEOPOLD", "LEOPOLDINE"]),
    ("LILI", &["ALICE", "AURELIE", "ELISABETH", "ELISE", "EMILIE", "LILIAN", "LILIANE", "LISE"]),
    ("LILY", &["AURELIE", "ELISABETH", "EMILIE", "LILIANE"]),
    ("LISE", &["ELISABETH", "ELISE"]),
    ("LIZ", &["ELISABETH", "ELIZABETH"]),
    ("LIZA", &["ELISABETH", "ELIZABETH"]),
    ("LOLO", &["LAURENCE", "LAURENT"]),
    ("LOU", &["LOUANE", "LOUANNE", "LOUISA", "LOUISE", "LOUISON"]),
    ("LOUISON", &["LOUIS", "LOUISE"]),
    ("LOULOU", &["LOUIS", "LOUISE"]),
    ("LUDI", &["LUDIVINE"]),
    ("LUDO", &["LUDIVINE", "LUDOVIC"]),
    ("LULU", &["LUCAS", "LUCIE", "LUCIEN", "LUCIENNE", "LUDIVINE"]),
    ("MADDIE", &["MADELEINE", "MADISON"]),
    ("MADO", &["MADELEINE"]),
    ("MAGGY", &["MAGALI", "MARGUERITE"]),
    ("MAGUY", &["MARGUERITE"]),
    ("MANO", &["EMMANUEL"]),
    ("MANOU", &["EMMANUELLE", "MANON"]),
    ("MANU", &["EMMANUEL", "EMMANUELLE", "MANUEL", "MANUELA", "MANUELLE"]),
    ("MARCO", &["MARC"]),
    ("MARJO", &["MARJOLAINE", "MARJORIE"]),
    ("MART", &["MARTIN", "MARTINE"]),
    ("MAT", &["MATEO", "MATHIAS", "MATHIEU", "MATHILDE", "MATHIS", "MATTEO", "MATTHIAS", "MATTHIEU"]),
    ("MATH", &["MATHIAS", "MATHIEU", "MATHILDE", "MATHIS", "MATTHIAS", "MATTHIEU"]),
    ("MATHI", &["MATHILDE"]),
    ("MATT", &["MATTEO", "MATTHEW", "MATTHIAS", "MATTHIEU"]),
    ("MAX", &["MAXENCE", "MAXIM", "MAXIME", "MAXIMILIAN", "MAXIMILIEN", "MAXIMILIENNE", "MAXIMIN"]),
    ("MED", &["MOHAMED", "MOHAMMED", "MOUHAMED"]),
    ("MEG", &["MARGARET", "MEGANE"]),
    ("MEL", &["MELANIE", "MELINA", "MELINDA", "MELISSA", "MELODIE", "MELVIN", "MELVYN"]),
    ("MELI", &["MELANIE", "MELISSA"]),
    ("MHD", &["MOHAMED", "MOHAMMED", "MOUHAMED"]),
    ("MHED", &["MOHAMED", "MOHAMMED", "MOUHAMED"]),
    ("MICHA", &["MICHAEL", "MIKHAIL"]),
    ("MICK", &["MICHAEL", "MICHEL", "MICKAEL"]),
    ("MICKY", &["MICHEL", "MICKAEL"]),
    ("MIKA", &["MICHAEL", "MICKAEL", "MIKAEL"]),
    ("MIKE", &["MICHAEL", "MICHEL", "MICKAEL", "MIKAEL"]),
    ("MIMI", &["EMILIE", "MARIE", "MICHEL", "MICHELE", "MICHELLE", "MIREILLE", "MYRIAM"]),
    ("MIMIE", &["EMILIE"]),
    ("MO", &["MOHAMED", "MOHAMMED", "MORGAN", "MORGANE", "MOUHAMED"]),
    ("MOHA", &["MOHAMED", "MOHAMMED", "MOUHAMED"]),
    ("MOHD", &["MOHAMED", "MOHAMMED", "MOUHAMED"]),
    ("MOMO", &["MAURICE", "MOHAMED", "MOHAMMED", "MOUHAMED", "MOUSSA"]),
    ("MONI", &["MONIQUE"]),
    ("MOUSS", &["MOUSSA", "MOUSTAPHA", "MUSTAFA", "MUSTAPHA"]),
    ("MUSS", &["MUSTAFA", "MUSTAPHA"]),
    ("NADI", &["NADEGE", "NADIA", "NADINE"]),
    ("NAT", &["NATACHA", "NATALIA", "NATHALIE", "NATHAN", "NATHANAEL", "NATHANIEL"]),
    ("NATH", &["NATHALIE", "NATHAN", "NATHANAEL", "NATHANIEL"]),
    ("NATOU", &["NATACHA", "NATHALIE"]),
    ("NESS", &["VANESSA"]),
    ("NIC", &["NICOLAS", "NICOLE"]),
    ("NICK", &["NICOLAS"]),
    ("NICKY", &["NICOLAS", "NICOLE"]),
    ("NICO", &["NICODEME", "NICOLAS", "NICOLE"]),
    ("NINI", &["EUGENIE", "VIRGINIE"]),
    ("OCE", &["OCEANE"]),
    ("OLI", &["OLIVER", "OLIVIA", "OLIVIER"]),
    ("OLIVE", &["OLIVIA", "OLIVIER"]),
    ("OLLIE", &["OLIVER", "OLIVIER"]),
    ("OUSS", &["OUSMANE", "OUSSAMA"]),
    ("PACO", &["FRANCISCO"]),
    ("PAM", &["PAMELA"]),
    ("PAT", &["PATRICE", "PATRICIA", "PATRICK"]),
    ("PATOU", &["PATRICIA", "PATRICK"]),
    ("PAULO", &["PAUL"]),
    ("PEGGY", &["MARGUERITE"]),
    ("PHIL", &["PHILEMON", "PHILIP", "PHILIPPE", "PHILIPPINE", "PHILOMENE"]),
    ("PHILOU", &["PHILIPPE"]),
    ("PIERROT", &["PIERRE"]),
    ("PJ", &["PIERREJEAN"]),
    ("PY", &["PIERREYVES"]),
    ("QUENT", &["QUENTIN"]),
    ("RAF", &["RAFAEL", "RAPHAEL", "RAPHAELLE"]),
    ("RAFA", &["RAFAEL", "RAPHAEL"]),
    ("RAPH", &["RAPHAEL", "RAPHAELLE"]),
    ("RAPHA", &["RAPHAEL", "RAPHAELLE"]),
    ("RIC", &["ERIC", "RICHARD"]),
    ("RICHIE", &["RICHARD"]),
    ("RICO", &["ENRICO", "ERIC", "FEDERICO", "FREDERICO", "RICARDO"]),
    ("ROB", &["ROBERT", "ROBERTO", "ROBIN"]),
    ("ROBBY", &["ROBERT"]),
    ("ROM", &["ROMAIN", "ROMANE", "ROMUALD"]),
    ("ROMU", &["ROMUALD"]),
    ("ROX", &["ROXANE", "ROXANNE"]),
    ("ROXY", &["ROXANE", "ROXANNE"]),
    ("SAB", &["SABINE", "SABRINA"]),
    ("SALO", &["SALOME"]),
    ("SAM", &["SAMANTHA", "SAMI", "SAMIA", "SAMIR", "SAMIRA", "SAMUEL", "SAMY"]),
    ("SAMMY", &["SAMUEL"]),
    ("SAMY", &["SAMIR", "SAMUEL"]),
    ("SANDRO", &["ALESSANDRO"]),
    ("SANDY", &["SANDRA", "SANDRINE"]),
    ("SEB", &["SEBASTIAN", "SEBASTIEN"]),
    ("SEV", &["SEVERIN", "SEVERINE"]),
    ("SIMO", &["MOHAMED"]),
    ("SOF", &["SOPHIA", "SOPHIE"]),
    ("SOLE", &["SOLEDAD", "SOLENE", "SOLENNE"]),
    ("SOPH", &["SOPHIA", "SOPHIE"]),
    ("STAN", &["STANISLAS"]),
    ("STEF", &["STEFANIE", "STEPHANE", "STEPHANIE"]),
    ("STEPH", &["STEPHAN", "STEPHANE", "STEPHANIE", "STEPHEN"]),
    ("STEVE", &["STEPHANE", "STEPHEN", "STEVEN"]),
    ("SUZIE", &["SUZANNE"]),
    ("SUZON", &["SUZANNE"]),
    ("SUZY", &["SUZANNE"]),
    ("SYL", &["SYLVAIN", "SYLVESTRE", "SYLVIANE", "SYLVIE"]),
    ("TED", &["EDOUARD", "THEODORE"]),
    ("TEDDY", &["EDOUARD", "THEODORE"]),
    ("THEO", &["THEODORA", "THEODORE", "THEOPHANE", "THEOPHILE", "THEOTIME"]),
    ("THIB", &["THIBAUD", "THIBAULT", "THIBAUT"]),
    ("THIBO", &["THIBAUD", "THIBAULT", "THIBAUT"]),
    ("THOM", &["THOMAS"]),
    ("TIBO", &["THIBAUD", "THIBAULT", "THIBAUT"]),
    ("TIF", &["TIFFANY", "TIPHAINE"]),
    ("TIM", &["TIMEO", "TIMOTHE", "TIMOTHEE", "TIMOTHY"]),
    ("TIMO", &["TIMOTHE", "TIMOTHEE", "TIMOTHY"]),
    ("TIPH", &["TIPHAINE"]),
    ("TOM", &["THOMAS", "TOMAS", "TOMMY"]),
    ("TOMMY", &["THOMAS", "TOMAS"]),
    ("TONI", &["ANTHONY", "ANTOINE", "ANTONIO", "ANTONY"]),
    ("TONIO", &["ANTONIO"]),
    ("TONY", &["ANTHONY", "ANTOINE", "ANTONIN", "ANTONIO", "ANTONY"]),
    ("TRIST", &["TRISTAN"]),
    ("VAL", &["VALENTIN", "VALENTINA", "VALENTINE", "VALERIAN", "VALERIE", "VALERY"]),
    ("VALE", &["VALENTIN", "VALENTINE", "VALERIA", "VALERIE"]),
    ("VANE", &["VANESSA"]),
    ("VERO", &["VERONICA", "VERONIQUE"]),
    ("VIC", &["VICTOIRE", "VICTOR", "VICTORIA", "VICTORIEN"]),
    ("VICKY", &["VICTOIRE", "VICTORIA"]),
    ("VINCE", &["VINCENT", "VINCENZO"]),
    ("VINI", &["VINCENT"]),
    ("VIRG", &["VIRGILE", "VIRGINIE"]),
    ("VIV", &["VIVIANE", "VIVIEN", "VIVIENNE"]),
    ("VLAD", &["VLADIMIR"]),
    ("WILF", &["WILFRID", "WILFRIED"]),
    ("WILL", &["WILFRID", "WILFRIED", "WILLIAM"]),
    ("WILLY", &["WILFRID", "WILFRIED", "WILLIAM"]),
    ("XAV", &["XAVIER"]),
    ("YOH", &["YOHAN", "YOHANN"]),
    ("YOUS", &["YOUCEF", "YOUSSEF", "YOUSSOUF"]),
    ("YOUSS", &["YOUCEF", "YOUSSEF", "YOUSSOUF"]),
    ("ZAC", &["ZACHARIA", "ZACHARIE"]),
    ("ZACK", &["ZACHARIE", "ZACHARY"]),
    ("ZAK", &["ZAKARIA", "ZAKARYA"]),
    ("ZAKI", &["ZAKARIA", "ZAKARYA"]),
    ("ZAZA", &["ELISABETH", "ISABELLE"]),
];

#[cfg(test)]
mod tests {
    use super::super::{fold, joined};
    use super::*;

    #[test]
    fn the_table_is_sorted_and_folded() {
        assert!(SHORT_FORMS.is_sorted_by(|a, b| a.0 < b.0));
        for (short, fulls) in SHORT_FORMS {
            assert!(fulls.is_sorted_by(|a, b| a < b), "{short}");
            assert!(!fulls.is_empty() && !fulls.contains(short), "{short}");
            for name in fulls.iter().chain([short]) {
                assert_eq!(*name, joined(&fold(name)));
            }
        }
    }

    #[test]
    fn knows_usual_short_forms() {
        for pair in [
            "ALEX ALEXANDRE",
            "ALEX ALEXIS",
            "THEO THEOPHILE",
            "SEB SEBASTIEN",
            "FRED FREDERIQUE",
            "MANU EMMANUEL",
            "NICO NICOLAS",
            "GREG GREGORY",
            "STEPH STEPHANIE",
            "CATHY CATHERINE",
            "DOMI DOMINIQUE",
            "ISA ISABELLE",
            "VERO VERONIQUE",
            "MAX MAXIMILIEN",
            "TOM THOMAS",
            "BEN BENOIT",
            "SAM SAMUEL",
            "JB JEANBAPTISTE",
        ] {
            let (short, full) = pair.split_once(' ').unwrap();
            assert!(share_diminutive(short, full) && share_diminutive(full, short), "{pair}");
            assert!(short_forms(full).any(|found| found == short), "{pair}");
        }
    }

    #[test]
    fn keeps_other_names_apart() {
        for pair in
            ["LEO LEA", "ALEX ALEX", "SANDRINE ALEXANDRA", "JEAN JEANBAPTISTE", "CATH CATHY", "LOUIS LOUISE", " ALEX"]
        {
            let (a, b) = pair.split_once(' ').unwrap();
            assert!(!share_diminutive(a, b) && !share_diminutive(b, a), "{pair}");
        }
        assert!(full_forms("MARTIN").is_empty() && full_forms("").is_empty());
    }
}
