//! Texts of elements as values: what both protocols have in common.

use super::attributes::Attributes;
use super::error::{Problem, ResponseError};
use super::limits::Limits;
use super::tree::Node;

/// Adds every text inside `node` as a value of `name`.
pub(super) fn add_leaves(
    name: &str,
    node: Node<'_>,
    attributes: &mut Attributes,
    limits: &Limits,
) -> Result<(), ResponseError> {
    if node.is_leaf() {
        return attributes.add(name, node.text(), limits);
    }
    unmixed(node)?;
    node.children().try_for_each(|child| add_leaves(name, child, attributes, limits))
}

/// The text of an element that holds nothing else.
pub(super) fn value_of(node: Node<'_>) -> Result<&str, ResponseError> {
    if node.is_leaf() { Ok(node.text()) } else { Err(node.malformed(Problem::MixedContent)) }
}

/// Text beside elements: which of them is the value would be a guess.
pub(super) fn unmixed(node: Node<'_>) -> Result<(), ResponseError> {
    if node.text().is_empty() { Ok(()) } else { Err(node.malformed(Problem::MixedContent)) }
}
