//! How fast the files of the field are read, on one core. The bar is 150 MB/s for RapprochementSSO.
//!
//! Ids are `operation/variant/implementation`; every result is asserted. The file has a million people, as an ENT of
//! two académies sends them; it lies on disk, so that the memory that is printed is the reader's.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rapproche::exchange::rapprochement::{
    Address, Civility, Delegation, Header, Person, Reader, Role, RoleRef, School, Writer,
};
use rapproche::identity::{BirthDate, Sex};

const PEOPLE: u32 = 1_000_000;
/// The shares of a population with two children for three adults; the numbers of the file follow the blocks.
const FIRST_GUARDIAN: u32 = 100_000;
const FIRST_PUPIL: u32 = 620_000;

fn person(number: u32) -> Person {
    const FAMILIES: [&str; 8] =
        ["MARTIN", "LE GOFF", "D'HEILLY", "DA SILVA COSTA", "NOIRET", "ABDELLAOUI", "BŒUF", "PETIT-JEAN"];
    const GIVEN: [&str; 7] = ["Jean-Baptiste", "Zoé", "Marie-Ange", "Emma", "Léo", "Victoria", "Tom"];
    let role = match number {
        0..30_000 => Role::Staff,
        30_000..FIRST_GUARDIAN => Role::Teacher { birth_date: BirthDate::MISSING },
        FIRST_GUARDIAN..FIRST_PUPIL => Role::Guardian { civility: Some(1 + number % 2) },
        _ => {
            let guardian = FIRST_GUARDIAN + number % (FIRST_PUPIL - FIRST_GUARDIAN - 1);
            Role::Pupil {
                birth_date: BirthDate::new(2010 + (number % 6) as i32, 1 + number % 12, 1 + number % 28)
                    .expect("a date"),
                sex: if number.is_multiple_of(2) { Sex::Female } else { Sex::Male },
                national_number: format!("{number:09}AB"),
                guardians: vec![guardian, guardian + 1],
            }
        }
    };
    let mut address = Address { postcode: format!("{:05}", 1_000 + number % 90_000), ..Address::default() };
    if number.is_multiple_of(3) {
        address.lines[0] = format!("{} rue de l'Église", number % 100);
        "RENNES".clone_into(&mut address.town);
    }
    Person {
        ident: number,
        family: FAMILIES[number as usize % FAMILIES.len()].to_owned(),
        given: GIVEN[number as usize % GIVEN.len()].to_owned(),
        cas_id: format!("{:08X}", number.wrapping_mul(2_654_435_761)),
        address,
        role,
    }
}

fn write(path: &Path) -> u64 {
    let school = School { ident: 1, uai: "0350030T".to_owned(), name: "Collège".to_owned(), ..School::default() };
    let header = Header {
        date: chrono::NaiveDate::from_ymd_opt(2025, 9, 1).unwrap_or_default().and_time(chrono::NaiveTime::MIN),
        partner: "rapproche".to_owned(),
        delegation: Some(Delegation::Cas),
        civilities: vec![Civility { ident: 1, label: "M.".to_owned() }, Civility { ident: 2, label: "Mme".to_owned() }],
        schools: vec![school],
        managed: vec![1],
    };
    let out = BufWriter::new(File::create(path).expect("a file"));
    let mut writer = Writer::new(out, &header).expect("a head");
    (0..PEOPLE).for_each(|number| writer.push(&person(number)).expect("a person"));
    writer.finish().expect("an end").flush().expect("room on the disk");
    path.metadata().expect("a file").len()
}

/// People, relations, and the bytes of the texts that were handed out.
fn read(path: &Path) -> (u32, u32, usize) {
    let file = BufReader::with_capacity(1 << 16, File::open(path).expect("a file"));
    let mut reader = Reader::new(file).expect("a head");
    let (mut people, mut relations, mut bytes) = (0, 0, 0);
    while let Some(person) = reader.next_person().expect("a person") {
        people += 1;
        bytes += person.family.len() + person.given.len() + person.cas_id.len() + person.address.postcode.len();
        if let RoleRef::Pupil { guardians, .. } = person.role {
            relations += guardians.len() as u32;
        }
    }
    (people, relations, bytes)
}

/// The most memory that the process ever held, as Linux tells it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

fn exchange(criterion: &mut Criterion) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("rapprochement-sso.xml");
    let size = write(&path);
    let before = peak_memory();
    let (people, relations, bytes) = read(&path);
    assert_eq!((people, relations), (PEOPLE, 2 * (PEOPLE - FIRST_PUPIL)));
    println!("{} MB, {people} people: peak memory {before} before reading, {} after", size / 1_000_000, peak_memory());

    let mut group = criterion.benchmark_group("exchange");
    group.throughput(Throughput::Bytes(size)).sample_size(10).measurement_time(Duration::from_secs(15));
    group.bench_function("read-rapprochement/rapproche", |bencher| {
        bencher.iter(|| assert_eq!(read(&path), (people, relations, bytes)));
    });
    group.finish();
}

criterion_group!(benches, exchange);
criterion_main!(benches);
