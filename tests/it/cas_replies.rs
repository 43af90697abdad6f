//! Replies of CAS servers, whole (`fixtures/reponses`), cut, damaged and made up.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use rapproche::cas::response::{
    AttributeNames, Checks, Limits, RefusalKind, ResponseError, Validated, asserted_identity, parse,
};
use rapproche::formats::ProfileMap;
use rapproche::identity::{BirthDate, Lang, Postcode, Profile, ProfileSet};

macro_rules! replies {
    ($($name:ident = $file:literal;)*) => {
        $(const $name: &str = include_str!(concat!("../../fixtures/reponses/", $file));)*
        const ALL: &[&str] = &[$($name),*];
    };
}

replies! {
    APEREO = "apereo-cas3.xml";
    UNPREFIXED = "cas2-attributs-sans-espace.xml";
    DIRECT = "cas2-attributs-directs.xml";
    DJANGO = "django-service.xml";
    DJANGO_SAML = "django-saml.xml";
    ENT_SAML = "ent-saml.xml";
    SHIBBOLETH = "shibboleth-saml11.xml";
    NO_TICKET = "refus-ticket.xml";
    NO_SERVICE_SAML = "refus-service-saml.xml";
    NO_TICKET_SAML = "refus-ticket-saml-django.xml";
}

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-09-01T06:15:41Z").unwrap().to_utc()
}

fn read(reply: &str, service: &str) -> Result<Validated, ResponseError> {
    parse(reply.as_bytes(), &Checks::live(now(), service), &Limits::default())
}

/// What a reply of `fixtures/reponses` says; the given name is «Pronote» in all.
struct Expected {
    reply: &'static str,
    service: &'static str,
    subject: Option<&'static str>,
    id: (&'static str, &'static str),
    family: &'static str,
    profiles: &'static [Profile],
    birth_date: BirthDate,
    postcode: Postcode,
    schools: &'static [&'static str],
}

impl Default for Expected {
    fn default() -> Self {
        Self {
            reply: "",
            service: "https://pronote.example.fr/",
            subject: None,
            id: ("", ""),
            family: "",
            profiles: &[],
            birth_date: BirthDate::MISSING,
            postcode: Postcode::MISSING,
            schools: &[],
        }
    }
}

#[test]
fn every_server_says_who_it_is() {
    use Profile::{Parents, Pupils, Staff, Teachers};
    let pupil = || Expected {
        subject: Some("pronote_eleve"),
        id: ("uid", "E-0001"),
        family: "Pronote_eleve",
        profiles: &[Pupils],
        birth_date: BirthDate::new(2000, 1, 1).unwrap(),
        ..Expected::default()
    };
    let parent =
        || Expected { id: ("uid", "P-0001"), family: "Pronote_parent", profiles: &[Parents], ..Expected::default() };
    let teacher = || Expected {
        subject: Some("pronote_professeur"),
        family: "Pronote_professeur",
        profiles: &[Parents, Teachers],
        ..Expected::default()
    };
    let rennes = Postcode::french(35_000);
    for expected in [
        Expected {
            reply: APEREO,
            id: ("ENTPersonJointure", "AC-RENNES$12345"),
            postcode: rennes,
            schools: &["0350030T"],
            ..teacher()
        },
        Expected { reply: UNPREFIXED, ..pupil() },
        Expected { reply: DIRECT, subject: Some("pronote_parent"), postcode: rennes, ..parent() },
        Expected {
            reply: DJANGO,
            subject: Some("pronote_personnel"),
            id: ("uid", "A-0001"),
            family: "Pronote_personnel",
            profiles: &[Parents, Staff],
            ..Expected::default()
        },
        Expected { reply: DJANGO_SAML, service: "https://pronote.example.fr/eleve.html", ..pupil() },
        Expected { reply: ENT_SAML, id: ("uid", "F-0001"), schools: &["0350030T", "0350031U"], ..teacher() },
        // No subject, and names that are URNs.
        Expected { reply: SHIBBOLETH, ..parent() },
    ] {
        expected.check();
    }
}

impl Expected {
    fn check(&self) {
        let family = self.family;
        let validated = read(self.reply, self.service).unwrap_or_else(|error| panic!("{family}: {error}"));
        assert_eq!(validated.subject.as_deref(), self.subject, "{family}");
        assert_eq!(validated.common_id(Some(self.id.0)), Ok(self.id.1), "{family}");
        let person = asserted_identity(&validated, &AttributeNames::default()).unwrap();
        assert_eq!((&*person.family, &*person.given), (family, "Pronote"));
        let values = person.profile_values.join(";");
        let profiles: ProfileSet = self.profiles.iter().copied().collect();
        assert_eq!(ProfileMap::default().profiles_of(&values), (profiles, Vec::new()), "{family}");
        assert_eq!((&person.birth_date, person.postcode), (&Ok(self.birth_date), self.postcode), "{family}");
        assert_eq!(person.schools, self.schools, "{family}");
        assert_eq!(person.unused, [], "{family}");
    }
}

