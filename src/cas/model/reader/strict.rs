//! Rules of XML 1.0 that quick-xml leaves to its caller.
//!
//! Input: the raw parts of one event. Output: what is wrong, in the words of the other errors of the XML reader.

use quick_xml::errors::{Error, IllFormedError};
use quick_xml::escape::EscapeError;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesDecl, BytesPI};

use crate::cas::model::error::Malformed;

/// The error of the XML reader in our words, where they can say more.
pub(super) fn malformed(error: Error) -> Malformed {
    match error {
        Error::IllFormed(IllFormedError::UnclosedReference) | Error::Escape(EscapeError::UnterminatedEntity(_)) => {
            Malformed::BareAmpersand
        }
        Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => Malformed::UnknownEntity(name),
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => Malformed::EndTag { expected, found },
        error => Malformed::Syntax(error.to_string()),
    }
}

/// What breaks a rule.
pub(super) type Checked = Result<(), &'static str>;

/// The white space of XML, which is less than that of Unicode.
pub(super) fn is_white(text: &str) -> bool {
    text.bytes().all(is_white_byte)
}

fn is_white_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Text between tags (XML 1.0, production 14).
pub(super) fn text(raw: &str) -> Checked {
    if raw.contains("]]>") { Err("`]]>` in a text") } else { Ok(()) }
}

/// What follows the name in a start tag (productions 10 and 40): white space before each attribute, no `<` in a value.
pub(super) fn attributes(raw: &str) -> Checked {
    let mut quote = None;
    let mut after_value = false;
    for byte in raw.bytes() {
        match quote {
            Some(_) if byte == b'<' => return Err("`<` in the value of an attribute"),
            Some(open) if byte == open => (quote, after_value) = (None, true),
            Some(_) => {}
            None if after_value && !is_white_byte(byte) => return Err("no white space between two attributes"),
            None => {
                after_value = false;
                quote = matches!(byte, b'"' | b'\'').then_some(byte);
            }
        }
    }
    Ok(())
}

/// A processing instruction (productions 16 and 17).
pub(super) fn instruction(instruction: &BytesPI<'_>) -> Checked {
    let target = instruction.target();
    if !is_name(target) || target.eq_ignore_ascii_case("xml") {
        return Err("a processing instruction without a proper name");
    }
    Ok(())
}

/// Whether an XML declaration is one (production 23) of XML 1.0.
pub(super) fn is_declaration(declaration: &BytesDecl<'_>) -> bool {
    let raw: &str = declaration;
    let Some(rest) = raw.strip_prefix("xml") else { return false };
    if attributes(rest).is_err() {
        return false;
    }
    let mut expected = ["version", "encoding", "standalone"].into_iter();
    let mut has_version = false;
    for attribute in Attributes::new(raw, "xml".len()) {
        let Ok(attribute) = attribute else { return false };
        let (key, value) = (attribute.key.as_ref(), attribute.value.as_ref());
        let valid = match key {
            "version" => value == "1.0",
            "encoding" => {
                value.starts_with(|c: char| c.is_ascii_alphabetic())
                    && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            }
            "standalone" => matches!(value, "yes" | "no"),
            _ => false,
        };
        // Each at most once and in this order; `find` skips those left out.
        if !valid || expected.find(|name| *name == key).is_none() {
            return false;
        }
        has_version |= key == "version";
    }
    has_version
}

/// A `Name` (productions 4, 4a and 5).
fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_part)
}

fn is_name_start(c: char) -> bool {
    matches!(c, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_part(c: char) -> bool {
    is_name_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
