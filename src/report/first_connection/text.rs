//! A first connection in text.

use crate::cas::response::{AssertedIdentity, Validated};
use crate::first_connection::{Access, Admission, Basis, Case, Drift, Evidence, FirstConnection, Outcome, Refusal};
use crate::identity::{Lang, Person, printable};
use crate::matching::decision::{Candidate, Reason};
use crate::reconcile::RuleSetId;
use crate::report::explain::{comparison_rows, explain_candidates, table};
use crate::report::number;
use crate::report::side_by_side::{full_name, postcode};
use crate::report::words::{self, colon, pick};

use super::correction::correction_text;
use super::people::{One, identity_of};
use super::remedy::own_remedy;
use super::summary::Counts;
use super::{Visit, threshold};

/// Less likely candidates than this, 0–1, would only tire; the JSON has them all.
const LEAST_PROBABILITY: f64 = 0.001;

/// What became of one visit: the outcome, whom it is about field by field, what the administrator can do, and what the
/// person is told.
pub fn visit_text(visit: &Visit<'_>, resolver: &FirstConnection, lang: Lang) -> String {
    let mut teller = Teller { resolver, lang, text: String::new() };
    teller.line(visit.name);
    let identity = visit.reply.ok().and_then(|reply| identity_of(reply, resolver).ok());
    match visit.reply {
        Ok(reply) => teller.asserted(reply, identity.as_ref(), visit.outcome),
        Err(error) => teller.line(&error.message(lang)),
    }
    let one = identity.as_ref().map(|identity| One::new(identity, ""));
    teller.outcome(visit.outcome, one.as_ref().map(One::person));
    let corrected =
        identity.as_ref().zip(visit.correction).map(|(identity, (typed, _))| One::new(&typed.applied_to(identity), ""));
    let person = one.as_ref().map(One::person);
    match visit.outcome {
        Outcome::Granted(admission) | Outcome::Linked(admission) => {
            teller.admission(admission, person, corrected.as_ref().map(One::person));
        }
        Outcome::Failed(refusal) => teller.refusal(refusal, person),
        Outcome::NeedsPronoteLogin { .. } => {}
    }
    if let Some(identity) = &identity {
        teller.text += &correction_text(visit, resolver, identity, lang);
    }
    let told = pick(lang, "Dit à la personne", "Told to the person");
    teller.text += &format!("\n{told}{}{}\n", colon(lang), visit.answer(resolver).message(lang));
    teller.text
}

/// One line: how many replies ended how.
pub fn counts_text(counts: &Counts, lang: Lang) -> String {
    let Counts { linked, granted, needs_pronote_login, failed, reasons } = counts;
    let total = linked + granted + needs_pronote_login + failed;
    let mut text = match lang {
        Lang::Fr => format!(
            "{total} réponses : rapprochements {linked}, identifiants connus {granted}, \
             connexions à PRONOTE demandées {needs_pronote_login}, échecs {failed}"
        ),
        Lang::En => format!(
            "{total} replies: linked {linked}, known ids {granted}, \
             logins to PRONOTE asked for {needs_pronote_login}, failures {failed}"
        ),
    };
    let reasons: Vec<String> = reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
    if !reasons.is_empty() {
        text += &format!(" ({})", reasons.join(", "));
    }
    text + ".\n"
}

/// The text as it grows.
struct Teller<'a> {
    resolver: &'a FirstConnection,
    lang: Lang,
    text: String,
}

