//! No bytes make the reader of CAS replies panic, hang, or vouch for somebody with an id that is blank.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use rapproche::cas::response::{AttributeNames, Checks, Limits, asserted_identity, parse};
use rapproche::identity::Lang;

fuzz_target!(|body: &[u8]| {
    // 2026-09-01, when the replies of the fixtures are valid.
    let now = DateTime::from_timestamp(1_788_243_341, 0).expect("an instant");
    for checks in [Checks::stored(), Checks::live(now, "https://pronote.example.fr/")] {
        match parse(body, &checks, &Limits::default()) {
            Ok(validated) => {
                for id in [validated.common_id(None), validated.common_id(Some("uid"))].into_iter().flatten() {
                    assert!(!id.trim().is_empty());
                }
                let _ = asserted_identity(&validated, &AttributeNames::default());
            }
            Err(error) => assert!(!error.message(Lang::Fr).is_empty()),
        }
    }
});
