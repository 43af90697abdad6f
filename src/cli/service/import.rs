//! `rapproche import`: a base, a configuration, rules, a list of the ENT's, into the service's database.

use std::sync::Arc;

use rapproche::cas::configuration::Configuration;
use rapproche::formats::{ColumnMap, Input, ReadOptions, Reading, SettingsError, describe_io_error, read_population};
use rapproche::identity::{Lang, Side};
use rapproche::matching::RuleSet;
use rapproche::report::notice_lines;
use rapproche::service::{ImportReport, School, Service, ServiceError, kept_configuration};
use rapproche::store::{Store, StoreError};

use super::args::ImportArguments;
use super::told::{imported, planned, reconciled};
use super::{ACTOR, block_on, open, served, service, stored};
use crate::cli::settings::{check_school, rules};
use crate::cli::stop::{Exit, Stop};
use crate::cli::{pick, terminal};

pub(super) fn run(typed: &ImportArguments, lang: Lang) -> Result<Exit, Stop> {
    let uai = typed.school.trim().to_uppercase();
    check_school(&uai, false, lang)?;
    let refused = |error: SettingsError| Stop::usage(error.message(lang));
    let columns = typed.columns.as_deref().map(ColumnMap::read).transpose().map_err(refused)?;
    let options = ReadOptions { columns: columns.unwrap_or_default(), lang, ..ReadOptions::default() };
    let configuration = typed
        .config
        .as_deref()
        .map(|path| Configuration::read(path).map_err(|error| Stop::usage(error.message(lang))))
        .transpose()?;
    let rules = typed.rules.as_deref().map(|name| rules_text(name, lang)).transpose()?;
    let read = |side, arguments: &[String]| -> Result<Option<Reading>, Stop> {
        let inputs: Vec<Input> =
            arguments.iter().map(|text| text.parse().map_err(refused)).collect::<Result<_, _>>()?;
        if inputs.is_empty() {
            return Ok(None);
        }
        read_population(side, &inputs, &options).map(Some).map_err(|error| Stop::unreadable(error.message(lang)))
    };
    let (base, cas) = (read(Side::Base, &typed.base)?, read(Side::Cas, &typed.cas)?);
    let job = Job { uai, name: typed.name.clone(), configuration, rules, base, cas };
    block_on(
        async {
            let database = &typed.database.database;
            let said = if typed.dry_run && !Store::is_there(database) {
                job.preview_of_new(lang)
            } else {
                let store = open(database, lang).await?;
                let said = if typed.dry_run {
                    job.preview(&store, lang).await?
                } else {
                    job.run(&store, typed.force, lang).await?
                };
                store.close().await;
                said
            };
            terminal::print(lang, &(job.remarks(lang) + &said))?;
            Ok(Exit::Done)
        },
        lang,
    )
}

/// What was asked for, read and checked.
pub(super) struct Job {
    pub(super) uai: String,
    pub(super) name: Option<String>,
    pub(super) configuration: Option<Configuration>,
    pub(super) rules: Option<String>,
    pub(super) base: Option<Reading>,
    pub(super) cas: Option<Reading>,
}

impl Job {
    /// What is the matter with the files, a line for each kind.
    fn remarks(&self, lang: Lang) -> String {
        let readings = [&self.base, &self.cas].into_iter().flatten();
        readings.flat_map(|reading| notice_lines(reading, lang)).map(|line| line + "\n").collect()
    }

    /// What would change where nothing is known of the school.
    fn preview_of_new(&self, lang: Lang) -> String {
        let users = self.base.as_ref().map_or(0, |base| base.population.len());
        match lang {
            Lang::Fr => format!("{} : nouvel établissement ; utilisateurs : {users}.\n", self.uai),
            Lang::En => format!("{}: a new school; users: {users}.\n", self.uai),
        }
    }