#[test]
fn attributes_keep_their_order_without_repetitions_and_secrets() {
    let names = |reply: &str, service: &str| -> Vec<String> {
        read(reply, service).unwrap().attributes.iter().map(|(name, _)| name.to_owned()).collect()
    };
    let head = ["authenticationDate", "longTermAuthenticationRequestTokenUsed", "isFromNewLogin", "sn", "givenName"];
    let service = "https://pronote.example.fr/eleve.html";
    assert_eq!(names(DJANGO, service)[..5], head);
    assert_eq!(names(DJANGO, service)[5..], ["ENTPersonProfils", "uid"]);
    assert_eq!(names(DJANGO_SAML, service)[..5], head);
    let apereo = read(APEREO, service).unwrap();
    assert_eq!(apereo.attributes.single("memberOf"), Ok(Some("cn=L'équipe & co,ou=groupes")));
    assert!(apereo.attributes.iter().all(|(_, values)| values.iter().all(|value| !value.contains("PGTIOU"))));
    let targeted = read(SHIBBOLETH, "https://pronote.example.fr/").unwrap();
    assert_eq!(targeted.attributes.single("eduPersonTargetedID"), Ok(Some("opaque")));
}

#[test]
fn conditions_are_honoured() {
    let service = "https://pronote.example.fr/";
    let at = |seconds: i64, skew: i64, service| {
        let checks = Checks {
            clock_skew: TimeDelta::seconds(skew),
            ..Checks::live(now() + TimeDelta::seconds(seconds), service)
        };
        parse(ENT_SAML.as_bytes(), &checks, &Limits::default()).map_err(|error| error.code())
    };
    assert!(at(0, 0, service).is_ok());
    assert_eq!(at(-5, 0, service), Err("assertion_not_yet_valid"));
    assert!(at(-5, 5, service).is_ok());
    assert_eq!(at(40, 0, service), Err("assertion_expired"));
    assert!(at(40, 60, service).is_ok());
    assert_eq!(at(0, 0, "https://autre.example.fr/"), Err("wrong_audience"));
    // A prefix is another service.
    assert_eq!(at(0, 0, "https://pronote.example.fr"), Err("wrong_audience"));
    // Kept in a file, a reply is read without its conditions.
    assert!(parse(ENT_SAML.as_bytes(), &Checks::stored(), &Limits::default()).is_ok());
}

#[test]
fn refusals_have_their_kind_and_keep_the_ticket_to_themselves() {
    for (reply, kind, code, server_code) in [
        (NO_TICKET, RefusalKind::Ticket, "refused_ticket", "INVALID_TICKET"),
        (NO_SERVICE_SAML, RefusalKind::Service, "refused_service", "saml1p:RequestDenied"),
        (NO_TICKET_SAML, RefusalKind::Ticket, "refused_ticket", "samlp:AuthnFailed"),
    ] {
        let error = read(reply, "https://pronote.example.fr/").unwrap_err();
        let refusal = error.refusal().unwrap();
        assert_eq!((refusal.kind, error.code(), &*refusal.server_code), (kind, code, server_code));
        assert!(refusal.words.reveal().contains("ST-1856339"));
        for text in [format!("{error:?}"), error.message(Lang::Fr), error.message(Lang::En)] {
            assert!(!text.contains("ST-1856339"), "{text}");
        }
    }
}

#[test]
fn a_reply_cut_anywhere_vouches_for_nobody() {
    for reply in ALL {
        let whole = reply.trim_end().len();
        for end in 0..whole {
            let result = parse(&reply.as_bytes()[..end], &Checks::stored(), &Limits::default());
            assert!(result.is_err(), "cut at {end} of {whole}");
        }
    }
}

#[test]
fn every_error_speaks_both_languages_without_the_reply() {
    // Each damage gives another error; the name must show in none.
    for damage in [
        ("<nom>Pronote_eleve</nom>", "<nom>Pronote_eleve<b>x</b></nom>"),
        ("<nom>Pronote_eleve</nom>", "<nom>Pronote_eleve</Pronote_eleve>"),
        ("<nom>Pronote_eleve</nom>", "<nom>&Pronote_eleve;</nom>"),
        ("<nom>Pronote_eleve</nom>", "<nom>Pronote_eleve&#0;</nom>"),
        ("UTF-8", "Pronote_eleve"),
        ("<user>pronote_eleve</user>", "<user>pronote_eleve</user><user>Pronote_eleve2</user>"),
    ] {
        let reply = UNPREFIXED.replacen(damage.0, damage.1, 1);
        assert_ne!(reply, UNPREFIXED);
        let error = read(&reply, "https://pronote.example.fr/").unwrap_err();
        let (french, english) = (error.message(Lang::Fr), error.message(Lang::En));
        assert_ne!(french, english);
        assert!(french.ends_with('.') && english.ends_with('.'));
        for text in [french, english, format!("{error:?}")] {
            assert!(!text.to_lowercase().contains("pronote_eleve"), "{text}");
        }
    }
}

