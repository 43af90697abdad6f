//! Made-up people at the door: what a CAS server would vouch for.

use crate::cas::model::{ClientParameters, FirstConnectionMode, IdentityAttributes, Label};
use crate::cas::response::{Limits, ResponseError, Validated};
use crate::formats::ProfileMap;
use crate::identity::{Person, Profile};
use crate::normalize::fold;

/// The reply that vouches for `person`, whose identifier is the common id, with the usual attributes.
///
/// # Errors
/// [`ResponseError::TooLarge`] for somebody with more values than a reply may have.
pub fn reply_of(person: Person<'_>) -> Result<Validated, ResponseError> {
    let mut reply = Validated { subject: Some(person.id().to_owned()), ..Validated::default() };
    let limits = Limits::default();
    let mut add = |name: &str, value: &str| reply.attributes.add(name, value, &limits);
    add("sn", person.family())?;
    add("givenName", person.given())?;
    if !person.birth_date().is_missing() {
        add("ENTPersonDateNaissance", &person.birth_date().to_string())?;
    }
    for profile in person.profiles().iter() {
        add("ENTPersonProfils", profile_value(profile))?;
    }
    // Of a foreign code nothing but a hash is kept.
    if let Some(code) = person.postcode().french_number() {
        add("ENTPersonCodePostal", &format!("{code:05}"))?;
    }
    add("ENTPersonNomPatro", person.birth_family())?;
    add("ENTPersonAutresPrenoms", person.other_given())?;
    for school in person.schools().split(';') {
        add("ENTPersonStructRattachUAI", school)?;
    }
    Ok(reply)
}

/// Whether somebody's names, birth date and postcode arrive from the ENT as they stand in the base.
pub fn arrives_whole(user: Person<'_>, identity: Person<'_>) -> bool {
    let facts =
        |person: Person<'_>| (fold(person.family()), fold(person.given()), person.birth_date(), person.postcode());
    facts(user) == facts(identity)
}

/// Parameters in identity mode by the usual attributes and the shipped table of profiles.
///
/// # Panics
/// Never: the names are valid labels.
pub fn identity_parameters() -> ClientParameters {
    let label = |name: &str| Label::parse(name).expect("a valid label");
    ClientParameters {
        id_attribute: None,
        server: None,
        first_connection: FirstConnectionMode::Identity(Box::new(IdentityAttributes {
            family_name: label("sn"),
            given_name: label("givenName"),
            birth_date: Some(label("ENTPersonDateNaissance")),
            profile: label("ENTPersonProfils"),
            postcode: Some(label("ENTPersonCodePostal")),
            profiles: ProfileMap::default(),
        })),
    }
}

fn profile_value(profile: Profile) -> &'static str {
    match profile {
        Profile::Pupils => "National_ELV",
        Profile::Parents => "National_TUT",
        Profile::Teachers => "National_ENS",
        Profile::Staff => "National_EVS",
        Profile::Inspectors => "National_ACA",
        Profile::Supervisors => "Maître de stage",
    }
}