    /// What would change. A list of the ENT's is held against the base that is there, without the one that comes with it.
    async fn preview(&self, store: &Store, lang: Lang) -> Result<String, Stop> {
        let known = store.revisions().await.map_err(|error| stored(&error, lang))?;
        if !known.iter().any(|(uai, _)| *uai == self.uai) {
            return Ok(self.preview_of_new(lang));
        }
        let service = service(store.clone(), lang).await?;
        let of_service = |error: ServiceError| served(&error, lang);
        let school = service.school(&self.uai).map_err(of_service)?;
        let mut said = String::new();
        if let Some(base) = &self.base {
            let plan = school.plan_import(&base.population, base.profiles()).await.map_err(of_service)?;
            said.push_str(&planned(&plan, lang));
        }
        if let Some(cas) = &self.cas {
            let list = cas.population.clone();
            let report = school.plan_reconciliation(list, Some(cas.profiles())).await.map_err(of_service)?;
            said.push_str(&reconciled(&report, lang));
        }
        Ok(said)
    }

    /// What else than lists was brought in.
    fn in_force(&self, lang: Lang) -> String {
        let parts = [
            (
                self.configuration.is_some(),
                pick(lang, "Configuration mise en vigueur.\n", "Configuration put in force.\n"),
            ),
            (self.rules.is_some(), pick(lang, "Règles mises en vigueur.\n", "Rules put in force.\n")),
            (self.name.is_some(), pick(lang, "Nom de l'établissement enregistré.\n", "Name of the school kept.\n")),
        ];
        parts.into_iter().filter(|(is_given, _)| *is_given).map(|(_, said)| said).collect()
    }

    /// Configuration and rules of a school that is at work. A door that is open is shut before its configuration is another, if that
    /// is forced.
    async fn put_in_force(&self, school: &School, is_forced: bool) -> Result<(), ServiceError> {
        if let Some(configuration) = &self.configuration {
            if is_forced && *configuration != school.configuration() {
                let shut = |kept: &mut Configuration| {
                    kept.published = false;
                    Ok(())
                };
                school.configure(ACTOR, None, shut).await?;
            }
            let replace = |kept: &mut Configuration| {
                *kept = configuration.clone();
                Ok(())
            };
            school.configure(ACTOR, None, replace).await?;
        }
        if let Some(rules) = &self.rules {
            school.use_rules(ACTOR, rules).await?;
        }
        Ok(())
    }

    /// Configuration and rules of a school that is new, or cannot be read as it is. Says so where it is new: a code that was mistyped
    /// makes one, too.
    async fn make_or_mend(&self, store: &Store, lang: Lang) -> Result<String, Stop> {
        let of_store = |error: StoreError| stored(&error, lang);
        let toml = |configuration: &Configuration| {
            configuration.to_toml().map_err(|error| Stop::usage(format!("TOML : {error}.")))
        };
        let name = self.name.as_deref().unwrap_or(&self.uai);
        let configuration = toml(self.configuration.as_ref().unwrap_or(&Configuration::default()))?;
        let rules = self.rules.as_deref().unwrap_or("standard");
        let known = store.revisions().await.map_err(of_store)?;
        let is_new = known.iter().all(|(uai, _)| *uai != self.uai);
        store.add_school(&self.uai, name, &configuration, rules).await.map_err(of_store)?;
        let mut change = store.change(&self.uai, ACTOR).await.map_err(of_store)?;
        if is_new {
            change.record("create", &serde_json::json!({})).await.map_err(of_store)?;
        } else if let Some(name) = &self.name {
            change.set_name(name).await.map_err(of_store)?;
            change.record("name", &serde_json::json!({})).await.map_err(of_store)?;
        }
        let before = change.configuration().await.map_err(of_store)?;
        if self.configuration.is_some() && before != configuration {
            change.set_configuration(&configuration).await.map_err(of_store)?;
            let kept = kept_configuration(&before, &configuration);
            let decision = change.add_decision("configure", None, &kept).await.map_err(of_store)?;
            change
                .record("configure", &serde_json::json!({ "decision": decision, "parts": ["configuration"] }))
                .await
                .map_err(of_store)?;
        }
        if self.rules.is_some() && change.rules().await.map_err(of_store)? != rules {
            change.set_rules(rules).await.map_err(of_store)?;
            change.record("rules", &serde_json::json!({})).await.map_err(of_store)?;
        }
        change.commit().await.map_err(of_store)?;
        Ok(match lang {
            _ if !is_new => String::new(),
            Lang::Fr => format!("Nouvel établissement : {}.\n", self.uai),
            Lang::En => format!("A new school: {}.\n", self.uai),
        })
    }

