//! Fluxes against the schema, against each other, and with every fault that an integrator can make.

pub(crate) mod arbitrary;
mod faults;
mod schema;

use proptest::prelude::*;

use super::{Flux, FluxError};

proptest! {
    #[test]
    fn what_is_written_is_read_back_equal(flux in arbitrary::flux()) {
        let xml = flux.to_xml();
        let read = Flux::from_xml(xml.as_bytes(), "flux.xml").map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(read, flux);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(
        flux in arbitrary::flux(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, arbitrary::markup()), 1..6),
    ) {
        let mut bytes = flux.to_xml().into_bytes();
        for (at, cut, insert) in edits {
            let at = at.index(bytes.len());
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, insert.bytes());
        }
        // Whatever comes out, it came out.
        let _: Result<Flux, FluxError> = Flux::from_xml(&bytes, "flux.xml");
    }
}

#[test]
fn deep_files_end_where_the_schema_does() {
    let deep = "<a>".repeat(100_000);
    let error = Flux::from_xml(deep.as_bytes(), "deep.xml").unwrap_err();
    assert!(matches!(error, FluxError::Violation { line: 1, column: 1, .. }), "{error}");
    let inside = format!("<ModelesConfiguration_CAS xmlns=\"{}\" Integrateur=\"i\">{deep}", super::NAMESPACE);
    assert!(matches!(Flux::from_xml(inside.as_bytes(), "deep.xml"), Err(FluxError::Violation { .. })));
}

#[test]
fn large_files_are_not_read() {
    let spaces = vec![b' '; (16 << 20) + 1];
    let error = Flux::from_xml(&spaces, "large.xml").unwrap_err();
    insta::assert_snapshot!(error, @"large.xml: more than 16 MiB, which is no flux of models.");
}
