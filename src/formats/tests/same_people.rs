//! Tests that a list gives the same people in every form in which a program may write it.

use proptest::prelude::*;

use super::sheets::{Format, Sheet};
use super::{Files, remarks};
use crate::formats::{Input, ReadOptions, Reading, read_population};
use crate::identity::{NoticeKind, Side};

const TITLES: [&str; 8] = ["IDPN", "Profil", "Nom", "Prénom", "Né(e) le", "Code postal", "Identifiant CAS", "Régime"];

/// A person as cells, under [`TITLES`].
type Cells = [String; 8];

/// How a text file is written.
#[derive(Debug, Clone)]
struct Dress {
    line_ends: Vec<&'static str>,
    separator: char,
    encoding: Encoding,
    quotes: bool,
    trailing: Trailing,
    title_line: bool,
    ends_with_line_end: bool,
    footer: bool,
}

impl Dress {
    /// As most programs write a list.
    fn plain() -> Self {
        Self {
            line_ends: vec!["\n"],
            separator: ';',
            encoding: Encoding::Utf8,
            quotes: false,
            trailing: Trailing::Whole,
            title_line: false,
            ends_with_line_end: true,
            footer: false,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16,
    Windows1252,
    Misread,
}

#[derive(Debug, Clone, Copy)]
enum Trailing {
    Whole,
    /// Empty cells at the end of a row are left out.
    Dropped,
    /// Each row has more cells, all of them empty.
    More,
}

fn any_cells() -> impl Strategy<Value = Vec<Cells>> {
    let profile = prop::sample::select(vec!["Élève", "Parent", "Professeur", "Personnel"]);
    let date = prop_oneof![Just(""), Just("04/03/2012"), Just("31/12/1980")];
    let postcode = prop_oneof![Just(""), Just("35000"), Just("01000")];
    let id = prop_oneof![Just(String::new()), "[a-z]{3}"];
    let regime = prop_oneof![Just(""), Just("Externe"), Just("1/2 pension; ou non"), Just("deux\nlignes")];
    let row = (profile, "[A-Zéà]{2,6}", "[A-Z][a-zëï]{2,6}", date, postcode, id, regime);
    prop::collection::vec(row, 1..6).prop_map(|rows| {
        let numbered = |(number, (profile, family, given, date, postcode, id, regime)): (usize, _)| {
            let id: String = id;
            let id = if id.is_empty() { id } else { format!("{id}{number}") };
            let (profile, date): (&str, &str) = (profile, date);
            let (postcode, regime): (&str, &str) = (postcode, regime);
            [
                format!("{}", 100 + number),
                profile.into(),
                family,
                given,
                date.into(),
                postcode.into(),
                id,
                regime.into(),
            ]
        };
        rows.into_iter().enumerate().map(numbered).collect()
    })
}

fn any_dress() -> impl Strategy<Value = Dress> {
    let line_end = prop::sample::select(vec!["\n", "\r", "\r\n", "\r\r\n"]);
    let encoding = prop_oneof![
        Just(Encoding::Utf8),
        Just(Encoding::Utf8WithMark),
        Just(Encoding::Utf16),
        Just(Encoding::Windows1252),
        Just(Encoding::Misread)
    ];
    let trailing = prop_oneof![Just(Trailing::Whole), Just(Trailing::Dropped), Just(Trailing::More)];
    let line_ends = prop_oneof![
        line_end.clone().prop_map(|end| vec![end]),
        prop::collection::vec(prop_oneof![Just("\n"), Just("\r\n")], 2..4),
        prop::collection::vec(line_end, 2..4),
    ];
    let separator = prop::sample::select(vec![';', ',', '\t']);
    (line_ends, separator, encoding, any::<bool>(), trailing, any::<[bool; 3]>()).prop_map(
        |(line_ends, separator, encoding, quotes, trailing, [title_line, ends_with_line_end, footer])| Dress {
            line_ends,
            separator,
            encoding,
            quotes,
            trailing,
            title_line,
            ends_with_line_end,
            footer,
        },
    )
}

fn written(rows: &[Cells], dress: &Dress) -> Vec<u8> {
    let cell = |text: &str| {
        let needs_quotes = dress.quotes || text.contains([dress.separator, '"', '\n']);
        if needs_quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    let separator = dress.separator.to_string();
    let line = |cells: &[&str]| {
        let mut cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        match dress.trailing {
            Trailing::Whole => {}
            Trailing::Dropped => {
                while cells.last().is_some_and(|cell| cell.is_empty() || cell == "\"\"") {
                    cells.pop();
                }
            }
            Trailing::More => cells.extend(["", ""].map(cell)),
        }
        cells.join(&separator)
    };
    let mut lines = Vec::new();
    if dress.title_line {
        lines.extend(["Utilisateurs au 1er septembre".to_owned(), String::new()]);
    }
    lines.push(line(&TITLES));
    lines.extend(rows.iter().map(|row| line(&row.each_ref().map(String::as_str))));
    if dress.footer {
        lines.push(format!("Total : {} utilisateurs", rows.len()));
    }
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        text += line;
        if number + 1 < lines.len() || dress.ends_with_line_end {
            text += dress.line_ends[number % dress.line_ends.len()];
        }
    }
    match dress.encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf8WithMark => format!("\u{feff}{text}").into_bytes(),
        Encoding::Utf16 => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
        Encoding::Misread => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned().into()
        }
    }
}

