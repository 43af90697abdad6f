//! Any flux that can exist.

use proptest::option;
use proptest::prelude::*;

use crate::cas::model::value::is_xml_char;
use crate::cas::model::{
    Address, ClientParameters, Day, FirstConnectionMode, Flux, IdentityAttributes, Label, Model, Paragraph, Parameters,
    RootAddress, ServerUrl, Version, WebPage,
};
use crate::formats::ProfileMap;
use crate::identity::Profile;

/// Characters of all kinds, those that XML, XSD or TOML treat in their own way more often than others.
fn xml_char() -> impl Strategy<Value = char> {
    prop_oneof![
        4 => prop::char::range('a', 'z'),
        4 => prop::sample::select(vec![
            '<', '>', '&', '"', '\'', ']', '[', '\t', '\n', '\r', ' ', ';', '=', '#', '\\', '\u{7F}', '\u{85}', '\u{A0}',
            '\u{2028}', '\u{FEFF}', '\u{FFFD}', '\u{D7FF}', '\u{E000}', '\u{10FFFF}', 'é', 'œ', 'e', '\u{301}', ',', '|',
        ]),
        1 => any::<char>().prop_filter("XML has no such character", |&c| is_xml_char(c)),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(xml_char(), 1..12).prop_map(|characters| characters.into_iter().collect())
}

/// Any label.
pub(crate) fn label() -> impl Strategy<Value = Label> {
    text().prop_filter_map("not a label", |text| Label::parse(&text).ok())
}

fn paragraph() -> impl Strategy<Value = Paragraph> {
    text().prop_filter_map("not a paragraph", |text| Paragraph::parse(&text).ok())
}

fn root() -> impl Strategy<Value = RootAddress> {
    "https?://[a-zA-Z0-9][a-z0-9.-]{0,8}(:[0-9]{1,5})?(/[a-zA-Z0-9._~:/@!$&'()*+,;=%-]{0,8})?"
        .prop_map(|text| RootAddress::parse(&text).unwrap())
}

fn address() -> impl Strategy<Value = Address> {
    "https?://[a-zA-Z0-9][a-z0-9.-]{0,8}(:[0-9]{1,5})?([/?][a-zA-Z0-9._~:/?@!$&'()*+,;=%-]{0,8})?"
        .prop_map(|text| Address::parse(&text).unwrap())
}

fn page() -> impl Strategy<Value = WebPage> {
    "https?://[a-zA-Z0-9][a-z0-9.-]{0,8}(:[0-9]{1,5})?([/?#][a-zA-Z0-9._~:/?#@!$&'()*+,;=%-]{0,8})?"
        .prop_map(|text| WebPage::parse(&text).unwrap())
}

fn profiles() -> impl Strategy<Value = ProfileMap> {
    let value = label().prop_filter("a separator", |value| !value.as_str().contains([';', ',', '|']));
    let list = prop::collection::vec(value.prop_map(String::from), 0..3);
    prop::collection::vec(list, Profile::ALL.len()).prop_filter_map("no value", |lists| {
        let lists: [Vec<String>; Profile::ALL.len()] = lists.try_into().ok()?;
        lists.iter().any(|list| !list.is_empty()).then(|| ProfileMap::from_lists(lists))
    })
}

fn mode() -> impl Strategy<Value = FirstConnectionMode> {
    let identity = (label(), label(), option::of(label()), label(), option::of(label()), profiles()).prop_map(
        |(family_name, given_name, birth_date, profile, postcode, profiles)| {
            let attributes = IdentityAttributes { family_name, given_name, birth_date, profile, postcode, profiles };
            FirstConnectionMode::Identity(Box::new(attributes))
        },
    );
    prop_oneof![
        3 => identity,
        1 => (label(), option::of(label()))
            .prop_map(|(integrator, attribute)| FirstConnectionMode::PronoteIdentifier { integrator, attribute }),
        1 => Just(FirstConnectionMode::DoubleAuthentication),
        1 => Just(FirstConnectionMode::RefuseAccess),
    ]
}

fn client() -> impl Strategy<Value = ClientParameters> {
    let server = prop_oneof![
        root().prop_map(ServerUrl::Standard),
        (address(), address()).prop_map(|(login, validation)| ServerUrl::Custom { login, validation }),
    ];
    (option::of(label()), option::of(server), mode()).prop_map(|(id_attribute, server, first_connection)| {
        ClientParameters { id_attribute, server, first_connection }
    })
}

/// Any parameters of both clients.
pub(crate) fn parameters() -> impl Strategy<Value = Parameters> {
    (client(), client()).prop_map(|(pronote_client, pronote_net)| Parameters { pronote_client, pronote_net })
}

/// Any day.
pub(crate) fn day() -> impl Strategy<Value = Day> {
    (2000..3000, 1..=12, 1..=31).prop_filter_map("not in the calendar", |(year, month, day)| {
        Day::parse(&format!("{year}-{month:02}-{day:02}")).ok()
    })
}

/// Any version.
pub(crate) fn version() -> impl Strategy<Value = Version> {
    (1..=999_999_999_u32).prop_map(|number| Version::try_from(number).unwrap())
}

fn model() -> impl Strategy<Value = Model> {
    (label(), label(), version(), day(), option::of(paragraph()), option::of(page()), parameters()).prop_map(
        |(name, location, version, date, description, documentation, parameters)| Model {
            name,
            location,
            version,
            date,
            description,
            documentation,
            parameters,
        },
    )
}

/// Any flux of up to three models.
pub(crate) fn flux() -> impl Strategy<Value = Flux> {
    (label(), prop::collection::vec(model(), 1..4))
        .prop_filter_map("a name twice", |(integrator, models)| Flux::new(integrator, models).ok())
}

/// Snippets that change what the bytes around them mean.
pub(crate) fn markup() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "",
        "",
        "<",
        ">",
        "&",
        "\"",
        "'",
        "/",
        "=",
        " ",
        "\n",
        "\r",
        "]]>",
        "<!--",
        "-->",
        "--",
        "<![CDATA[",
        "<![CDATA[]]>",
        "<![CDATA[ ]]>",
        "<?p ?>",
        "<??>",
        "<?xml version=\"1.0\"?>",
        "<?1?>",
        "?>",
        "&amp;",
        "&#32;",
        "&#10;",
        "&#0;",
        "&#x1F;",
        "&#xD800;",
        "&#x9;",
        "&nbsp;",
        "&#+32;",
        "&#X20;",
        "a",
        "é",
        "1",
        "0",
        ";",
        ",",
        "xmlns=\"\"",
        " a=\"b\"",
        " xml:lang=\"fr\"",
        " xmlns:x=\"y\"",
        "x:",
        "<a/>",
        "</a>",
        "<a>",
        "<RefuserAcces/>",
        "<Description>d</Description>",
        "<AttributIDCas>uid</AttributIDCas>",
        "\u{1}",
        "\u{FFFE}",
        "\u{FEFF}",
        "\u{85}",
        "\t",
    ])
}
