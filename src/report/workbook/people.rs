//! One sheet per profile: the users of the base, and the id each of them has or gets.
//!
//! The filter «uniquement les non rapprochés» is on when the sheet opens, since those are what the sheet is for; the
//! first row says so and how to show everybody. Where there is nobody to show, or only such users, it is off.

use rust_xlsxwriter::{ColNum, FilterCondition, Format, Workbook, Worksheet, XlsxError};

use crate::identity::{Lang, Person, Population, Profile, Row};
use crate::reconcile::{Reconciliation, Verdict};
use crate::report::words::{self, pick};
use crate::report::{Run, number, side_by_side};

use super::style::Styles;
use super::{A4, Cursor, MOST_ROWS};

const TITLES_FR: [&str; 7] = ["Nom", "Prénom", "Date de naissance", "Code postal", "État", "Identifiant CAS", "IDPN"];
const TITLES_EN: [&str; 7] = ["Family name", "Given name", "Birth date", "Postcode", "State", "CAS id", "IDPN"];
const WIDTHS: [f64; 7] = [24.0, 22.0, 17.0, 12.0, 24.0, 30.0, 14.0];
const EXTRA_WIDTH: f64 = 18.0;
const STATE_COLUMN: ColNum = 4;
/// Excel has 16,384 columns; a list this wide is of no use long before.
const MOST_EXTRAS: usize = 200;

/// Where a user of the base stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The base already had the id, and the CAS side still knows it.
    Existing,
    /// The same, but the two records contradict each other.
    Doubtful,
    /// Linked by this run, with this row of the CAS side.
    New(Row),
    /// No id.
    Open,
    /// The base has an id that the CAS side does not know for this profile: last year's, most often.
    Stale,
}

impl State {
    fn is_reconciled(self) -> bool {
        matches!(self, Self::Existing | Self::Doubtful | Self::New(_))
    }

    /// Whether the sheet is for those in this state.
    fn wants_work(self) -> bool {
        !self.is_reconciled() || self == Self::Doubtful
    }

    fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Existing => pick(lang, "rapproché (déjà)", "reconciled (before)"),
            Self::Doubtful => pick(lang, "rapproché (déjà), à vérifier", "reconciled (before), to check"),
            Self::New(_) => pick(lang, "rapproché (nouveau)", "reconciled (new)"),
            Self::Open => pick(lang, "non rapproché", "not reconciled"),
            Self::Stale => pick(lang, "identifiant absent du fichier CAS", "id unknown to the CAS file"),
        }
    }
}

/// State of each user of the base, by row; meaningful for those of the profile.
fn states(base: &Population, result: &Reconciliation, profile: Profile) -> Vec<State> {
    let mut states: Vec<State> =
        base.people().map(|person| if person.linked_id().is_some() { State::Stale } else { State::Open }).collect();
    for outcome in result.outcomes.iter().filter(|outcome| outcome.profile == Some(profile)) {
        match &outcome.verdict {
            Verdict::AlreadyLinked { base, is_doubtful, .. } => {
                states[*base as usize] = if *is_doubtful { State::Doubtful } else { State::Existing };
            }
            Verdict::Linked(link) => states[link.base as usize] = State::New(outcome.cas),
            Verdict::Failed(_) => {}
        }
    }
    states
}

/// The people of one sheet.
struct List<'a> {
    people: Vec<(Person<'a>, State)>,
    /// Users of the profile.
    total: usize,
    /// Of those, the ones not reconciled.
    open: usize,
}

