"""What every peer gets: the people of `base.csv` and `cas.csv` as two frames, and how links are held against
`truth.csv`.

A person is one row per profile: `id`, `profile`, `family`, `given` (folded: no case, accents or separators), `date`
(ISO order, as it stands) and `postcode`; missing values are null. The profiles of an account are those that the truth
file names, so that no peer is judged on how it reads `ENTPersonProfils`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

PROFILES = {
    "Élève": "eleves",
    "Parent": "parents",
    "Professeur": "professeurs",
    "Personnel": "personnels",
    "Inspecteur": "inspecteurs",
    "Maître de stage": "maitres_de_stage",
}
FIELDS = ["family", "given", "date", "postcode"]

Link = tuple[str, str, str]
"""Account, profile, user."""


@dataclass(frozen=True)
class Lists:
    base: pd.DataFrame
    cas: pd.DataFrame


def fold(name: str) -> str:
    """A name without what carries no identity."""
    decomposed = unicodedata.normalize("NFD", name.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    return "".join(letter for letter in decomposed.casefold() if letter.isalnum())


def reverse_date(date: str) -> str:
    """`dd/MM/yyyy` in ISO order, whether or not it is a day of the calendar."""
    return "-".join(reversed(date.split("/")))


def read_table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def describe_people(table: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """The columns of a list under our names, folded; `columns` maps ours to the list's."""
    people = pd.DataFrame({ours: table[theirs] for ours, theirs in columns.items()})
    for field in ("family", "given"):
        people[field] = people[field].map(fold)
    people["date"] = people["date"].map(reverse_date)
    people[FIELDS] = people[FIELDS].astype(object).mask(people[FIELDS] == "", None)
    return people.reset_index(drop=True)


def read_lists(folder: Path) -> Lists:
    """Both sides of a folder; an account with two profiles stands in two rows."""
    base = read_table(folder / "base.csv")
    base["profile"] = base["Profil"].map(PROFILES)
    cas = read_table(folder / "cas.csv").merge(read_table(folder / "truth.csv")[["uid", "profil"]], on="uid")
    return Lists(
        base=describe_people(
            base,
            {
                "id": "IDPN",
                "profile": "profile",
                "family": "Nom",
                "given": "Prénom",
                "date": "Date de naissance",
                "postcode": "Code postal",
            },
        ),
        cas=describe_people(
            cas,
            {
                "id": "uid",
                "profile": "profil",
                "family": "sn",
                "given": "givenName",
                "date": "ENTPersonDateNaissance",
                "postcode": "ENTPersonCodePostal",
            },
        ),
    )


def read_truth(folder: Path) -> set[Link]:
    """The links that are right; an account without a partner has none."""
    truth = read_table(folder / "truth.csv")
    truth = truth[truth["IDPN"] != ""]
    return set(zip(truth["uid"], truth["profil"], truth["IDPN"], strict=True))


def read_links(path: Path) -> set[Link]:
    """The links of a table with the columns `uid`, `profil` and `IDPN`."""
    table = read_table(path)
    return set(zip(table["uid"], table["profil"], table["IDPN"], strict=True))
