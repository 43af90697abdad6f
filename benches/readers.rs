//! Shows that lists are read in linear time: each shape of file once, and once twice as large; wide, deep, long, with one huge cell.
//!
//! Ids are `shape/size`; every result is asserted. The bar is that the larger file of a shape is read with no less than two
//! thirds of the throughput of the smaller.

use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rapproche::formats::{Input, ReadOptions, read_population};
use rapproche::identity::Side;
use rust_xlsxwriter::{Format, Workbook};

const TITLES: &str = "IDPN;Profil;Nom;Prénom;Né(e) le;Code postal";

/// A person of a list.
fn row(number: usize) -> String {
    let (day, month) = (1 + number % 28, 1 + number % 12);
    format!("{number};Élève;NOIRET{number};Zoé;{day:02}/{month:02}/2012;35000")
}

/// A list of many people.
fn long(people: usize) -> String {
    let rows: String = (0..people).map(|number| row(number) + "\n").collect();
    format!("{TITLES}\n{rows}")
}

/// A list whose lines end in CR alone.
fn carriage_returns(people: usize) -> String {
    long(people).replace('\n', "\r")
}

/// A list that names its parents once per child, without identifiers.
fn once_per_child(people: usize) -> String {
    let row = |number| format!("Parent;NOIRET{};Anne;35000;NOIRET Zoé{number}\n", number / 2);
    let rows: String = (0..people).map(row).collect();
    format!("Profil;Nom;Prénom;Code postal;Enfant\n{rows}")
}

/// A dozen rows under many equal titles.
fn equal_titles(columns: usize) -> String {
    let line = |start: &str| format!("{start}{}\n", ";x".repeat(columns));
    let rows: String = (0..11).map(|number| line(&row(number))).collect();
    line(TITLES) + &rows
}

/// A dozen rows under many titles, all of them different.
fn different_titles(columns: usize) -> String {
    let titles: String = (0..columns).map(|number| format!(";Titre {number}")).collect();
    let rows: String = (0..11).map(|number| format!("{}{}\n", row(number), ";x".repeat(columns))).collect();
    format!("{TITLES}{titles}\n{rows}")
}

/// A person beside a cell of so many letters.
fn huge_cell(letters: usize) -> String {
    format!("{TITLES};Remarque\n{};{}\n", row(0), "x".repeat(letters))
}

/// A list whose accents were damaged twice.
fn misread(people: usize) -> String {
    let misread = |text: &str| encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    misread(&misread(&long(people)))
}

/// A list whose last name may be damaged, so that all rows are asked.
fn in_doubt(people: usize) -> String {
    long(people) + "0;Élève;IRMÃ–COSTA;Zoé;01/01/2012;35000\n"
}

/// A person beside a cell of so many HTML entities, which `;` ends.
fn entities(count: usize) -> String {
    format!("{TITLES};Remarque\n{};{}\n", row(0), "&eacute;".repeat(count))
}

/// A person beside a cell of so many lines.
fn many_lines(lines: usize) -> String {
    format!("{TITLES};Remarque\n{};\"{}\"\n", row(0), "remarque\n".repeat(lines))
}

/// A parent on many rows, with another child and another address on each.
fn one_parent(rows: usize) -> String {
    let row = |number| format!("1;Parent;NOIRET;Anne;35000;{number} rue Haute;NOIRET Zoé{number}\n");
    let rows: String = (0..rows).map(row).collect();
    format!("IDPN;Profil;Nom;Prénom;Code postal;Adresse;Enfants\n{rows}")
}

/// Pupils whose elements hold others, as deep as they may be.
fn deep(pupils: usize) -> String {
    let (opening, closing) = ("<x>".repeat(50), "</x>".repeat(50));
    let pupil =
        |number| format!("<Eleves numero='{number}'><NOM>A</NOM><PRENOM>B</PRENOM>{opening}{closing}</Eleves>\n");
    let pupils: String = (0..pupils).map(pupil).collect();
    format!("<TABLE>\n{pupils}</TABLE>\n")
}

/// A list whose titles lack one that is required, beside many others.
fn without_given_names(columns: usize) -> String {
    different_titles(columns).replacen("Prénom", "Libellé", 1)
}

/// How many people a file has; 0 for one that is refused.
fn read(path: &Path) -> usize {
    let input = Input { profile: None, path: path.to_owned() };
    read_population(Side::Base, &[input], &ReadOptions::default()).map_or(0, |reading| reading.population.len())
}

/// A workbook of many people, with numbers that are shown with zeros.
fn workbook(people: usize, path: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let zeros = Format::new().set_num_format("00000000");
    sheet.write_row(0, 0, TITLES.split(';')).expect("a cell");
    for number in 0..people as u32 {
        let row = row(number as usize);
        sheet.write_row(number + 1, 0, row.split(';')).expect("a cell");
        sheet.write_with_format(number + 1, 0, number, &zeros).expect("a cell");
    }
    workbook.save(path).expect("room on the disk");
}

/// Makes a file of a size.
type Shape = fn(usize) -> String;

fn readers(criterion: &mut Criterion) {
    let shapes: [(&str, Shape, usize); 13] = [
        ("long", long, 500_000),
        ("carriage-returns", carriage_returns, 200_000),
        ("once-per-child", once_per_child, 200_000),
        ("equal-titles", equal_titles, 10_000),
        ("different-titles", different_titles, 10_000),
        ("huge-cell", huge_cell, 20_000_000),
        ("many-lines", many_lines, 1_000_000),
        ("misread", misread, 100_000),
        ("in-doubt", in_doubt, 100_000),
        ("entities", entities, 1_000_000),
        ("one-parent", one_parent, 100_000),
        ("deep", deep, 20_000),
        ("without-given-names", without_given_names, 10_000),
    ];
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("base.csv");
    for (name, shape, small) in shapes {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).measurement_time(Duration::from_secs(5));
        for size in [small, 2 * small] {
            let text = shape(size);
            std::fs::write(&path, &text).expect("room on the disk");
            let people = read(&path);
            assert_eq!(people == 0, name == "without-given-names");
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter(|| assert_eq!(read(&path), people));
            });
        }
        group.finish();
    }
    let path = directory.path().join("base.xlsx");
    let mut group = criterion.benchmark_group("workbook");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    for people in [20_000, 40_000] {
        workbook(people, &path);
        group.throughput(Throughput::Elements(people as u64));
        group.bench_function(BenchmarkId::from_parameter(people), |bencher| {
            bencher.iter(|| assert_eq!(read(&path), people));
        });
    }
    group.finish();
}

criterion_group!(benches, readers);
criterion_main!(benches);