/// Pieces that replies are made of, so that chance goes deep into the readers.
const PIECES: &[&str] = &[
    "<serviceResponse>",
    "</serviceResponse>",
    "<c:authenticationSuccess>",
    "</c:authenticationSuccess>",
    "<user>u</user>",
    "<attributes>",
    "</attributes>",
    "<sn>A</sn>",
    "<attribute name='sn' value='B'/>",
    "<attribute>",
    "</attribute>",
    "<name>n</name>",
    "<value>v</value>",
    "<Response>",
    "</Response>",
    "<Status>",
    "</Status>",
    "<StatusCode Value='a:Success'>",
    "</StatusCode>",
    "<Assertion>",
    "</Assertion>",
    "<Conditions NotBefore='2026'/>",
    "<Conditions>",
    "</Conditions>",
    "<AudienceRestriction>",
    "</AudienceRestriction>",
    "<Audience>x</Audience>",
    "<AttributeStatement>",
    "</AttributeStatement>",
    "<Subject>",
    "</Subject>",
    "<NameIdentifier>u</NameIdentifier>",
    "<Attribute AttributeName='sn'>",
    "</Attribute>",
    "<AttributeValue>A</AttributeValue>",
    "<Fault>",
    "</Fault>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#x41;",
    "&#0;",
    "&x;",
    "<?x ?>",
    "<!DOCTYPE x>",
    "\u{0}",
    "é",
    " ",
    "<",
    ">",
    "<?xml version='1.0' encoding='ISO-8859-15'?>",
    "\u{feff}",
    "'",
    "\"",
];

fn survives(bytes: &[u8]) {
    for checks in [Checks::stored(), Checks::live(now(), "https://pronote.example.fr/")] {
        match parse(bytes, &checks, &Limits::default()) {
            Ok(validated) => {
                let _ = asserted_identity(&validated, &AttributeNames::default());
                let _ = validated.common_id(Some("uid"));
            }
            Err(error) => assert!(!error.message(Lang::Fr).is_empty() && !error.code().is_empty()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        survives(&bytes);
    }

    #[test]
    fn no_mixture_of_pieces_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        survives(pieces.concat().as_bytes());
    }

    #[test]
    fn no_damage_makes_it_panic(
        reply in prop::sample::select(ALL),
        damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..8),
    ) {
        let mut bytes = reply.as_bytes().to_vec();
        for (at, byte, how) in damages {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        survives(&bytes);
    }

    /// Whatever the names and values, what is written as a reply is read back, in both protocols alike.
    #[test]
    fn what_a_server_writes_is_read_back(
        values in prop::collection::vec(("[a-zA-Z][a-zA-Z0-9]{0,12}", "[ -~à-ÿŒœ’]{0,20}"), 0..12),
    ) {
        // Names that mean something of their own in a reply of CAS.
        let is_plain = |name: &str| !matches!(name, "user" | "attributes" | "attribute" | "value" | "name" | "proxies");
        let values: Vec<_> = values.into_iter().filter(|(name, _)| is_plain(name)).collect();
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let cas: String = values.iter().map(|(name, value)| format!("<c:{name}>{}</c:{name}>", escape(value))).collect();
        let cas = format!("<c:serviceResponse><c:authenticationSuccess><c:user>u</c:user><c:attributes>{cas}</c:attributes></c:authenticationSuccess></c:serviceResponse>");
        let saml: String = values
            .iter()
            .map(|(name, value)| format!("<Attribute AttributeName='{name}'><AttributeValue>{}</AttributeValue></Attribute>", escape(value)))
            .collect();
        let saml = format!("<Response><Status><StatusCode Value='s:Success'/></Status><Assertion><AttributeStatement><Subject><NameIdentifier>u</NameIdentifier></Subject>{saml}</AttributeStatement></Assertion></Response>");
        let by_cas = read(&cas, "x").unwrap();
        prop_assert!(by_cas == read(&saml, "x").unwrap());
        for (name, value) in &values {
            let value = value.trim();
            prop_assert!(value.is_empty() || by_cas.attributes.raw(name).any(|read| read == value));
        }
    }
}
