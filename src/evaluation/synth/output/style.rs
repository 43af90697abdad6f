//! How an ENT writes what it knows.

use crate::identity::{BirthDate, Profile};

use crate::evaluation::synth::block::Record;
use crate::evaluation::synth::config::EntStyle;
use crate::evaluation::synth::spelling;

pub(super) fn postcode(number: u32) -> String {
    if number == 0 { String::new() } else { format!("{number:05}") }
}

impl EntStyle {
    /// A name as this ENT writes it.
    pub(in crate::evaluation::synth) fn name(self, name: &str) -> String {
        if self.ascii_capitals { spelling::without_accents(name).to_ascii_uppercase() } else { name.to_owned() }
    }

    pub(super) fn date(self, date: BirthDate) -> String {
        if self.iso_dates && !date.is_missing() {
            format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
        } else {
            date.to_string()
        }
    }

    pub(super) fn postcode(self, record: &Record) -> String {
        match self.street(record) {
            Some(street) => format!("{street}, {:05} VILLE", record.postcode),
            None => postcode(record.postcode),
        }
    }

    /// Number and street, where this ENT sends addresses.
    pub(super) fn street(self, record: &Record) -> Option<String> {
        const STREETS: [&str; 4] = ["rue des Lilas", "avenue Jean Jaurès", "chemin du Moulin", "place de l'Église"];
        if !self.address || record.postcode == 0 {
            return None;
        }
        let sign = usize::from(record.id.bytes().next_back().unwrap_or(0));
        Some(format!("{} {}", 1 + sign % 60, STREETS[sign % STREETS.len()]))
    }

    /// The values of `ENTPersonProfils`, joined by `;`.
    pub(in crate::evaluation::synth) fn profiles(self, record: &Record) -> String {
        let values: Vec<&str> = record.profiles.iter().map(|profile| self.profile(profile, &record.id)).collect();
        values.join(";")
    }

    fn profile(self, profile: Profile, id: &str) -> &'static str {
        // Management, school life, administration: which one says nothing of the person, so the id may choose.
        let staff = id.bytes().next().unwrap_or(0) % 8;
        match (profile, self.numeric_profiles) {
            (Profile::Pupils, false) => "National_ELV",
            (Profile::Pupils, true) => "National_1",
            (Profile::Parents, false) => "National_TUT",
            (Profile::Parents, true) => "National_2",
            (Profile::Teachers, false) => "National_ENS",
            (Profile::Teachers, true) => "National_3",
            (Profile::Staff, false) => ["National_DIR", "National_EVS", "National_ETA"][usize::from(staff % 3)],
            (Profile::Staff, true) => ["National_4", "National_5", "National_6"][usize::from(staff % 3)],
            (Profile::Inspectors, false) => "National_ACA",
            (Profile::Inspectors, true) => "National_7",
            // No ENT has a value for them; generated populations have no such accounts.
            (Profile::Supervisors, _) => "",
        }
    }
}