/// Returns the values of the people that all forms of a list have in common: all but file and line.
fn told(reading: &Reading) -> Vec<String> {
    let of = |person: crate::identity::Person<'_>| {
        let extras: Vec<_> = person.extras().collect();
        format!(
            "{} {:?} {} {} {:?} {:?} {:?} {extras:?} {:?}",
            person.id(),
            person.profiles(),
            person.family(),
            person.given(),
            person.birth_date(),
            person.postcode(),
            person.linked_id(),
            person.flaws()
        )
    };
    let mut people: Vec<String> = reading.population.people().map(of).collect();
    people.sort_unstable();
    people
}

fn read(input: Input) -> Reading {
    read_population(Side::Base, &[input], &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_text_is_read_the_same_in_any_dress(rows in any_cells(), dress in any_dress()) {
        // What swallows rows in one dress is a cell of several lines in another: CR alone cannot tell.
        let files = Files::new();
        let plain = Dress::plain();
        let expected = read(files.write("a.csv", written(&rows, &plain)));
        prop_assert_eq!(expected.population.len(), rows.len());
        let found = read(files.write("b.csv", written(&rows, &dress)));
        prop_assert_eq!(told(&found), told(&expected), "{:?}", remarks(&found));
        let skipped = remarks(&found).iter().filter(|(kind, ..)| *kind == NoticeKind::SkippedRow).count();
        prop_assert_eq!(skipped, usize::from(dress.footer));
    }

    #[test]
    fn a_workbook_is_read_the_same_whatever_its_format_and_the_order_of_its_sheets(
        rows in any_cells(), split in 0_usize..6, swap in any::<bool>(), beside in any::<bool>(), above in 0_usize..3,
        trailing in 0_usize..3,
    ) {
        let files = Files::new();
        let expected = read(files.write("a.csv", written(&rows, &Dress::plain())));
        let list = |name, rows: &[Cells]| {
            let titles = TITLES.map(str::to_owned);
            let lines = std::iter::once(&titles).chain(rows);
            let filled = lines.map(|cells| [&cells[..], &vec![String::new(); trailing]].concat());
            Sheet { name, rows: std::iter::repeat_n(Vec::new(), above).chain(filled).collect() }
        };
        let (first, second) = rows.split_at(split.min(rows.len()));
        let mut sheets = vec![list("Un", first), list("Deux", second)];
        if swap {
            sheets.reverse();
        }
        if beside {
            sheets.insert(0, Sheet { name: "Notice", rows: vec![vec!["À lire".to_owned()]] });
        }
        for format in Format::ALL {
            let found = read(files.write("b", format.write(&sheets)));
            prop_assert_eq!(told(&found), told(&expected), "{:?}: {:?}", format, remarks(&found));
            let unread = remarks(&found).iter().filter(|(kind, ..)| *kind == NoticeKind::UnreadSheet).count();
            prop_assert_eq!(unread, usize::from(beside), "{:?}", format);
        }
    }
}
