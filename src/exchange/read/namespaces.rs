//! The prefixes that stand for a format's namespace, element by element.
//!
//! Input: the start tags of a document, with their depth. Output: the local name of each name in the namespace.
//! Invariant: a declaration holds for its element and what that element holds (Namespaces in XML 1.0, 6.1), on
//! whichever element it stands.

use quick_xml::events::attributes::Attributes;

use super::attributes::MOST_ATTRIBUTES;
use super::cursor::Tag;
use crate::exchange::parse_error::Problem;

/// The declarations in force.
#[derive(Debug)]
pub(super) struct Namespaces {
    /// The namespace of the format.
    own: &'static str,
    /// The innermost one last.
    declared: Vec<Declared>,
}

#[derive(Debug)]
struct Declared {
    /// The depth of the element that it stands on.
    depth: usize,
    /// Empty for the namespace of names without a prefix.
    prefix: String,
    is_own: bool,
}

impl Namespaces {
    pub(super) fn of(own: &'static str) -> Self {
        Self { own, declared: Vec::new() }
    }

    /// Takes the declarations of an element that was entered.
    ///
    /// # Errors
    /// [`Problem::TooManyAttributes`]: each name is compared with all declarations in force.
    pub(super) fn enter(&mut self, tag: &Tag, depth: usize) -> Result<(), Problem> {
        if !tag.text[tag.name_length..].contains("xmlns") {
            return Ok(());
        }
        let mut attributes = Attributes::new(&tag.text, tag.name_length);
        attributes.with_checks(false);
        for (attribute, number) in attributes.map_while(Result::ok).zip(0..) {
            if number == MOST_ATTRIBUTES {
                return Err(Problem::TooManyAttributes(MOST_ATTRIBUTES));
            }
            let name = attribute.key.as_ref();
            let Some(prefix) = name.strip_prefix("xmlns:").or((name == "xmlns").then_some("")) else { continue };
            let is_own = attribute.value.trim() == self.own;
            self.declared.push(Declared { depth, prefix: prefix.to_owned(), is_own });
        }
        Ok(())
    }

    /// Drops the declarations of elements that were left; `depth` is how many elements are open.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.declared.last().is_some_and(|declared| declared.depth > depth) {
            self.declared.pop();
        }
    }

    /// A name without its prefix; `None` for a name of another namespace.
    pub(super) fn local<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.declared.iter().rev().find(|declared| declared.prefix == prefix)?;
        (declared.is_own && !local.contains(':')).then_some(local)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_holds_for_its_element_and_what_that_holds() {
        let tag = |text: &str| Tag { text: text.to_owned(), name_length: text.find(' ').unwrap(), line: 1 };
        let mut namespaces = Namespaces::of("urn:x");
        namespaces.enter(&tag("a xmlns='urn:y' xmlns:r='urn:x'"), 1).unwrap();
        assert_eq!([namespaces.local("a"), namespaces.local("r:b"), namespaces.local("s:b")], [None, Some("b"), None]);
        namespaces.enter(&tag("b xmlns='urn:x' xmlns:r=''"), 2).unwrap();
        assert_eq!([namespaces.local("a"), namespaces.local("r:b")], [Some("a"), None]);
        namespaces.leave(1);
        assert_eq!([namespaces.local("a"), namespaces.local("r:b")], [None, Some("b")]);
        let many: String = (0..70).map(|number| format!(" xmlns:a{number}=''")).collect();
        assert!(namespaces.enter(&tag(&format!("a{many}")), 2).is_err());
    }
}