impl<'a> List<'a> {
    fn new(base: &'a Population, result: &Reconciliation, profile: Profile) -> Self {
        let states = states(base, result, profile);
        let mut people: Vec<(Person<'a>, State)> =
            base.people().zip(states).filter(|(person, _)| person.profiles().contains(profile)).collect();
        let total = people.len();
        let open = people.iter().filter(|(_, state)| !state.is_reconciled()).count();
        if total > MOST_ROWS {
            people.retain(|(_, state)| state.wants_work());
            people.truncate(MOST_ROWS);
        }
        Self { people, total, open }
    }

    fn is_filtered(&self) -> bool {
        let listed = self.people.iter().filter(|(_, state)| state.wants_work()).count();
        listed > 0 && listed < self.people.len()
    }

    /// What the sheet shows.
    fn note(&self, profile: Profile, lang: Lang) -> String {
        let who = words::profile(profile, lang);
        let [total, open, most] = [self.total, self.open, MOST_ROWS].map(|n| number::count(n as u64, lang));
        let plural = if self.open < 2 { "" } else { "s" };
        let counts = match lang {
            Lang::Fr if self.open == 0 => format!("{who} : tous rapprochés ({total})."),
            Lang::Fr => format!("{who} : {open} non rapproché{plural} sur {total}."),
            Lang::En if self.open == 0 => format!("{who}: all reconciled ({total})."),
            Lang::En => format!("{who}: {open} of {total} not reconciled."),
        };
        let shown = if self.total > MOST_ROWS && self.open > MOST_ROWS {
            match lang {
                Lang::Fr => format!("Liste trop longue : seuls les {most} premiers non rapprochés figurent ici."),
                Lang::En => format!("The list is too long: only the first {most} not reconciled are here."),
            }
        } else if self.total > MOST_ROWS {
            pick(
                lang,
                "Liste trop longue : seuls les non rapprochés figurent ici.",
                "The list is too long: only those not reconciled are here.",
            )
            .to_owned()
        } else if self.is_filtered() {
            pick(
                lang,
                "Filtre «uniquement les non rapprochés» actif : pour voir tout le monde, Données > Effacer (le filtre).",
                "Filter «only those not reconciled» is on: to show everybody, Data > Clear (the filter).",
            )
            .to_owned()
        } else {
            String::new()
        };
        format!("{counts} {shown}").trim_end().to_owned()
    }
}

/// Writes the sheet of a profile, if the base has anybody of it.
pub(super) fn write(
    run: &Run<'_>,
    profile: Profile,
    workbook: &mut Workbook,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let list = List::new(run.base, run.result, profile);
    if list.total == 0 {
        return Ok(());
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(words::profile(profile, run.lang))?;
    sheet.set_freeze_panes(2, 2)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 1)?;
    let mut at = Cursor::new(sheet);
    at.text(&list.note(profile, run.lang), &styles.note)?;
    at.next_row();
    let columns = write_header(run, &mut at, styles)?;
    for &(person, state) in &list.people {
        write_person(run, person, state, &mut at, styles)?;
    }
    let last_row = at.row.saturating_sub(1).max(1);
    sheet.autofilter(1, 0, last_row, columns - 1)?;
    if list.is_filtered() {
        set_filter(sheet, run.lang)?;
    }
    Ok(())
}

/// Writes the titles and returns how many columns there are.
fn write_header(run: &Run<'_>, at: &mut Cursor<'_>, styles: &Styles) -> Result<ColNum, XlsxError> {
    let titles = match run.lang {
        Lang::Fr => TITLES_FR,
        Lang::En => TITLES_EN,
    };
    for (title, width) in titles.into_iter().zip(WIDTHS) {
        at.sheet.set_column_width(at.column, width)?;
        at.text(title, &styles.header)?;
    }
    for title in run.base.extra_titles.iter().take(MOST_EXTRAS) {
        at.sheet.set_column_width(at.column, EXTRA_WIDTH)?;
        at.text(title, &styles.header)?;
    }
    let columns = at.column;
    at.next_row();
    Ok(columns)
}

fn write_person(
    run: &Run<'_>,
    person: Person<'_>,
    state: State,
    at: &mut Cursor<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let state_format: &Format = if state.wants_work() { &styles.open } else { &styles.plain };
    let cas_id = match state {
        State::New(cas) => run.cas.person(cas).id(),
        _ => person.linked_id().unwrap_or(""),
    };
    at.text(person.family(), &styles.plain)?;
    at.text(person.given(), &styles.plain)?;
    at.date(person.birth_date(), styles)?;
    at.text(&side_by_side::postcode(person.postcode(), run.lang), &styles.plain)?;
    at.text(state.words(run.lang), state_format)?;
    at.text(cas_id, &styles.plain)?;
    at.text(person.id(), &styles.plain)?;
    for value in person.extras().take(MOST_EXTRAS) {
        at.text(value, &styles.plain)?;
    }
    at.next_row();
    Ok(())
}

/// Shows only those who have no id that counts; saving hides the other rows.
fn set_filter(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    let condition = [State::Open, State::Stale, State::Doubtful]
        .into_iter()
        .fold(FilterCondition::new(), |condition, state| condition.add_list_filter(state.words(lang)));
    sheet.filter_column(STATE_COLUMN, &condition)?;
    Ok(())
}
