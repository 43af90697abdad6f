//! The arguments of `resolve` resolved: configuration, rules and correction checked before the base is opened.

use std::path::PathBuf;

use rapproche::cas::client::Ticket;
use rapproche::cas::configuration::{CasDelegation, Configuration, Uai};
use rapproche::cas::model::Client;
use rapproche::cas::urls::{self, ValidationProtocol};
use rapproche::first_connection::{Correction, Policy, PolicyError};
use rapproche::formats::{ColumnMap, Input, ReadOptions, SettingsError};
use rapproche::identity::Lang;
use rapproche::matching::RuleSet;
use rapproche::normalize::parse_birth_date;

use super::args::{ResolveArguments, Typed};
use crate::cli::settings::{check_school, rules};
use crate::cli::stop::Stop;

/// What a resolution needs to know.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) base: Vec<Input>,
    pub(super) reading: ReadOptions,
    pub(super) rules: RuleSet,
    pub(super) policy: Policy,
    pub(super) source: Source,
    /// What the person typed, and at which attempt, from 1.
    pub(super) correction: Option<(Correction, u8)>,
}

/// Where the replies come from.
#[derive(Debug)]
pub(super) enum Source {
    /// Files.
    Replies(Vec<PathBuf>),
    /// A CAS server.
    Live(Live),
}

/// A ticket, and whom to ask about it.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) ticket: Ticket,
    pub(super) service: String,
    pub(super) endpoint: String,
    pub(super) protocol: ValidationProtocol,
    pub(super) clock_skew: std::time::Duration,
}

impl Settings {
    /// Resolves what was typed.
    pub(super) fn resolve(typed: &ResolveArguments, lang: Lang) -> Result<Self, Stop> {
        let refused = |error: SettingsError| Stop::usage(error.message(lang));
        let correction = correction(&typed.correction, typed.source.response.len(), lang)?;
        let base = typed.base.iter().map(|argument| argument.parse().map_err(refused)).collect::<Result<_, _>>()?;
        let columns = typed.columns.as_deref().map(ColumnMap::read).transpose().map_err(refused)?;
        let rules = rules(&typed.rules, lang)?;
        let configuration = Configuration::read(&typed.config).map_err(|error| Stop::usage(error.message(lang)))?;
        let delegation = delegation(typed, &configuration, lang)?;
        let client = Client::from(typed.client);
        let mut policy =
            Policy::new(&configuration, &delegation, client).map_err(|error| no_policy(typed, &error, lang))?;
        if let Some(code) = typed.school.as_deref() {
            policy = policy.with_school(school(code, lang)?);
        }
        let source = match &typed.source.ticket {
            None => Source::Replies(typed.source.response.clone()),
            Some(ticket) => Source::Live(live(typed, ticket, &configuration, &delegation, lang)?),
        };
        let reading = ReadOptions { columns: columns.unwrap_or_default(), lang, ..ReadOptions::default() };
        Ok(Self { base, reading, rules, policy, source, correction })
    }
}

/// The delegation asked for, or the only one by CAS.
fn delegation(typed: &ResolveArguments, configuration: &Configuration, lang: Lang) -> Result<String, Stop> {
    if let Some(name) = &typed.delegation {
        return Ok(name.clone());
    }
    let names: Vec<&str> = configuration.cas.keys().map(|name| name.as_str()).collect();
    let file = typed.config.display();
    match names[..] {
        [name] => Ok(name.to_owned()),
        [] => Err(Stop::usage(match lang {
            Lang::Fr => {
                format!("{file} : aucune délégation CAS ; appliquez d'abord un modèle (rapproche model apply).")
            }
            Lang::En => format!("{file}: no CAS delegation; apply a model first (rapproche model apply)."),
        })),
        _ => Err(Stop::usage(match lang {
            Lang::Fr => {
                format!("{file} a plusieurs délégations CAS ; choisissez : --delegation {}.", names.join(" | "))
            }
            Lang::En => format!("{file} has several CAS delegations; choose: --delegation {}.", names.join(" | ")),
        })),
    }
}

fn no_policy(typed: &ResolveArguments, error: &PolicyError, lang: Lang) -> Stop {
    let file = typed.config.display();
    Stop::usage(match (error, lang) {
        (PolicyError::Unknown { name, known }, Lang::Fr) => {
            format!("{file} n'a pas de délégation «{name}» ; il y a {}.", known.join(", "))
        }
        (PolicyError::NotSpoken { name, protocol }, Lang::Fr) => {
            format!("{file} : la délégation «{name}» est de type {}, pas CAS ; nommez-en une autre.", protocol.title())
        }
        (_, Lang::En) => format!("{file}: {error}."),
    })
}

