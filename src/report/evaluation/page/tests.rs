//! The page as a whole.

use std::time::Duration;

use super::*;
use crate::evaluation::assessment::{Cost, Decided, Judged, Proposed};
use crate::identity::{Entry, Profile};
use crate::matching::{Comparison, Field, Level};
use crate::reconcile::{Reason, RuleSetId};
use crate::report::example::{School, comparison, school};

fn proposed(user: u32, probability: f64, comparison: Comparison) -> Option<Proposed> {
    Some(Proposed { user, probability, comparison, lead: Some(Weight(320)) })
}

fn judged(cas: u32, truth: Option<u32>, decided: Decided, best: Option<Proposed>) -> Judged {
    Judged { cas, profile: Profile::Pupils, case: 1, truth, decidable: true, decided, best, right: None }
}

/// A right link, a wrong one with the right user below it, a missed one, one that is not in the base.
pub(super) fn assessment(name: &str) -> Assessment {
    let weak = comparison(&[(Field::BirthDate, Level::OneDigit, -320)]);
    let mut wrong = judged(3, Some(3), Decided::Linked(2), proposed(2, 0.97, comparison(&[])));
    wrong.right = proposed(3, 0.02, weak);
    Assessment {
        rules: RuleSetId { name: name.into(), version: "1".into(), fingerprint: "0123456789abcdef".into() },
        judged: vec![
            judged(0, Some(0), Decided::Linked(0), proposed(0, 0.9999, comparison(&[]))),
            wrong,
            judged(5, Some(5), Decided::Failed(Reason::BelowThreshold), proposed(5, 0.6, weak)),
            judged(9, None, Decided::Failed(Reason::NoCandidate), None),
        ],
        cases: vec![String::new(), "typo</script>".into()],
        expected_wrong: 0.03,
        cost: Cost { elapsed: Duration::from_millis(40), peak_memory: Some(50 << 20) },
    }
}

fn study<'a>(school: &'a School, judged: &'a [JudgedRules<'a>]) -> Study<'a> {
    let lang = Lang::Fr;
    let (version, generated_at) = ("0.1.0", "2025-09-01T08:30:00");
    Study { base: &school.base, cas: &school.cas, truth: "verite.csv", judged, lang, version, generated_at }
}

fn rules(assessment: &Assessment) -> JudgedRules<'_> {
    JudgedRules { assessment, threshold: Some(Weight(1650)) }
}

/// Every picture has its words, every id is used once, and nothing is not a number.
fn check(page: &str) {
    assert!(!page.contains("NaN") && !page.contains("inf\""), "a number that is none");
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("</script>").count(), 1);
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id is used twice");
    for drawing in page.split("role=\"img\"").skip(1) {
        let head = drawing.split("</desc>").next().unwrap();
        assert!(head.contains("<title id=") && head.contains("<desc id="), "{head:.200}");
    }
    for address in ["http://", "https://", "src=", "url("] {
        assert!(!page.contains(address), "loads {address}");
    }
}

#[test]
fn tells_what_happened_in_words() {
    let (school, one) = (school(), assessment("standard"));
    let page = page(&study(&school, &[rules(&one)]), &[]);
    check(&page);
    for text in [
        "1 lien juste sur 3 possibles, 1 lien faux (au plus 1 sur 1 à 95 %)",
        "Sans lien : Ressemblance insuffisante ; en vérité LEFÈVRE Chloé (IDPN 1006).",
        "liens faux : 1, tous montrés",
        "typo&lt;/script&gt;",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("McNemar"), "one rule set has nobody to be compared with");
}

#[test]
fn hostile_names_stay_text() {
    let mut school = school();
    let family = "</script><script>alert(1)</script>";
    let row = school.cas.push(Entry {
        id: "\"><img src=x>",
        family,
        given: "<svg onload=x>",
        extras: &["", ""],
        ..Entry::default()
    });
    let mut one = assessment("</style><b>");
    one.judged[2].cas = row;
    let page = page(&study(&school, &[rules(&one)]), &[]);
    assert_eq!(page.matches("</script>").count(), 1);
    assert_eq!(page.matches("</style>").count(), STYLE.len());
    assert!(page.contains("&lt;svg onload=x&gt;") && !page.contains("<svg onload") && !page.contains("<img"));
}

#[test]
fn holds_for_any_number_of_rule_sets_and_for_none_to_judge() {
    let school = school();
    let sets: Vec<Assessment> = ["strict", "standard", "standard", "a", "b"].map(assessment).into();
    let many: Vec<JudgedRules<'_>> = sets.iter().map(rules).collect();
    let text = page(&study(&school, &many), &[]);
    check(&text);
    assert!(text.contains("standard (2)") && text.contains("standard (3)"), "namesakes are told apart");
    let mut empty = assessment("standard");
    empty.judged.clear();
    let text = page(&study(&school, &[JudgedRules { assessment: &empty, threshold: None }]), &[]);
    check(&text);
    assert!(text.contains("rien à mesurer"));
    check(&page(&Study { lang: Lang::En, ..study(&school, &[]) }, &[]));
}

#[test]
fn a_large_page_says_what_it_leaves_out() {
    let school = school();
    let mut one = assessment("standard");
    let missed = one.judged[2].clone();
    one.judged.extend(std::iter::repeat_n(missed, 3000));
    let text = page(&study(&school, &[rules(&one)]), &[]);
    check(&text);
    assert!(text.len() < MOST_BYTES + 500_000, "{} bytes", text.len());
    assert!(text.contains("liens manqués : 3\u{202f}001, dont "), "says so");
    assert!(text.contains("liens faux : 1, tous montrés"), "the gravest first");
}

#[test]
fn doubts_stand_before_the_figures() {
    let (school, one) = (school(), assessment("standard"));
    let doubts = [Doubt::NoSuchUser { count: 7, idpn: "99<".into(), line: 3 }];
    let text = page(&study(&school, &[rules(&one)]), &doubts);
    check(&text);
    let at = |needle: &str| text.find(needle).unwrap_or_else(|| panic!("{needle} is missing"));
    assert!(at("ligne 3 : IDPN 99&lt;") < at("id=\"measures-title\""));
}
