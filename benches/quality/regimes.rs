//! The shipped rule set on each regime: populations in which one kind of hard case is frequent.
//!
//! Input: the arguments of `cargo bench --bench quality -- --regimes`. Output: two tables in Markdown, of runs and of first
//! connections. The stated risk of a regime comes true if as many wrong links or more are not improbable (5 %) for a sum of
//! such risks.

use std::collections::{BTreeMap, HashMap};

use rapproche::cas::configuration::FirstConnectionSettings;
use rapproche::evaluation::assessment::{Assessment, Cost, Decided, Judged};
use rapproche::evaluation::measures::{Breakdown, Counts, wilson};
use rapproche::evaluation::replies::{identity_parameters, reply_of};
use rapproche::evaluation::synth::{Dataset, NameTables, Regime, Synth, SynthConfig};
use rapproche::evaluation::truth::Truth;
use rapproche::first_connection::{FirstConnection, Outcome, Policy};
use rapproche::identity::{Person, Profile};
use rapproche::matching::RuleSet;
use rapproche::reconcile::{Options, reconcile};

/// The profiles that have accounts.
const PROFILES: [Profile; 4] = [Profile::Pupils, Profile::Parents, Profile::Teachers, Profile::Staff];
/// Share of the people with an account whom the base of the first connections lacks.
const ABSENT_AT_THE_DOOR: f64 = 1.0 / 3.0;
/// A region's file holds twenty schools for one base: fewer bases do.
const SCHOOLS_PER_REGION: usize = 5;

/// The options of a measurement.
pub(crate) struct Measurement {
    pub(crate) seed: u64,
    pub(crate) schools: usize,
    /// Names of regimes; all of them if empty.
    pub(crate) only: Vec<String>,
    /// Each school is a run of its own, as one school's administrator would do it.
    pub(crate) alone: bool,
    pub(crate) batch: bool,
    pub(crate) door: bool,
    /// Prints every wrong link.
    pub(crate) wrong: bool,
    pub(crate) rules: RuleSet,
}

impl Measurement {
    pub(crate) fn print(&self) {
        for name in &self.only {
            assert!(Regime::named(name).is_some(), "no regime is called {name}");
        }
        let chosen = |regime: &&Regime| self.only.is_empty() || self.only.iter().any(|name| name == regime.key());
        println!("seed {}, {} schools, rules {}", self.seed, self.schools, self.rules.name);
        if self.batch {
            println!(
                "| regime | pupils | parents | teachers | staff | links | wrong | per 10,000 (95 %) | stated | stated risk |"
            );
            println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|");
            let mut all = Tally::default();
            for &regime in Regime::ALL.iter().filter(chosen) {
                let tally = self.batch(regime);
                tally.print(regime.key());
                all.add(tally);
            }
            all.print("**all**");
        }
        if self.door {
            println!();
            println!(
                "| regime, first connection | absent | let in by mistake | per 10,000 (95 %) | present | get in | pupils | parents | as somebody else | stated | stated risk |"
            );
            println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|");
            let mut all = Door::default();
            for &regime in Regime::ALL.iter().filter(chosen) {
                let door = self.door(regime);
                door.print(regime.key());
                all.add(&door);
            }
            all.print("**all**");
        }
    }

    fn synth(&self, regime: Regime, at_the_door: bool) -> Synth {
        let schools = if regime.is_one_school() { self.schools.div_ceil(SCHOOLS_PER_REGION) } else { self.schools };
        let mut config: SynthConfig = regime.config(schools, self.seed);
        if at_the_door {
            let absences = &mut config.complications.absences;
            absences.from_base = absences.from_base.max(ABSENT_AT_THE_DOOR);
        }
        Synth::new(config, NameTables::embedded())
    }

    fn batch(&self, regime: Regime) -> Tally {
        let synth = self.synth(regime, false);
        let mut tally = Tally::default();
        if self.alone || regime.is_one_school() {
            synth.datasets().for_each(|data| tally.add(self.run(regime, &data)));
        } else {
            tally.add(self.run(regime, &synth.dataset()));
        }
        tally
    }

    fn run(&self, regime: Regime, data: &Dataset) -> Tally {
        let truth = Truth::of_made_up(&data.truth, &data.base, &data.cas);
        let result = reconcile(&data.base, &data.cas, &self.rules, &Options::default(), &());
        let assessment = Assessment::of(&result, &truth, Cost::default());
        if self.wrong {
            let is_wrong = |judged: &&Judged| matches!(judged.decided, Decided::Linked(_)) && !judged.is_right();
            for judged in assessment.judged.iter().filter(is_wrong) {
                let Some(best) = judged.best else { continue };
                println!(
                    "wrong {} {} {} | {} / {} | {:.6} | {}",
                    regime.key(),
                    judged.profile.key(),
                    assessment.cases[usize::from(judged.case)],
                    describe(data.cas.person(judged.cas)),
                    describe(data.base.person(best.user)),
                    1.0 - best.probability,
                    best.comparison.levels().map(|level| level.to_string()).join(", "),
                );
            }
        }
        let breakdown = Breakdown::of(&assessment.judged);
        let profiles = PROFILES.map(|profile| breakdown.profile(profile));
        Tally { profiles, stated: assessment.expected_wrong }
    }

