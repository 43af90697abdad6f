//! Users of the base, as they are kept: whatever a [`Population`](crate::identity::Population) holds of a person, and a number
//! that stays when the row of the next export is another.

use std::str::FromStr;

use chrono::NaiveDate;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Change, Moment, Store, StoreError};
use crate::identity::{BirthDate, Flaws, Guardianship, Postcode, Profile, ProfileSet, Responsibility, Sex};

/// One user of a school's base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUser {
    /// Its number within the school, from 1; never given to anybody else.
    pub number: i64,
    /// PRONOTE's identifier; empty where the base has none.
    pub idpn: String,
    /// What the person is at the school.
    pub profiles: ProfileSet,
    /// Usage family name, as written.
    pub family: String,
    /// Given name, as written.
    pub given: String,
    /// Birth name where it is known apart.
    pub birth_family: String,
    /// Further given names.
    pub other_given: String,
    /// Birth date, or missing.
    pub birth_date: BirthDate,
    /// Postcode, or missing.
    pub postcode: Postcode,
    /// Sex, where known.
    pub sex: Sex,
    /// `;`-separated UAI codes.
    pub schools: String,
    /// What a parent's right rests on.
    pub guardianship: Guardianship,
    /// The file it was read from, for messages.
    pub source: String,
    /// Its line there.
    pub line: u32,
    /// What is wrong with the row.
    pub flaws: Flaws,
    /// Columns that are passed through, by title, as a JSON object.
    pub extras: String,
    /// Since when the base does not have the user any more.
    pub vanished_at: Option<Moment>,
}

/// Who answers for whom, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredRelation {
    /// The child.
    pub child: i64,
    /// The adult.
    pub adult: i64,
}

/// How many values go into one statement. SQLite looks for each by its name among all of them: 9,500 at once take thirty times as long as
/// the same in parts of 600.
const VALUES_PER_STATEMENT: usize = 600;

/// In the order in which they are bound.
const COLUMNS: [&str; 19] = [
    "school",
    "number",
    "idpn",
    "profiles",
    "family",
    "given",
    "birth_family",
    "other_given",
    "birth_date",
    "postcode",
    "sex",
    "schools",
    "responsibility",
    "other_address",
    "source",
    "line",
    "flaws",
    "extras",
    "vanished_at",
];

/// `($1, $2), ($3, $4)`: what both databases read, where the library's own builder writes question marks.
fn placeholders(columns: usize, rows: usize) -> String {
    let row = |row: usize| {
        let numbers: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", numbers.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

const RELATIONS: &str = "SELECT child, adult FROM relations WHERE school = $1 ORDER BY child, adult";

fn relation(row: &AnyRow) -> Result<StoredRelation, StoreError> {
    Ok(StoredRelation { child: row.try_get("child")?, adult: row.try_get("adult")? })
}

impl Store {
    /// Everybody of a school, by number; those who have vanished included.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`].
    pub async fn users(&self, school: &str) -> Result<Vec<StoredUser>, StoreError> {
        let rows = sqlx::query("SELECT * FROM users WHERE school = $1 ORDER BY number")
            .bind(school)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(user).collect()
    }

    /// Who answers for whom in a school, by child and adult.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn relations(&self, school: &str) -> Result<Vec<StoredRelation>, StoreError> {
        let rows = sqlx::query(RELATIONS).bind(school).fetch_all(&self.pool).await?;
        rows.iter().map(relation).collect()
    }
}

impl Change {
    /// Everybody of the school, as [`Store::users`], within this change.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`].
    pub async fn users(&mut self) -> Result<Vec<StoredUser>, StoreError> {
        let rows = sqlx::query("SELECT * FROM users WHERE school = $1 ORDER BY number")
            .bind(&self.school)
            .fetch_all(&mut *self.transaction)
            .await?;
        rows.iter().map(user).collect()
    }

    /// Who answers for whom, as [`Store::relations`], within this change.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn relations(&mut self) -> Result<Vec<StoredRelation>, StoreError> {
        let rows = sqlx::query(RELATIONS).bind(&self.school).fetch_all(&mut *self.transaction).await?;
        rows.iter().map(relation).collect()
    }

    /// The number of everybody who is known, and whether they are in the base now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn known_users(&mut self) -> Result<Vec<(i64, bool)>, StoreError> {
        let rows = sqlx::query("SELECT number, vanished_at FROM users WHERE school = $1")
            .bind(&self.school)
            .fetch_all(&mut *self.transaction)
            .await?;
        let known =
            |row: &AnyRow| Ok((row.try_get("number")?, row.try_get::<Option<i64>, _>("vanished_at")?.is_none()));
        rows.iter().map(known).collect()
    }

    /// The last number that was given to a user, of somebody who was erased since included.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn users_given(&mut self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT users_given FROM schools WHERE uai = $1")
            .bind(&self.school)
            .fetch_one(&mut *self.transaction)
            .await?;
        Ok(row.try_get("users_given")?)
    }

    /// Adds users, or replaces those of the same number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_users(&mut self, users: &[StoredUser]) -> Result<(), StoreError> {
        const ROWS: usize = VALUES_PER_STATEMENT / COLUMNS.len();
        for chunk in users.chunks(ROWS) {
            let set: Vec<String> = COLUMNS[2..].iter().map(|column| format!("{column} = excluded.{column}")).collect();
            let statement = format!(
                "INSERT INTO users ({}) VALUES {} ON CONFLICT (school, number) DO UPDATE SET {}",
                COLUMNS.join(", "),
                placeholders(COLUMNS.len(), chunk.len()),
                set.join(", ")
            );
            // All but the last are the same statement.
            let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(chunk.len() == ROWS);
            for user in chunk {
                query = query
                    .bind(&self.school)
                    .bind(user.number)
                    .bind(&user.idpn)
                    .bind(profile_keys(user.profiles))
                    .bind(&user.family)
                    .bind(&user.given)
                    .bind(&user.birth_family)
                    .bind(&user.other_given)
                    .bind(date_text(user.birth_date))
                    .bind(i64::from(user.postcode.packed()))
                    .bind(sex_key(user.sex))
                    .bind(&user.schools)
                    .bind(responsibility_key(user.guardianship.responsibility()))
                    .bind(i64::from(user.guardianship.has_other_address()))
                    .bind(&user.source)
                    .bind(i64::from(user.line))
                    .bind(i64::from(user.flaws.bits()))
                    .bind(&user.extras)
                    .bind(user.vanished_at.map(|at| at.0));
            }
            query.execute(&mut *self.transaction).await?;
        }
        if let Some(last) = users.iter().map(|user| user.number).max() {
            sqlx::query("UPDATE schools SET users_given = $2 WHERE uai = $1 AND users_given < $2")
                .bind(&self.school)
                .bind(last)
                .execute(&mut *self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Replaces who answers for whom.
    ///
    /// # Errors
    /// [`StoreError::Database`], when somebody is not a user of the school included.
    pub async fn set_relations(&mut self, relations: &[StoredRelation]) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM relations WHERE school = $1")
            .bind(&self.school)
            .execute(&mut *self.transaction)
            .await?;
        const ROWS: usize = VALUES_PER_STATEMENT / 3;
        for chunk in relations.chunks(ROWS) {
            let values = placeholders(3, chunk.len());
            let statement = format!("INSERT INTO relations (school, child, adult) VALUES {values}");
            let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(chunk.len() == ROWS);
            for relation in chunk {
                query = query.bind(&self.school).bind(relation.child).bind(relation.adult);
            }
            query.execute(&mut *self.transaction).await?;
        }
        Ok(())
    }

    /// Notes that the base was brought in now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_imported(&mut self) -> Result<(), StoreError> {
        sqlx::query("UPDATE schools SET imported_at = $2 WHERE uai = $1")
            .bind(&self.school)
            .bind(self.now.0)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }
}

