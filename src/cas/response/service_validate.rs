//! Replies of `serviceValidate`, CAS 2 and 3.
//!
//! CAS 3 puts user attributes into `cas:attributes`; servers of CAS 2 put them, if any, right under
//! `cas:authenticationSuccess`, and each has its own idea of how. Read here: leaves named after the attribute, at any
//! depth; `<sn><value>…</value></sn>`; `<attribute name="sn" value="…"/>`, with values as text or children;
//! `<attribute><name>sn</name><value>…</value></attribute>`. Only the `user` right under the success is the subject:
//! further down it is an attribute like any other.

use super::attributes::Attributes;
use super::error::ResponseError;
use super::limits::Limits;
use super::refusal::Refusal;
use super::tree::Node;
use super::validated::{Validated, agree};
use super::values::{add_leaves, unmixed, value_of};

/// Reads what is inside `serviceResponse`.
pub(super) fn read(response: Node<'_>, limits: &Limits) -> Result<Validated, ResponseError> {
    let mut verdicts = response.outermost(|name| {
        matches!(name, "authenticationSuccess" | "authenticationFailure" | "proxySuccess" | "proxyFailure")
    });
    let verdict = verdicts.next().ok_or(ResponseError::Incomplete { missing: "authenticationSuccess" })?;
    if verdicts.next().is_some() {
        return Err(ResponseError::Contradictory { element: "serviceResponse" });
    }
    match verdict.name() {
        "authenticationSuccess" => success(verdict, limits),
        // A proxy's own exchange authenticates nobody.
        "proxySuccess" => Err(ResponseError::Incomplete { missing: "authenticationSuccess" }),
        _ => {
            let code = verdict.attribute("code").unwrap_or_default();
            Err(ResponseError::Refused(Refusal::of_service_validate(code, verdict.text())))
        }
    }
}

fn success(verdict: Node<'_>, limits: &Limits) -> Result<Validated, ResponseError> {
    let mut subject = None;
    let mut attributes = Attributes::default();
    for child in verdict.children() {
        match child.name() {
            "user" => agree(&mut subject, value_of(child)?, "user")?,
            // A key to act in the user's name; never to be kept among what describes the user.
            "proxyGrantingTicket" | "proxies" => {}
            _ => collect(child, &mut attributes, limits)?,
        }
    }
    Ok(Validated { subject, attributes })
}

/// Adds what `node` and the elements inside it assert. The depth of a tree is bounded.
fn collect(node: Node<'_>, attributes: &mut Attributes, limits: &Limits) -> Result<(), ResponseError> {
    if node.name() == "attribute" {
        if let Some(name) = node.attribute("name") {
            return match node.attribute("value") {
                Some(value) => attributes.add(name, value, limits),
                None => add_leaves(name, node, attributes, limits),
            };
        }
        if let Some(name) = node.children().find(|child| child.name() == "name") {
            unmixed(node)?;
            for value in node.children().filter(|child| child.name() == "value") {
                add_leaves(name.text(), value, attributes, limits)?;
            }
            return Ok(());
        }
    }
    if node.is_leaf() {
        return attributes.add(node.name(), node.text(), limits);
    }
    unmixed(node)?;
    if node.name() != "attributes" && node.children().all(|child| child.name() == "value") {
        return add_leaves(node.name(), node, attributes, limits);
    }
    node.children().try_for_each(|child| collect(child, attributes, limits))
}
