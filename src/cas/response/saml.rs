//! Replies of `samlValidate`, SAML 1.1; the names of SAML 2 are understood too.
//!
//! Only what an assertion states itself counts: not what it quotes as advice, not a second response inside it. The
//! attribute namespace is ignored. Signatures are not looked at: the reply comes over the TLS connection that we
//! opened to the CAS server, which is what the CAS protocol rests on.

use super::Checks;
use super::attributes::Attributes;
use super::conditions;
use super::error::{Problem, ResponseError};
use super::limits::Limits;
use super::refusal::{Refusal, saml_code};
use super::tree::Node;
use super::validated::{Validated, agree};
use super::values::{add_leaves, value_of};

/// Reads a `Response`, whatever it is wrapped in.
pub(super) fn read(response: Node<'_>, checks: &Checks<'_>, limits: &Limits) -> Result<Validated, ResponseError> {
    check_status(response)?;
    let mut validated = Validated::default();
    let mut is_asserted = false;
    for assertion in response.children().filter(|child| child.name() == "Assertion") {
        is_asserted = true;
        for conditions in assertion.children().filter(|child| child.name() == "Conditions") {
            conditions::check(conditions, checks)?;
        }
        for part in assertion.children() {
            match part.name() {
                "Subject" => read_subject(part, &mut validated)?,
                name if name.ends_with("Statement") => read_statement(part, &mut validated, limits)?,
                _ => {}
            }
        }
    }
    if is_asserted { Ok(validated) } else { Err(ResponseError::Incomplete { missing: "Assertion" }) }
}

/// A SOAP fault, which some servers send in place of a response.
pub(super) fn fault(fault: Node<'_>) -> ResponseError {
    let text_of = |names: [&str; 2]| {
        let found = fault.outermost(|name| names.contains(&name)).find(|node| !node.text().is_empty());
        found.map(Node::text).unwrap_or_default()
    };
    ResponseError::Refused(Refusal::of_saml(text_of(["faultcode", "Value"]), text_of(["faultstring", "Text"])))
}

/// Every status code, nested ones included, must be success.
fn check_status(response: Node<'_>) -> Result<(), ResponseError> {
    let statuses = response.children().filter(|child| child.name() == "Status");
    let mut has_code = false;
    for status in statuses {
        let mut code = status.children().find(|child| child.name() == "StatusCode");
        let mut refusal = None;
        let mut words = status.children().find(|child| child.name() == "StatusMessage").map(Node::text);
        // The inner codes are the more precise.
        while let Some(node) = code {
            let value = node.attribute("Value").ok_or(ResponseError::Incomplete { missing: "StatusCode" })?;
            if saml_code(value) != "Success" {
                refusal = Some(value);
            }
            words = words.or(Some(node.text()).filter(|text| !text.is_empty()));
            has_code = true;
            code = node.children().find(|child| child.name() == "StatusCode");
        }
        if let Some(value) = refusal {
            return Err(ResponseError::Refused(Refusal::of_saml(value, words.unwrap_or_default())));
        }
    }
    if has_code { Ok(()) } else { Err(ResponseError::Incomplete { missing: "StatusCode" }) }
}

fn read_statement(statement: Node<'_>, validated: &mut Validated, limits: &Limits) -> Result<(), ResponseError> {
    for part in statement.children() {
        match part.name() {
            "Subject" => read_subject(part, validated)?,
            "Attribute" => read_attribute(part, &mut validated.attributes, limits)?,
            _ => {}
        }
    }
    Ok(())
}

fn read_subject(subject: Node<'_>, validated: &mut Validated) -> Result<(), ResponseError> {
    subject
        .children()
        .filter(|child| matches!(child.name(), "NameIdentifier" | "NameID"))
        .try_for_each(|name| agree(&mut validated.subject, value_of(name)?, "NameIdentifier"))
}

fn read_attribute(node: Node<'_>, attributes: &mut Attributes, limits: &Limits) -> Result<(), ResponseError> {
    let name = node
        .attribute("AttributeName")
        .or_else(|| node.attribute("Name"))
        .ok_or_else(|| node.malformed(Problem::NamelessAttribute))?;
    node.children()
        .filter(|child| child.name() == "AttributeValue")
        .try_for_each(|value| add_leaves(name, value, attributes, limits))
}
