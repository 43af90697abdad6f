//! The configuration of a school, changed while the school is at work.
//!
//! Role: one change, one transaction: the new configuration, the decision that takes it back, the audit's entry. Input: what
//! the administrator has seen, by its fingerprint, and what is to be changed, as a function. Output: the number of the decision.
//! Invariants: what contradicts itself is never in force; while publication is on nothing changes but the publication; of two
//! administrators one is told that the other was faster; what is the same already leaves no trace.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::error::ServiceError;
use super::school::{School, read_rules};
use super::undo::Detail;
use crate::cas::configuration::{Configuration, ConfigurationError};
use crate::hexadecimal::hexadecimal;
use crate::store::StoreError;

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Configured<T> {
    /// By which it is taken back; none where there was nothing to change.
    pub decision: Option<i64>,
    /// What the change itself says.
    pub value: T,
}

/// Which parts changed, by their keys in the file; never what they hold.
#[derive(Serialize)]
struct Audited {
    decision: i64,
    parts: Vec<String>,
}

impl Configuration {
    /// Stands for all of it: a page carries it to say what it was made from.
    pub fn fingerprint(&self) -> String {
        // Of the text that is written of these values, not of the one that was read: order and comments do not matter.
        hexadecimal(&Sha256::digest(self.to_toml().unwrap_or_default())[..16])
    }
}

impl School {
    /// Changes the configuration, in the name of `actor`, who has seen the one of the fingerprint `seen`; `None` for what is to be
    /// done whatever has changed meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it has changed since it was seen; [`ServiceError::Published`] when publication is on and anything
    /// else would change; [`ServiceError::Configuration`] when the result contradicts itself; what `change` says.
    pub async fn configure<T>(
        &self,
        actor: &str,
        seen: Option<&str>,
        change: impl FnOnce(&mut Configuration) -> Result<T, ServiceError>,
    ) -> Result<Configured<T>, ServiceError> {
        let _alone = self.writing.lock().await;
        let mut writing = self.store.change(self.uai(), actor).await?;
        let before = self.up_to_date(writing.revision()).await?.configuration.clone();
        if seen.is_some_and(|seen| seen != before.fingerprint()) {
            return Err(StoreError::Changed.into());
        }
        let mut after = before.clone();
        let value = change(&mut after)?;
        if after == before {
            return Ok(Configured { decision: None, value });
        }
        check_publication(&before, &after)?;
        let found = after.inconsistencies();
        if !found.is_empty() {
            let file = self.uai().to_owned();
            return Err(ServiceError::Configuration(Box::new(ConfigurationError::Inconsistent { file, found })));
        }
        // Writing these types cannot fail; if it does, nothing is changed.
        let toml = |configuration: &Configuration| configuration.to_toml().map_err(|_| ServiceError::Interrupted);
        let (old, new) = (toml(&before)?, toml(&after)?);
        let parts = changed_parts(&old, &new);
        let action = match (before.published, after.published) {
            (false, true) => "publish",
            (true, false) => "unpublish",
            _ => "configure",
        };
        writing.set_configuration(&new).await?;
        let detail = Detail::Configuration { before: old, after: new };
        let decision = writing.add_decision(action, None, &detail.to_json()).await?;
        writing.record(action, &Audited { decision, parts }).await?;
        self.commit_all(writing).await?;
        Ok(Configured { decision: Some(decision), value })
    }

    /// Puts other rules in force, in the name of `actor`: a shipped set by its name, or the text of a file. Returns the decision by
    /// which that is taken back; none where they are in force already.
    ///
    /// # Errors
    /// [`ServiceError::Rules`] when they cannot be read, [`ServiceError::Store`]; then nothing was changed.
    pub async fn use_rules(&self, actor: &str, rules: &str) -> Result<Option<i64>, ServiceError> {
        read_rules(rules)?;
        let _alone = self.writing.lock().await;
        let mut change = self.store.change(self.uai(), actor).await?;
        let before = change.rules().await?;
        if before == rules {
            return Ok(None);
        }
        change.set_rules(rules).await?;
        let detail = Detail::Rules { rules_before: before, rules_after: rules.to_owned() };
        let decision = change.add_decision("rules", None, &detail.to_json()).await?;
        change.record("rules", &Audited { decision, parts: Vec::new() }).await?;
        self.commit_all(change).await?;
        Ok(Some(decision))
    }
}

/// Nothing but the publication changes while publication is on.
pub(super) fn check_publication(before: &Configuration, after: &Configuration) -> Result<(), ServiceError> {
    let is_only_publication = || Configuration { published: true, ..after.clone() } == *before;
    if before.published && !is_only_publication() { Err(ServiceError::Published) } else { Ok(()) }
}

/// The keys of the file whose values differ: `publication`, `espaces`, `cas`.
fn changed_parts(old: &str, new: &str) -> Vec<String> {
    let read = |text: &str| toml::from_str::<toml::Table>(text).unwrap_or_default();
    let (old, new) = (read(old), read(new));
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).filter(|&key| old.get(key) != new.get(key)).collect();
    keys.sort();
    keys.dedup();
    keys.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_that_changed_are_named_and_not_shown() {
        let public_url = Some(crate::cas::model::RootAddress::parse("https://pronote.example/").unwrap());
        let changed = Configuration { published: true, public_url, ..Configuration::default() };
        let text = |configuration: &Configuration| configuration.to_toml().unwrap();
        let parts = changed_parts(&text(&Configuration::default()), &text(&changed));
        assert_eq!(parts, ["publication", "url_publique"]);
        assert_ne!(changed.fingerprint(), Configuration::default().fingerprint());
    }
}
