//! Records of XML files that are known in part: SIECLE, STS, EDT.
//!
//! Role: reads the elements that are known, and passes all others over. Input: the bytes of a file, and which elements are
//! records. Output: one [`Record`] at a time, with its attributes, its child elements and theirs as one flat list of fields.
//! Invariants: in a block of known records any other element is an error, so that a damaged name loses nobody; an element
//! that must be there once and stands there twice with two values is an error; a record has at most [`MOST_FIELDS`] fields.
//!
//! Entry point: [`Reader::next_record`].

use std::io::BufRead;

use super::parse_error::{ParseError, Problem};
use super::read::{Cursor, Doctype, Source, Step};

/// A pupil of SIECLE has some fifty.
const MOST_FIELDS: usize = 10_000;

/// A known kind of record.
#[derive(Debug)]
pub struct Kind {
    /// The element around it.
    pub block: &'static str,
    /// Its own element; empty if every element of the block is a record.
    pub element: &'static str,
    /// True if nothing else may stand in the block.
    pub is_alone: bool,
    /// The fields that it has at most once.
    pub once: &'static [&'static str],
}

/// A record: an element with all that stands in it.
#[derive(Debug, Default)]
pub struct Record {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The name of its element, without a prefix.
    pub element: String,
    /// The text that stands right in it.
    pub text: String,
    fields: Vec<Field>,
}

/// An attribute or an element within a record.
#[derive(Debug)]
struct Field {
    /// 1 for what stands right in the record.
    depth: usize,
    name: String,
    value: String,
    is_attribute: bool,
}

/// A record, or an element within one.
#[derive(Debug, Clone, Copy)]
pub struct View<'r> {
    depth: usize,
    fields: &'r [Field],
}

impl Record {
    /// The record as a whole.
    pub fn view(&self) -> View<'_> {
        View { depth: 0, fields: &self.fields }
    }

    /// The first value of that name that is not empty, as an attribute or as an element of the record.
    pub fn value(&self, name: &str) -> &str {
        self.view().value(name)
    }
}

impl<'r> View<'r> {
    /// The first value of that name that is not empty, as an attribute or as an element.
    pub fn value(self, name: &str) -> &'r str {
        let here = self.fields.iter().filter(|field| field.depth == self.depth + 1 && field.name == name);
        here.map(|field| field.value.as_str()).find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// The elements right in it: name, text, and what stands in each.
    pub fn elements(self) -> impl Iterator<Item = (&'r str, &'r str, View<'r>)> {
        let depth = self.depth + 1;
        let is_here = move |(_, field): &(usize, &Field)| field.depth == depth && !field.is_attribute;
        self.fields.iter().enumerate().filter(is_here).map(move |(at, field)| {
            let rest = &self.fields[at + 1..];
            let end = rest.iter().position(|other| other.depth <= depth).unwrap_or(rest.len());
            (field.name.as_str(), field.value.as_str(), View { depth, fields: &rest[..end] })
        })
    }

    /// The attributes: name and value.
    pub fn attributes(self) -> impl Iterator<Item = (&'r str, &'r str)> {
        let depth = self.depth + 1;
        let is_here = move |field: &&Field| field.depth == depth && field.is_attribute;
        self.fields.iter().filter(is_here).map(|field| (field.name.as_str(), field.value.as_str()))
    }

    /// The elements of that name right in it.
    pub fn all(self, name: &str) -> impl Iterator<Item = View<'r>> {
        self.elements().filter(move |(other, ..)| *other == name).map(|(.., view)| view)
    }
}

/// Reads one file, a record at a time. After an error, the records that came before it are not to be used.
pub struct Reader<R> {
    cursor: Cursor<R>,
    kinds: &'static [Kind],
    /// The names of the open elements around the next one.
    open: Vec<String>,
    is_over: bool,
}

