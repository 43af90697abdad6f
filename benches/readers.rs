//! Whether lists are read in linear time: each shape of file once, and once twice as large.
//!
//! Ids are `shape/size`; every result is asserted. The bar is that the larger file of a shape is read with no less than two
//! thirds of the throughput of the smaller.

use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rapproche::formats::{Input, ReadOptions, read_population};
use rapproche::identity::Side;

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

fn read(path: &Path) -> usize {
    let input = Input { profile: None, path: path.to_owned() };
    read_population(Side::Base, &[input], &ReadOptions::default()).expect("a list").population.len()
}

/// Makes a file of a size.
type Shape = fn(usize) -> String;

fn readers(criterion: &mut Criterion) {
    let shapes: [(&str, Shape, usize); 6] = [
        ("long", long, 500_000),
        ("carriage-returns", carriage_returns, 200_000),
        ("once-per-child", once_per_child, 200_000),
        ("equal-titles", equal_titles, 10_000),
        ("different-titles", different_titles, 10_000),
        ("huge-cell", huge_cell, 20_000_000),
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
            assert!(people > 0);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter(|| assert_eq!(read(&path), people));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, readers);
criterion_main!(benches);
