//! How long a CAS reply takes from its bytes to an identity. The bar is 20 µs for a SAML reply.
//!
//! Ids are `operation/variant/implementation`; every result is asserted, so that no bench measures a failure. What is
//! read are the replies of `fixtures/reponses`, some 3 kB each.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rapproche::cas::response::{AttributeNames, Checks, Limits, asserted_identity, parse};

const SAML: &str = include_str!("../fixtures/reponses/ent-saml.xml");
const SERVICE_VALIDATE: &str = include_str!("../fixtures/reponses/apereo-cas3.xml");

fn replies(criterion: &mut Criterion) {
    let now: DateTime<Utc> = DateTime::parse_from_rfc3339("2026-09-01T06:15:45Z").expect("an instant").to_utc();
    let (checks, limits) = (Checks::live(now, "https://pronote.example.fr/"), Limits::default());
    let mut group = criterion.benchmark_group("parse");
    for (variant, reply) in [("saml", SAML), ("service_validate", SERVICE_VALIDATE)] {
        let validated = parse(reply.as_bytes(), &checks, &limits).expect("a success");
        assert_eq!(validated.subject.as_deref(), Some("pronote_professeur"));
        group.throughput(Throughput::Bytes(reply.len() as u64));
        group.bench_function(format!("{variant}/rapproche"), |bencher| {
            bencher.iter(|| parse(black_box(reply.as_bytes()), &checks, &limits));
        });
    }
    group.finish();

    let validated = parse(SAML.as_bytes(), &checks, &limits).expect("a success");
    let names = AttributeNames::default();
    let person = asserted_identity(&validated, &names).expect("an identity");
    assert_eq!((&*person.family, person.profile_values.len()), ("Pronote_professeur", 2));
    criterion.bench_function("identify/saml/rapproche", |bencher| {
        bencher.iter(|| asserted_identity(black_box(&validated), &names));
    });
}

criterion_group!(benches, replies);
criterion_main!(benches);
