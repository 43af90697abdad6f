//! Birth dates that stand for «not known»: told once per side and reading, since they look like data.

use crate::identity::{Lang, Side};
use crate::matching::{FillerDate, FillerReading};
use crate::reconcile::Reconciliation;

use super::{number, words};

/// How many dates a sentence names.
const MOST_DATES: usize = 3;

/// The filler dates of one side that are read in one way.
pub(super) struct FillerGroup {
    /// The side whose list has them.
    pub(super) side: Side,
    reading: FillerReading,
    dates: Vec<FillerDate>,
}

/// All filler dates of a run, by side and reading.
pub(super) fn groups(result: &Reconciliation) -> Vec<FillerGroup> {
    let group = |side, reading| {
        let own = result.filler_dates.iter().filter(|(of, filler)| *of == side && filler.reading == reading);
        FillerGroup { side, reading, dates: own.map(|(_, filler)| *filler).collect() }
    };
    let groups = [Side::Base, Side::Cas]
        .into_iter()
        .flat_map(|side| [FillerReading::YearAlone, FillerReading::Missing].map(|reading| group(side, reading)));
    groups.filter(|group| !group.dates.is_empty()).collect()
}

impl FillerGroup {
    /// How many people carry one of the dates.
    pub(super) fn people(&self) -> u64 {
        self.dates.iter().map(|filler| filler.count as u64).sum()
    }

    /// `fichier CAS : 425 dates de naissance de remplissage (01/01/2010, …) : seule l'année est comparée`.
    pub(super) fn sentence(&self, lang: Lang) -> String {
        let (side, colon) = (words::side(self.side, lang), words::colon(lang));
        let people = number::count(self.people(), lang);
        let mut dates: Vec<_> = self.dates.iter().map(|filler| filler.date).collect();
        dates.dedup();
        let mut named: Vec<String> = dates.iter().take(MOST_DATES).map(ToString::to_string).collect();
        if dates.len() > MOST_DATES {
            named.push("…".to_owned());
        }
        let named = named.join(", ");
        match (self.reading, lang) {
            (FillerReading::YearAlone, Lang::Fr) => {
                format!(
                    "{side}{colon}{people} × date de naissance de remplissage ({named}) : seule l’année est comparée"
                )
            }
            (FillerReading::Missing, Lang::Fr) => {
                format!("{side}{colon}{people} × date de naissance de remplissage ({named}) : elle n’est pas comparée")
            }
            (FillerReading::YearAlone, Lang::En) => {
                format!("{side}{colon}{people} × filler birth date ({named}): its year alone is compared")
            }
            (FillerReading::Missing, Lang::En) => {
                format!("{side}{colon}{people} × filler birth date ({named}): it is not compared")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::BirthDate;
    use crate::matching::Cohort;
    use crate::report::example::school;

    #[test]
    fn each_side_and_reading_is_told_once() {
        let filler = |year, reading| {
            let date = BirthDate::new(year, 1, 1).unwrap();
            FillerDate { date, cohort: Cohort::Pupils, count: 20, reading }
        };
        let mut result = school().result;
        assert!(groups(&result).is_empty());
        let years = (2010..2014).map(|year| (Side::Cas, filler(year, FillerReading::YearAlone)));
        result.filler_dates = years.chain([(Side::Base, filler(1900, FillerReading::Missing))]).collect();
        let said: Vec<String> = groups(&result).iter().map(|group| group.sentence(Lang::Fr)).collect();
        assert_eq!(
            said,
            [
                "base PRONOTE : 20 × date de naissance de remplissage (01/01/1900) : elle n’est pas comparée",
                "fichier CAS : 80 × date de naissance de remplissage (01/01/2010, 01/01/2011, 01/01/2012, …) : seule \
                 l’année est comparée",
            ]
        );
    }
}