pub(super) fn user(row: &AnyRow) -> Result<StoredUser, StoreError> {
    let corrupt = |what, value: String| StoreError::Corrupt { what, value };
    let text = |column| row.try_get::<String, _>(column);
    let number = |column| row.try_get::<i64, _>(column);
    let small = |column: &'static str| -> Result<u32, StoreError> {
        let value = number(column)?;
        u32::try_from(value).map_err(|_| corrupt(column, value.to_string()))
    };
    let profiles = text("profiles")?;
    let birth_date = text("birth_date")?;
    let sex = text("sex")?;
    let responsibility = text("responsibility")?;
    let flaws = small("flaws")?;
    Ok(StoredUser {
        number: number("number")?,
        idpn: text("idpn")?,
        profiles: profile_set(&profiles).ok_or_else(|| corrupt("profiles", profiles))?,
        family: text("family")?,
        given: text("given")?,
        birth_family: text("birth_family")?,
        other_given: text("other_given")?,
        birth_date: date(&birth_date).ok_or_else(|| corrupt("birth_date", birth_date))?,
        postcode: Postcode::from_packed(small("postcode")?),
        sex: sex_of_key(&sex).ok_or_else(|| corrupt("sex", sex))?,
        schools: text("schools")?,
        guardianship: Guardianship::new(
            responsibility_of_key(&responsibility).ok_or_else(|| corrupt("responsibility", responsibility))?,
            number("other_address")? != 0,
        ),
        source: text("source")?,
        line: small("line")?,
        flaws: u8::try_from(flaws).map(Flaws::from_bits).map_err(|_| corrupt("flaws", flaws.to_string()))?,
        extras: text("extras")?,
        vanished_at: row.try_get::<Option<i64>, _>("vanished_at")?.map(Moment),
    })
}

/// `eleves;parents`.
fn profile_keys(profiles: ProfileSet) -> String {
    profiles.iter().map(Profile::key).collect::<Vec<_>>().join(";")
}

fn profile_set(keys: &str) -> Option<ProfileSet> {
    keys.split(';').filter(|key| !key.is_empty()).map(|key| Profile::from_key(key).ok()).collect()
}

fn date_text(date: BirthDate) -> String {
    if date.is_missing() { String::new() } else { format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()) }
}

fn date(text: &str) -> Option<BirthDate> {
    if text.is_empty() {
        return Some(BirthDate::MISSING);
    }
    NaiveDate::from_str(text).ok().map(BirthDate::from).filter(|date| !date.is_missing())
}

/// `F`, `M`, or nothing.
pub(crate) fn sex_key(sex: Sex) -> &'static str {
    match sex {
        Sex::Unknown => "",
        Sex::Female => "F",
        Sex::Male => "M",
    }
}

fn sex_of_key(key: &str) -> Option<Sex> {
    [Sex::Unknown, Sex::Female, Sex::Male].into_iter().find(|&sex| sex_key(sex) == key)
}

/// The kind of responsibility as it is kept; empty where the base does not say.
pub(crate) fn responsibility_key(responsibility: Responsibility) -> &'static str {
    match responsibility {
        Responsibility::Unstated => "",
        Responsibility::OtherContact => "autre_contact",
        Responsibility::InCharge => "en_charge",
        Responsibility::Legal => "legal",
        Responsibility::Preferential => "preferentiel",
    }
}

fn responsibility_of_key(key: &str) -> Option<Responsibility> {
    use Responsibility::{InCharge, Legal, OtherContact, Preferential, Unstated};
    [Unstated, OtherContact, InCharge, Legal, Preferential].into_iter().find(|&kind| responsibility_key(kind) == key)
}