impl<R: BufRead> Reader<R> {
    /// Enters the root element, which has one of these names.
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn new(bytes: R, roots: &'static [&'static str], kinds: &'static [Kind]) -> Result<Self, ParseError> {
        let mut cursor = Cursor::new(Source::new(bytes)?, Doctype::ReadPast);
        cursor.step("")?;
        if !roots.contains(&cursor.tag.local_name()) {
            return Err(cursor.wrong_root(roots.first().copied().unwrap_or_default()));
        }
        cursor.tag.check()?;
        let open = vec![cursor.tag.local_name().to_owned()];
        Ok(Self { cursor, kinds, open, is_over: false })
    }

    /// How the file is encoded: `UTF-8`, `ISO-8859-15`…
    pub fn encoding(&self) -> &'static str {
        self.cursor.encoding()
    }

    /// The next record; `None` once the document has ended as it should.
    ///
    /// # Errors
    /// [`ParseError`]. There is no going on after one.
    pub fn next_record(&mut self) -> Result<Option<Record>, ParseError> {
        let mut scratch = String::new();
        while !self.is_over {
            scratch.clear();
            if self.cursor.text_to_tag(&mut scratch)? != Step::Open {
                self.open.pop();
                if self.open.is_empty() {
                    self.is_over = true;
                    self.cursor.finish()?;
                }
                continue;
            }
            self.cursor.tag.check()?;
            let (name, block) = (self.cursor.tag.local_name(), self.open.last().map_or("", String::as_str));
            let mut kinds = self.kinds.iter().filter(|kind| kind.block == block).peekable();
            let is_closed = kinds.peek().is_some_and(|kind| kind.is_alone);
            match kinds.find(|kind| kind.element == name || kind.element.is_empty()) {
                Some(kind) => return self.record(kind).map(Some),
                None if is_closed => return Err(self.cursor.unexpected(block, &[])),
                None => self.open.push(name.to_owned()),
            }
        }
        Ok(None)
    }

    /// Reads the record whose element was just entered, and leaves it.
    fn record(&mut self, kind: &Kind) -> Result<Record, ParseError> {
        let (line, element) = (self.cursor.tag.line, self.cursor.tag.local_name().to_owned());
        let mut record = Record { line, element, ..Record::default() };
        self.take_attributes(&mut record, 1)?;
        let mut open: Vec<usize> = Vec::new();
        let mut text = String::new();
        loop {
            text.clear();
            if self.cursor.text_to_tag(&mut text)? == Step::Open {
                self.cursor.tag.check()?;
                let (depth, name) = (open.len() + 1, self.cursor.tag.local_name().to_owned());
                open.push(record.fields.len());
                record.fields.push(Field { depth, name, value: String::new(), is_attribute: false });
                self.take_attributes(&mut record, depth + 1)?;
                continue;
            }
            match open.pop() {
                Some(field) => text.trim().clone_into(&mut record.fields[field].value),
                None => {
                    text.trim().clone_into(&mut record.text);
                    break;
                }
            }
        }
        for name in kind.once {
            let mut values = record.fields.iter().filter(|field| field.depth == 1 && field.name == *name);
            let first = values.next().map(|field| &field.value);
            // Which of two would be believed?
            if values.any(|other| Some(&other.value) != first && !other.is_attribute) {
                return Err(ParseError::at(line, Problem::TooMany(name)));
            }
        }
        Ok(record)
    }

    fn take_attributes(&self, record: &mut Record, depth: usize) -> Result<(), ParseError> {
        for attribute in self.cursor.tag.attributes() {
            let (name, value) = attribute?;
            let (name, value) = (name.to_owned(), value.trim().to_owned());
            record.fields.push(Field { depth, name, value, is_attribute: true });
        }
        if record.fields.len() > MOST_FIELDS {
            return Err(ParseError::at(record.line, Problem::TooDeep));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static KINDS: [Kind; 2] = [
        Kind { block: "ELEVES", element: "ELEVE", is_alone: true, once: &["NOM"] },
        Kind { block: "PARAMETRES", element: "UAJ", is_alone: false, once: &[] },
    ];

    fn records(text: &str) -> Result<Vec<Record>, ParseError> {
        let mut reader = Reader::new(text.as_bytes(), &["R"], &KINDS)?;
        let mut records = Vec::new();
        while let Some(record) = reader.next_record()? {
            records.push(record);
        }
        Ok(records)
    }

    #[test]
    fn a_record_has_its_attributes_and_elements() {
        let records = records(
            "<?xml version='1.0' encoding='ISO-8859-1'?><R><PARAMETRES><AN>2</AN><UAJ>0350001A</UAJ></PARAMETRES>\n\
             <DONNEES><ELEVES><x:ELEVE ID='1' xmlns:x='y'><NOM> A&amp;B </NOM><S><C>6A</C><C>6B</C></S></x:ELEVE></ELEVES>\
             <AUTRES><ELEVE><NOM>personne</NOM></ELEVE></AUTRES></DONNEES></R>",
        )
        .unwrap();
        assert_eq!(records.len(), 2, "an ELEVE elsewhere is no record");
        assert_eq!((records[0].element.as_str(), records[0].text.as_str()), ("UAJ", "0350001A"));
        let pupil = &records[1];
        assert_eq!((pupil.value("ID"), pupil.value("NOM"), pupil.value("C"), pupil.line), ("1", "A&B", "", 2));
        let classes: Vec<_> =
            pupil.view().all("S").flat_map(View::elements).map(|(name, text, _)| (name, text)).collect();
        assert_eq!(classes, [("C", "6A"), ("C", "6B")]);
    }

    #[test]
    fn what_would_lose_somebody_is_an_error() {
        for text in [
            "<R><ELEVES><ELEVF/></ELEVES></R>",
            "<R><ELEVES><ELEVE><NOM>A</NOM><NOM>B</NOM></ELEVE></ELEVES></R>",
            "<R><ELEVES><ELEVE><NOM>A</NOM></ELEVE>",
            "<R><ELEVES><ELEVE><NOM>&e;</NOM></ELEVE></ELEVES></R>",
            "<S/>",
            "<R/><R/>",
        ] {
            assert!(records(text).is_err(), "{text}");
        }
        assert_eq!(records("<R><ELEVES><ELEVE><NOM>A</NOM><NOM>A</NOM></ELEVE></ELEVES></R>").unwrap().len(), 1);
        let many = format!("<R><ELEVES><ELEVE>{}</ELEVE></ELEVES></R>", "<N/>".repeat(MOST_FIELDS + 1));
        assert!(records(&many).is_err());
    }
}
