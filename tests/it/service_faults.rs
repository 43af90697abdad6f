//! A service that is killed: nothing lost, nothing doubled.

use std::time::Duration;

use rapproche::store::Store;

use crate::work_dir::WorkDir;

const UAI: &str = "0061234J";
const ROUNDS: u64 = 100;

/// A base of so many pupils from `first` on, each with an id.
fn base(first: u32, count: u32) -> String {
    let line = |number: u32| {
        format!("{number};Élève;Famille{number};Prénom{number};{:02}/03/2012;id-{number}\n", number % 28 + 1)
    };
    let lines: String = (first..first + count).map(line).collect();
    format!("IDPN;Profil;Nom;Prénom;Date de naissance;Identifiant CAS\n{lines}")
}

/// The ids of those who are in the base, and how many links there are in all, those set aside included.
async fn state(database: &str) -> (Vec<String>, usize) {
    let store = Store::open(database).await.unwrap();
    let users = store.users(UAI).await.unwrap();
    let mut present: Vec<String> =
        users.iter().filter(|user| user.vanished_at.is_none()).map(|user| user.idpn.clone()).collect();
    present.sort();
    let links = store.links(UAI).await.unwrap();
    // Every user who is there has the id that is theirs, and nobody else does.
    let idpn_of = |number| &users.iter().find(|user| user.number == number).unwrap().idpn;
    assert!(links.iter().all(|link| link.cas_id == format!("id-{}", idpn_of(link.user))));
    assert_eq!(links.len(), present.len());
    assert!(store.verify_audit().await.unwrap().is_ok());
    store.close().await;
    (present, users.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_leaves_the_old_state_or_the_new_one() {
    let work = WorkDir::new();
    let database = work.path("school.db").display().to_string();
    // Half of the pupils of each are in the other.
    let bases = [base(1000, 300), base(1150, 300)];
    work.write("0.csv", &bases[0]);
    work.write("1.csv", &bases[1]);
    let import = |number: usize| {
        let file = format!("{number}.csv");
        work.std_command(["import", "--database", &database, "--school", UAI, "--base", &file, "--force"])
    };
    assert!(import(0).output().unwrap().status.success());
    let (first, _) = state(&database).await;
    assert!(import(1).output().unwrap().status.success());
    let (second, known) = state(&database).await;
    // Until when a run is killed: later where most were too early, earlier where most were over, since how long one takes
    // depends on what else the machine does.
    let mut latest = Duration::from_millis(100);
    let mut seen = [0, 0];
    for round in 0..ROUNDS {
        let number = usize::from(state(&database).await.0 == second);
        let mut process = import(1 - number).stdout(std::process::Stdio::null()).spawn().unwrap();
        let share = (round * 37 % ROUNDS) as f64 / ROUNDS as f64;
        tokio::time::sleep(latest.mul_f64(share)).await;
        process.kill().unwrap();
        process.wait().unwrap();
        let (present, users) = state(&database).await;
        assert!(present == first || present == second, "round {round}: {} users", present.len());
        // Nobody was forgotten or invented.
        assert_eq!(users, known, "round {round}");
        let is_over = (present == second) == (number == 0);
        latest =
            latest.mul_f64(if is_over { 0.85 } else { 1.15 }).clamp(Duration::from_millis(5), Duration::from_secs(20));
        seen[usize::from(is_over)] += 1;
    }
    // Otherwise the moments were badly chosen.
    assert!(seen[0] > 5 && seen[1] > 5, "{seen:?}: old states and new ones");
}
