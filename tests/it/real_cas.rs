//! Tickets of a CAS server that nobody here wrote, got as a browser gets them.
//!
//! `tests/cas_server/install.sh` installs the server once; without it these tests fail.

use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use rapproche::cas::client::{CasClient, ClientError, ClientSettings, Protocol, Ticket};
use rapproche::cas::response::{AssertedIdentity, AttributeNames, RefusalKind, Validated, asserted_identity};
use rapproche::formats::ProfileMap;
use rapproche::identity::{BirthDate, Lang, Postcode, Profile, ProfileSet};

use crate::cas_server::CasServer;

const SERVICE: &str = "https://pronote.example.fr/eleve.html?a=1&b=é";
const OTHER_SERVICE: &str = "https://autre.example.fr/";
const PROTOCOLS: [Protocol; 2] = [Protocol::ServiceValidate, Protocol::SamlValidate];

/// The server that the tests share; it ends when this process does.
static SHARED: LazyLock<CasServer> = LazyLock::new(CasServer::start);

impl CasServer {
    async fn validate(&self, protocol: Protocol, service: &str, ticket: &Ticket) -> Result<Validated, ClientError> {
        let endpoint = match protocol {
            Protocol::ServiceValidate => format!("{}/serviceValidate", self.root),
            Protocol::SamlValidate => format!("{}/samlValidate", self.root),
        };
        client().validate(protocol, &endpoint, service, ticket).await
    }

    /// Gets a ticket for each protocol and has it validated; what they say must be the same.
    async fn vouched(&self, account: &str) -> Validated {
        let mut replies = Vec::new();
        for protocol in PROTOCOLS {
            let ticket = self.ticket(account, SERVICE).await;
            replies.push(self.validate(protocol, SERVICE, &ticket).await.unwrap());
        }
        let [by_cas, by_saml] = replies.try_into().unwrap();
        assert_eq!(by_cas.subject.as_deref(), Some(account));
        assert_eq!(by_saml.subject.as_deref(), Some(account));
        let names = AttributeNames::default();
        assert!(asserted_identity(&by_cas, &names) == asserted_identity(&by_saml, &names), "{account}");
        assert_eq!(by_cas.common_id(Some("uid")), by_saml.common_id(Some("uid")));
        by_cas
    }
}

fn client() -> CasClient {
    let mut settings = ClientSettings::default();
    settings.use_environment_proxy = false;
    settings.total_timeout = Duration::from_secs(60);
    CasClient::new(settings).unwrap()
}

fn identity(validated: &Validated) -> AssertedIdentity {
    asserted_identity(validated, &AttributeNames::default()).unwrap()
}

fn profiles(identity: &AssertedIdentity) -> ProfileSet {
    ProfileMap::default().profiles_of(&identity.profile_values.join(";")).0
}

#[tokio::test]
async fn the_four_test_accounts_are_vouched_for_by_both_endpoints() {
    for (account, id, profile) in [
        ("pronote_personnel", "A-0001", ProfileSet::from(Profile::Staff)),
        ("pronote_professeur", "F-0001", ProfileSet::from(Profile::Teachers).with(Profile::Parents)),
        ("pronote_eleve", "E-0001", Profile::Pupils.into()),
        ("pronote_parent", "P-0001", ProfileSet::from(Profile::Teachers).with(Profile::Parents)),
    ] {
        let validated = SHARED.vouched(account).await;
        assert_eq!(validated.common_id(Some("uid")), Ok(id));
        assert_eq!(validated.common_id(None), Ok(account));
        let person = identity(&validated);
        assert_eq!((person.family.to_lowercase(), &*person.given), (account.to_owned(), "Pronote"));
        assert_eq!(profiles(&person), profile, "{account}");
        if account == "pronote_eleve" {
            assert_eq!(person.birth_date, Ok(BirthDate::new(2000, 1, 1).unwrap()));
            assert_eq!(person.postcode, Postcode::french(35_000));
        } else {
            assert_eq!(person.birth_date, Ok(BirthDate::MISSING));
        }
        if account == "pronote_professeur" {
            assert_eq!(person.schools, ["0350030T", "0350031U"]);
        }
    }
}