fn school(code: &str, lang: Lang) -> Result<Uai, Stop> {
    let code = code.trim().to_uppercase();
    check_school(&code, false, lang)?;
    Uai::parse(&code).map_err(|error| Stop::usage(format!("--school {code} : {error}.")))
}

/// What was corrected, if anything. A correction is one person's: it needs one reply.
fn correction(typed: &Typed, replies: usize, lang: Lang) -> Result<Option<(Correction, u8)>, Stop> {
    let Typed { nom, prenom, naissance, tentative } = typed;
    if nom.is_none() && prenom.is_none() && naissance.is_none() {
        return match tentative {
            None => Ok(None),
            Some(_) => Err(Stop::usage(match lang {
                Lang::Fr => "--tentative compte les corrections ; ajoutez --nom, --prenom ou --naissance.",
                Lang::En => "--tentative counts corrections; add --nom, --prenom or --naissance.",
            })),
        };
    }
    for (option, value) in [("--nom", nom), ("--prenom", prenom), ("--naissance", naissance)] {
        if value.as_deref().is_some_and(|value| value.trim().is_empty()) {
            return Err(Stop::usage(match lang {
                Lang::Fr => format!("{option} est vide ; écrivez ce que la personne a saisi, ou ôtez l'option."),
                Lang::En => format!("{option} is empty; write what the person typed, or leave the option out."),
            }));
        }
    }
    if replies > 1 {
        return Err(Stop::usage(match lang {
            Lang::Fr => "une correction est celle d'une seule personne ; ne donnez qu'une réponse (--response).",
            Lang::En => "a correction is one person's; give one reply only (--response).",
        }));
    }
    let birth_date = match naissance.as_deref().map(parse_birth_date) {
        None => None,
        Some(Ok(date)) if !date.is_missing() => Some(date),
        Some(Ok(_)) => None,
        Some(Err(problem)) => {
            let problem = problem.message(lang);
            return Err(Stop::usage(match lang {
                Lang::Fr => format!("--naissance : {problem} ; écrivez jj/mm/aaaa."),
                Lang::En => format!("--naissance: {problem}; write dd/mm/yyyy."),
            }));
        }
    };
    let correction = Correction { family: nom.clone(), given: prenom.clone(), birth_date };
    Ok(Some((correction, tentative.unwrap_or(1))))
}

/// Whom to ask about the ticket: the addresses typed, else those of the configuration.
fn live(
    typed: &ResolveArguments,
    ticket: &str,
    configuration: &Configuration,
    delegation: &str,
    lang: Lang,
) -> Result<Live, Stop> {
    let file = typed.config.display();
    let ticket = Ticket::new(ticket).map_err(|error| {
        Stop::usage(match lang {
            Lang::Fr => "--ticket : ce n'est pas un ticket CAS (ST-…) ; copiez-le sans espaces.".to_owned(),
            Lang::En => format!("--ticket: {error}."),
        })
    })?;
    let public = configuration.public_url.as_ref().map(urls::service);
    let service = typed.service.clone().or(public).ok_or_else(|| {
        Stop::usage(match lang {
            Lang::Fr => format!("{file} n'a pas d'url_publique ; donnez l'adresse du service (--service)."),
            Lang::En => format!("{file} has no url_publique; give the address of the service (--service)."),
        })
    })?;
    let cas = configuration.cas.iter().find(|(name, _)| name.as_str() == delegation).map(|(_, cas)| cas);
    let server = |cas: &CasDelegation| cas.client(typed.client.into()).server.clone();
    let (endpoint, protocol) = match (&typed.saml_url, cas) {
        (Some(url), _) => (Some(url.clone()), ValidationProtocol::Saml),
        (None, Some(cas)) => (server(cas).map(|server| urls::validation_endpoint(&server, cas.protocol)), cas.protocol),
        (None, None) => (None, ValidationProtocol::Saml),
    };
    let endpoint = endpoint.ok_or_else(|| {
        Stop::usage(match lang {
            Lang::Fr => format!("{file} n'a pas l'adresse du serveur CAS ; donnez-la (--saml-url)."),
            Lang::En => format!("{file} lacks the address of the CAS server; give it (--saml-url)."),
        })
    })?;
    Ok(Live { ticket, service, endpoint, protocol, clock_skew: configuration.first_connection.clock_skew.duration() })
}