    pub(super) async fn run(&self, store: &Store, is_forced: bool, lang: Lang) -> Result<String, Stop> {
        let of_store = |error: StoreError| stored(&error, lang);
        let of_service = |error: ServiceError| served(&error, lang);
        // Before anything is changed. A school that cannot be read as it is may be one whose configuration is to be mended.
        let known = match Service::open(store.clone()).await {
            Ok(service) => service.school(&self.uai).ok(),
            Err(_) => None,
        };
        if let (Some(base), Some(school)) = (&self.base, &known) {
            let plan = school.plan_import(&base.population, base.profiles()).await.map_err(of_service)?;
            check_vanishing(&plan.report, is_forced, lang)?;
        }
        let former_name = known.as_ref().map(|school| school.name());
        let of_new = match known {
            Some(school) => {
                self.put_in_force(&school, is_forced).await.map_err(|error| match error {
                    ServiceError::Published => open_door(lang),
                    error => of_service(error),
                })?;
                String::new()
            }
            None => self.make_or_mend(store, lang).await?,
        };
        if let Some(name) = self.name.as_ref().filter(|name| former_name.is_some_and(|former| former != **name)) {
            let mut change = store.change(&self.uai, ACTOR).await.map_err(of_store)?;
            change.set_name(name).await.map_err(of_store)?;
            change.record("name", &serde_json::json!({})).await.map_err(of_store)?;
            change.commit().await.map_err(of_store)?;
        }
        let service = Service::open(store.clone()).await.map_err(of_service)?;
        let school = service.school(&self.uai).map_err(of_service)?;
        let mut said = of_new + &self.in_force(lang);
        if let Some(base) = &self.base {
            let report = school.import(ACTOR, &base.population, base.profiles()).await.map_err(of_service)?;
            said.push_str(&imported(&report, lang));
        }
        if let Some(cas) = &self.cas {
            let list = cas.population.clone();
            let report = school.reconcile(ACTOR, list, Some(cas.profiles()), Arc::new(())).await.map_err(of_service)?;
            said.push_str(&reconciled(&report, lang));
        }
        Ok(said)
    }
}

/// A list that is only part of the base, taken for all of it, would lock half the school out.
fn check_vanishing(report: &ImportReport, is_forced: bool, lang: Lang) -> Result<(), Stop> {
    if is_forced || !report.loses_most() {
        return Ok(());
    }
    let (vanished, before) = (report.vanished, report.before());
    Err(Stop::usage(match lang {
        Lang::Fr => format!(
            "{vanished} utilisateurs sur {before} ne sont plus dans ces fichiers ; rien n'a été changé. Donnez tous les fichiers de la \
             base, ou confirmez avec --force : ils seront gardés de côté, avec leur identifiant."
        ),
        Lang::En => format!(
            "{vanished} of {before} users are in these files no more; nothing was changed. Give all files of the base, or confirm \
             with --force: they will be kept aside, with their ids."
        ),
    }))
}

fn open_door(lang: Lang) -> Stop {
    Stop::usage(match lang {
        Lang::Fr => "--config : l'entrée par l'ENT est ouverte, et rien n'a été changé. Fermez-la (page «Configuration»), ou confirmez avec \
                     --force : elle sera fermée, puis ouverte si le fichier le dit."
            .to_owned(),
        Lang::En => "--config: the door is open to the ENT, and nothing was changed. Shut it (page «Configuration»), or confirm with --force: \
                     it will be shut, then opened if the file says so."
            .to_owned(),
    })
}

/// A shipped set by its name, a file by its text.
fn rules_text(argument: &str, lang: Lang) -> Result<String, Stop> {
    rules(argument, lang)?;
    if RuleSet::named(argument).is_ok() {
        return Ok(argument.to_owned());
    }
    std::fs::read_to_string(argument)
        .map_err(|error| Stop::usage(format!("{argument} : {}.", describe_io_error(&error, lang))))
}