    /// Resolves every account of each school by itself; no link is kept in between.
    fn door(&self, regime: Regime) -> Door {
        let mut door = Door::default();
        for data in self.synth(regime, true).datasets() {
            let truth: HashMap<(&str, Profile), &str> =
                data.truth.iter().map(|truth| ((&*truth.uid, truth.profile), &*truth.idpn)).collect();
            let cases: HashMap<(&str, Profile), String> =
                data.truth.iter().map(|truth| ((&*truth.uid, truth.profile), truth.case.code())).collect();
            let policy = Policy::of_parameters(&identity_parameters(), &FirstConnectionSettings::default());
            let resolver = FirstConnection::new(data.base.clone(), self.rules.clone(), policy);
            for account in data.cas.people() {
                for profile in account.profiles().iter() {
                    if let Some(idpn) = truth.get(&(account.id(), profile)) {
                        door.profiles.entry(profile).or_default()[usize::from(!idpn.is_empty())] += 1;
                    }
                }
                let Outcome::Linked(admission) = resolver.resolve(&reply_of(account).expect("a few attributes")) else {
                    continue;
                };
                for access in admission.accesses {
                    let Some(&idpn) = truth.get(&(account.id(), access.profile)) else { continue };
                    let user = data.base.person(access.user);
                    let risk = access.basis.evidence().map_or(0.0, |evidence| evidence.risk);
                    door.stated += risk;
                    let counts = door.profiles.entry(access.profile).or_default();
                    if idpn == user.id() {
                        counts[2] += 1;
                        continue;
                    }
                    counts[if idpn.is_empty() { 3 } else { 4 }] += 1;
                    if self.wrong {
                        let case = &cases[&(account.id(), access.profile)];
                        let levels = access.basis.evidence().map(|evidence| *evidence.comparison.levels());
                        println!(
                            "wrong-door {} {} {case} | {} / {} | {risk:.6} | {}",
                            regime.key(),
                            access.profile.key(),
                            describe(account),
                            describe(user),
                            levels.map_or(String::new(), |levels| levels.map(|level| level.to_string()).join(", ")),
                        );
                    }
                }
            }
        }
        door
    }
}

fn describe(person: Person<'_>) -> String {
    format!(
        "{} {} {} {:05}",
        person.family(),
        person.given(),
        person.birth_date(),
        person.postcode().french_number().unwrap_or_default()
    )
}

/// Counts of one regime's runs.
#[derive(Default)]
struct Tally {
    /// By [`PROFILES`].
    profiles: [Counts; PROFILES.len()],
    stated: f64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.profiles.iter_mut().zip(other.profiles).for_each(|(counts, other)| *counts += other);
        self.stated += other.stated;
    }

    fn print(&self, name: &str) {
        let total: Counts = self.profiles.iter().copied().sum();
        let recalls = self
            .profiles
            .map(|counts| counts.recall().map_or("—".to_owned(), |recall| format!("{:.2} %", 100.0 * recall)));
        println!(
            "| {name} | {} | {} | {} | {} | {:.2} | {} |",
            recalls.join(" | "),
            total.links(),
            total.wrong,
            rate(total.wrong, total.links()),
            self.stated,
            comes_true(total.wrong, self.stated),
        );
    }
}

/// Counts of one regime's first connections.
#[derive(Default)]
struct Door {
    /// By profile: absent, present, let in rightly, let in though absent, let in as somebody else.
    profiles: BTreeMap<Profile, [u64; 5]>,
    stated: f64,
}

impl Door {
    fn add(&mut self, other: &Self) {
        for (&profile, counts) in &other.profiles {
            let sums = self.profiles.entry(profile).or_default();
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        self.stated += other.stated;
    }

    fn print(&self, name: &str) {
        let sum = |at: usize| self.profiles.values().map(|counts| counts[at]).sum::<u64>();
        let share = |profile: Profile| match self.profiles.get(&profile) {
            Some([_, present, right, ..]) if *present > 0 => percent(*right, *present),
            _ => "—".to_owned(),
        };
        let [absent, present, right, mistaken, other] = [0, 1, 2, 3, 4].map(sum);
        println!(
            "| {name} | {absent} | {mistaken} | {} | {present} | {} | {} | {} | {other} | {:.2} | {} |",
            rate(mistaken, absent),
            if present > 0 { percent(right, present) } else { "—".to_owned() },
            share(Profile::Pupils),
            share(Profile::Parents),
            self.stated,
            comes_true(mistaken + other, self.stated),
        );
    }
}

fn percent(part: u64, whole: u64) -> String {
    format!("{:.2} %", 100.0 * part as f64 / whole as f64)
}

/// `wrong` of `all` in 10,000 with a 95 % interval.
fn rate(wrong: u64, all: u64) -> String {
    wilson(wrong, all).map_or("—".to_owned(), |interval| {
        let interval = interval.scaled(1e4);
        format!("{:.2} ({:.2}–{:.2})", 1e4 * wrong as f64 / all as f64, interval.low, interval.high)
    })
}

/// Whether `wrong` is within the upper 95 % band of a Poisson distribution with the mean `stated`.
fn comes_true(wrong: u64, stated: f64) -> String {
    // P(X < wrong), term by term.
    let (mut term, mut below) = ((-stated).exp(), 0.0);
    for count in 0..wrong {
        below += term;
        term *= stated / (count + 1) as f64;
    }
    if 1.0 - below >= 0.05 { "true".to_owned() } else { format!("broken ×{:.1}", wrong as f64 / stated.max(1e-9)) }
}
