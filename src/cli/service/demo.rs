//! The school of `rapproche serve --demo`: the collège of the example, with the models of its ENT, in a directory that is gone afterwards.

use std::path::PathBuf;

use rapproche::cas::configuration::{Configuration, PronoteLoginSettings};
use rapproche::evaluation::synth::college;
use rapproche::formats::{Input, ReadOptions, SettingsError, read_population};
use rapproche::identity::{Lang, Profile, Side};
use rapproche::report::words;
use rapproche::server::{hash_code, hash_password, new_code, new_password};
use rapproche::service::{Code, Issue, School, ServiceError, last_day};
use rapproche::store::{Administrator, Role, Store};
use tempfile::TempDir;

use super::import::Job;
use super::{ACTOR, served, service, stored};
use crate::cli::stop::Stop;

const SCHOOL: &str = "0061234J";
const NAME: &str = "Collège de l’exemple";
const ADMINISTRATOR: &str = "admin";
const RULES: &str = "strict";

/// Its lists and its models, by their directories.
const LISTS: &str = "college";
const MODELS: &str = "modeles";

/// Models whose attributes are those of the collège's `ent.csv`.
const FLUX: &str = include_str!("modeles-demo.xml");

/// The collège in a database that is gone afterwards.
pub(super) struct Demo {
    directory: TempDir,
    password: String,
}

/// People who can try the door: past the ENT, since there is none, by a login and a code that is good once.
pub(super) struct Visitors(Vec<(Profile, String, String)>);

impl Visitors {
    /// Where to go, and what to type there.
    pub(super) fn credentials(&self, url: &str, lang: Lang) -> String {
        let line = |(profile, login, code): &(Profile, String, String)| match lang {
            Lang::Fr => format!("{} : {url}/?login=true, identifiant {login}, code {code}\n", profile.title()),
            Lang::En => format!("{}: {url}/?login=true, login {login}, code {code}\n", words::profile(*profile, lang)),
        };
        self.0.iter().map(line).collect()
    }
}

impl Demo {
    /// Writes its files.
    pub(super) fn make(lang: Lang) -> Result<Self, Stop> {
        let unwritable = |error: std::io::Error| Stop::unwritable(error.to_string());
        let directory = tempfile::tempdir().map_err(unwritable)?;
        let lists = directory.path().join(LISTS);
        std::fs::create_dir(&lists).map_err(unwritable)?;
        let models = directory.path().join(MODELS);
        std::fs::create_dir(&models).map_err(unwritable)?;
        std::fs::write(models.join("exemple.xml"), FLUX).map_err(unwritable)?;
        college::write(&lists).map_err(|error| match lang {
            Lang::Fr => Stop::unwritable(format!("le collège de l'exemple ne peut être écrit ({error}).")),
            Lang::En => Stop::unwritable(format!("the collège of the example cannot be written ({error}).")),
        })?;
        Ok(Self { directory, password: new_password() })
    }

    /// Where it is kept.
    pub(super) fn database(&self) -> String {
        self.directory.path().join("demo.db").display().to_string()
    }

    /// Where its models lie: files like any others, to be changed while the service runs.
    pub(super) fn models(&self) -> PathBuf {
        self.directory.path().join(MODELS)
    }

    /// The name and the password that open the administrator's pages, and the rules in force.
    pub(super) fn credentials(&self, lang: Lang) -> String {
        match lang {
            Lang::Fr => format!(
                "Nom : {ADMINISTRATOR}\nMot de passe (affiché cette seule fois) : {}\nRègles : {RULES}, plus prudentes que les \
                 règles par défaut, pour que des cas restent à décider.\n",
                self.password
            ),
            Lang::En => format!(
                "Name: {ADMINISTRATOR}\nPassword (shown this once): {}\nRules: {RULES}, more cautious than the default ones, so \
                 that cases are left to decide.\n",
                self.password
            ),
        }
    }

    /// Brings the collège in, its administrator, and somebody of each space who can try the door.
    pub(super) async fn fill(&self, store: &Store, lang: Lang) -> Result<Visitors, Stop> {
        let lists = self.directory.path().join(LISTS);
        let read = |side, names: &[(&str, &str)]| {
            let inputs: Result<Vec<Input>, _> = names
                .iter()
                .map(|(profile, name)| format!("{profile}{}", lists.join(name).display()).parse())
                .collect();
            let inputs = inputs.map_err(|error: SettingsError| Stop::usage(error.message(lang)))?;
            read_population(side, &inputs, &ReadOptions { lang, ..ReadOptions::default() })
                .map_err(|error| Stop::unreadable(error.message(lang)))
        };
        let base = [("Élèves=", "eleves.csv"), ("Parents=", "parents.csv"), ("", "personnels.xlsx")];
        let job = Job {
            uai: SCHOOL.to_owned(),
            name: Some(NAME.to_owned()),
            configuration: Some(open_to_logins()),
            // Cautious ones, so that there is something to decide.
            rules: Some(RULES.to_owned()),
            base: Some(read(Side::Base, &base)?),
            cas: Some(read(Side::Cas, &[("", "ent.csv")])?),
        };
        job.run(store, false, lang).await?;
        let administrator = Administrator {
            name: ADMINISTRATOR.to_owned(),
            school: Some(SCHOOL.to_owned()),
            role: Role::Configure,
            password: hash_password(&self.password),
        };
        store.put_administrator(ACTOR, &administrator).await.map_err(|error| stored(&error, lang))?;
        let service = service(store.clone(), lang).await?;
        visitors(&*service.school(SCHOOL).map_err(|error| served(&error, lang))?)
            .await
            .map_err(|error| served(&error, lang))
    }
}

/// There is no ENT in front of the example, so that PRONOTE's own login opens it.
fn open_to_logins() -> Configuration {
    let pronote_login = PronoteLoginSettings { direct: true, ..PronoteLoginSettings::default() };
    Configuration { published: true, pronote_login, ..Configuration::default() }
}

/// The first pupil and the first parent get a code each.
async fn visitors(school: &School) -> Result<Visitors, ServiceError> {
    let mut visitors = Vec::new();
    for profile in [Profile::Pupils, Profile::Parents] {
        let issue = Issue { profiles: profile.into(), also_linked: true, last_day: last_day(1) };
        let shown = new_code();
        let first = school.recipients(&issue).await?.users.first().copied();
        let Some(user) = first else { continue };
        let code = Code { user, hash: hash_code(&shown), shown };
        let issuance = school.issue_credentials(ACTOR, &issue, &[code]).await?;
        let letters = issuance.letters.letters.iter();
        visitors.extend(letters.map(|letter| (profile, letter.login.clone(), letter.code.clone())));
        issuance.keep().await?;
    }
    Ok(Visitors(visitors))
}