#[tokio::test]
async fn accents_and_markup_come_through() {
    let validated = SHARED.vouched("noelle").await;
    assert_eq!(validated.common_id(Some("uid")), Ok("PERSON.noëlle10/01/2004"));
    let person = identity(&validated);
    assert_eq!((&*person.family, &*person.given), ("D’HEILLY-LŒUF", "Noëlle & Zoé <test>"));
    assert_eq!(person.birth_date, Ok(BirthDate::new(2004, 1, 10).unwrap()));
}

#[tokio::test]
async fn two_ids_are_none() {
    let validated = SHARED.ticket("deux_noms", SERVICE).await;
    let validated = SHARED.validate(Protocol::SamlValidate, SERVICE, &validated).await.unwrap();
    assert_eq!(validated.common_id(Some("uid")).unwrap_err().code(), "ambiguous_attribute");
}

#[tokio::test]
async fn a_ticket_is_good_once() {
    for protocol in PROTOCOLS {
        let ticket = SHARED.ticket("pronote_parent", SERVICE).await;
        assert!(SHARED.validate(protocol, SERVICE, &ticket).await.is_ok());
        let error = SHARED.validate(protocol, SERVICE, &ticket).await.unwrap_err();
        refused(&error, RefusalKind::Ticket, "refused_ticket");
    }
}

#[tokio::test]
async fn a_ticket_is_good_for_its_service_only() {
    for protocol in PROTOCOLS {
        let ticket = SHARED.ticket("pronote_parent", SERVICE).await;
        let error = SHARED.validate(protocol, OTHER_SERVICE, &ticket).await.unwrap_err();
        refused(&error, RefusalKind::Service, "refused_service");
        // The server has burnt it all the same.
        let error = SHARED.validate(protocol, SERVICE, &ticket).await.unwrap_err();
        refused(&error, RefusalKind::Ticket, "refused_ticket");
    }
}

#[tokio::test]
async fn a_stopped_server_is_unreachable() {
    let mut server = CasServer::start();
    let ticket = server.ticket("pronote_parent", SERVICE).await;
    server.process.kill().unwrap();
    server.process.wait().unwrap();
    for protocol in PROTOCOLS {
        let error = server.validate(protocol, SERVICE, &ticket).await.unwrap_err();
        assert!(matches!(error, ClientError::Connect { .. }) && error.ticket_is_unused(), "{error}");
        assert_eq!(error.code(), "cas_unreachable");
    }
}

#[cfg(feature = "cli")]
#[tokio::test]
async fn resolve_lets_a_ticket_in_once() {
    let work = crate::work_dir::WorkDir::new();
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/premiere-connexion");
    let fixture = |name: &str| fixtures.join(name).to_str().unwrap().to_owned();
    let url = format!("{}/samlValidate", SHARED.root);
    let ticket = SHARED.ticket_text("pronote_eleve", SERVICE).await;
    let (base, config) = (fixture("comptes-de-test.csv"), fixture("identite.toml"));
    let resolve = || {
        let arguments = ["resolve", "--base", &base, "--config", &config, "--service", SERVICE, "--saml-url", &url];
        work.command(arguments.iter().chain(&["--ticket", &ticket])).env("NO_PROXY", "127.0.0.1").assert()
    };
    use predicates::str::contains;
    resolve().code(0).stdout(contains("Pronote_eleve Pronote (IDPN 1109903)"));
    resolve().code(1).stdout(contains("(refused)"));
}

fn refused(error: &ClientError, kind: RefusalKind, code: &str) {
    let ClientError::Response(response) = error else { panic!("{error}") };
    assert_eq!(response.refusal().map(|refusal| refusal.kind), Some(kind), "{error}");
    assert_eq!(error.code(), code);
    // The server's words quote the ticket; ours do not.
    for text in [format!("{error:?}"), error.message(Lang::Fr), error.message(Lang::En)] {
        assert!(!text.contains("ST-"), "{text}");
    }
}