impl Teller<'_> {
    /// One line, whatever is in it.
    fn line(&mut self, line: &str) {
        self.text.push_str(&printable(line));
        self.text.push('\n');
    }

    /// Who is at the door, as the CAS server says.
    fn asserted(&mut self, reply: &Validated, identity: Option<&AssertedIdentity>, outcome: &Outcome) {
        let lang = self.lang;
        let mut parts = Vec::new();
        if let Some(identity) = identity {
            let one = One::new(identity, "");
            let person = one.person();
            parts.push(full_name(person));
            if !identity.birth_family.is_empty() {
                parts.push(format!("{} {}", pick(lang, "nom de naissance", "birth name"), identity.birth_family));
            }
            let date = match &identity.birth_date {
                Ok(date) => date.to_string(),
                Err(_) => self.sent(reply, &self.resolver.policy().attributes().birth_date),
            };
            if !date.is_empty() {
                parts.push(format!("{} {date}", pick(lang, "né(e) le", "born")));
            }
            parts.push(postcode(identity.postcode, lang));
            parts.extend(identity.profile_values.iter().map(|value| format!("«{value}»")));
            parts.extend(identity.schools.iter().map(|code| format!("UAI {code}")));
        }
        let policy = self.resolver.policy();
        if let Some(attribute) = policy.identifier_attribute() {
            let sent = self.sent(reply, attribute);
            if !sent.is_empty() {
                parts.push(format!("{attribute} {sent}"));
            }
        }
        if let Some(id) = id_of(outcome) {
            parts.push(format!("{} {id}", pick(lang, "identifiant", "id")));
        }
        parts.retain(|part| !part.is_empty());
        if parts.is_empty() {
            parts.push(pick(lang, "aucune", "none").to_owned());
        }
        let title = pick(lang, "Identité CAS", "CAS identity");
        self.line(&format!("{title}{}{}", colon(lang), parts.join(", ")));
        // Two names, two ids or none: the reply says why it is of no use.
        let policy = self.resolver.policy();
        let problems = [reply.common_id(policy.id_attribute()).err(), identity_of(reply, self.resolver).err()];
        for problem in problems.into_iter().flatten() {
            self.line(&problem.message(lang));
        }
    }

    /// The values of an attribute, as they were sent.
    fn sent(&self, reply: &Validated, attribute: &str) -> String {
        reply.attributes.raw(attribute).collect::<Vec<_>>().join(" / ")
    }

    fn outcome(&mut self, outcome: &Outcome, person: Option<Person<'_>>) {
        let lang = self.lang;
        let title =
            format!("{}{}{}", pick(lang, "Issue", "Outcome"), colon(lang), super::words::outcome(outcome, lang));
        match outcome {
            Outcome::Failed(refusal) => {
                let reason = refusal.reason;
                self.line(&format!("{title}, {} ({reason})", words::reason(reason, lang)));
                let to_do = pick(lang, "À faire", "To do");
                self.line(&format!("{to_do}{}{}", colon(lang), own_remedy(refusal, person, self.resolver, lang)));
            }
            _ => self.line(&format!("{title} ({})", outcome.code())),
        }
    }

    fn admission(&mut self, admission: &Admission, asserted: Option<Person<'_>>, corrected: Option<Person<'_>>) {
        for access in &admission.accesses {
            self.access(access, asserted, corrected);
        }
        for case in &admission.refused {
            self.case(case, asserted);
        }
        for drift in &admission.drift {
            self.drift(drift, asserted);
        }
    }

    fn access(&mut self, access: &Access, asserted: Option<Person<'_>>, corrected: Option<Person<'_>>) {
        let lang = self.lang;
        let user = self.user(access.user);
        let profile = words::profile(access.profile, lang);
        let basis = super::words::basis(&access.basis, lang);
        self.line("");
        self.line(&format!("{profile}{}{user}, {basis}", colon(lang)));
        let (Basis::Identity(evidence) | Basis::CorrectedIdentity(evidence)) = &access.basis else { return };
        self.evidence(evidence);
        let person = if matches!(access.basis, Basis::CorrectedIdentity(_)) { corrected } else { asserted };
        if let Some(person) = person {
            let user = self.resolver.users().person(access.user);
            let rows = comparison_rows(person, user, &evidence.comparison, threshold(self.resolver), lang);
            self.text += &table(&rows);
        }
    }

    fn evidence(&mut self, evidence: &Evidence) {
        let lang = self.lang;
        let margin = match evidence.margin {
            None => pick(lang, "aucun autre candidat", "no other candidate").to_owned(),
            Some(margin) => format!("{} {}", pick(lang, "marge", "margin"), number::weight(margin, lang)),
        };
        let risk = number::percentage(evidence.risk, lang);
        let rules = RuleSetId::from(self.resolver.rules());
        self.line(&format!(
            "{} {rules}, {margin}, {} {risk}",
            pick(lang, "Règles", "Rules"),
            pick(lang, "risque", "risk")
        ));
    }

    fn refusal(&mut self, refusal: &Refusal, asserted: Option<Person<'_>>) {
        if let [only] = &refusal.cases[..] {
            // Its reason has just been told.
            if let Some(profile) = only.profile {
                let profile = words::profile(profile, self.lang);
                self.line(&format!("{}{}{profile}", pick(self.lang, "Profil", "Profile"), colon(self.lang)));
            }
            self.responsibility(only);
            self.candidates(&only.candidates, asserted);
        } else {
            for case in &refusal.cases {
                self.case(case, asserted);
            }
        }
    }

    fn case(&mut self, case: &Case, asserted: Option<Person<'_>>) {
        let lang = self.lang;
        if let Some(profile) = case.profile {
            let profile = words::profile(profile, lang);
            self.line("");
            self.line(&format!("{profile}{}{} ({})", colon(lang), words::reason(case.reason, lang), case.reason));
        }
        self.responsibility(case);
        self.candidates(&case.candidates, asserted);
    }

    /// What keeps a parent out.
    fn responsibility(&mut self, case: &Case) {
        let (lang, found) = (self.lang, case.candidates.first());
        if let Some(found) = found.filter(|_| case.reason == Reason::ParentWithoutAccess) {
            let guardianship = self.resolver.users().person(found.base).guardianship();
            let title = pick(lang, "Responsabilité dans la base", "Responsibility in the base");
            self.line(&format!("{title}{}{}", colon(lang), super::words::guardianship(guardianship, lang)));
        }
    }

    /// The best candidate, and those that are not quite impossible.
    fn candidates(&mut self, candidates: &[Candidate], asserted: Option<Person<'_>>) {
        let Some(asserted) = asserted else { return };
        let likely = candidates.iter().filter(|candidate| candidate.probability >= LEAST_PROBABILITY).count();
        let shown = likely.max(1).min(candidates.len());
        if shown > 0 {
            let (users, lang) = (self.resolver.users(), self.lang);
            let likely = &candidates[..shown];
            self.text += &explain_candidates(asserted, users, likely, threshold(self.resolver), lang);
        }
    }

    fn drift(&mut self, drift: &Drift, asserted: Option<Person<'_>>) {
        let lang = self.lang;
        let user = self.user(drift.user);
        self.line("");
        self.line(&match lang {
            Lang::Fr => format!("À vérifier : l'identité CAS s'écarte de la fiche de {user} ; rien n'est changé."),
            Lang::En => {
                format!("To check: the CAS identity has drifted from the record of {user}; nothing is changed.")
            }
        });
        if let Some(asserted) = asserted {
            let rows =
                comparison_rows(asserted, self.resolver.users().person(drift.user), &drift.comparison, None, lang);
            self.text += &table(&rows);
        }
    }

    /// `ABBRI Victoria (IDPN 1100000)`
    fn user(&self, row: crate::identity::Row) -> String {
        let user = self.resolver.users().person(row);
        format!("{} (IDPN {})", full_name(user), user.id())
    }
}

/// The common id, where there is one.
fn id_of(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Granted(admission) | Outcome::Linked(admission) => Some(&admission.id),
        Outcome::NeedsPronoteLogin { id } => Some(id),
        Outcome::Failed(refusal) => refusal.id.as_deref(),
    }
}
