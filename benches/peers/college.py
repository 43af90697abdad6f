"""Writes `fixtures/college` as one base.csv, cas.csv and truth.csv, since the peers read no PRONOTE export.

Only the fields that every peer compares are kept: birth names and the links that the base has already are left out, for
rapproche too.
"""

from __future__ import annotations

import csv
import datetime
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import openpyxl

from febrl import BASE_HEADER, CAS_HEADER, TRUTH_HEADER, write_table

FIXTURE = Path(__file__).parents[2] / "fixtures" / "college"


def read_rows(path: Path, encoding: str, delimiter: str) -> Iterator[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def split_name(name: str) -> tuple[str, str]:
    """`DA SILVA Emma`: the run of upper-case words is the family name."""
    words = name.split()
    family = list(takewhile(str.isupper, words))
    return " ".join(family), " ".join(words[len(family) :])


def read_pupils() -> Iterator[tuple[str, ...]]:
    for row in read_rows(FIXTURE / "eleves.csv", "cp1252", ";"):
        yield row["IDPN"], "Élève", *split_name(row["Élève"]), row["Né(e) le"], row["Code postal"]


def read_parents() -> Iterator[tuple[str, ...]]:
    for row in read_rows(FIXTURE / "parents.csv", "utf-8-sig", ";"):
        yield row["IDPN"], "Parent", row["Nom"], row["Prénom"], "", row["Code postal"]


def read_staff() -> Iterator[tuple[str, ...]]:
    sheet = openpyxl.load_workbook(FIXTURE / "personnels.xlsx", read_only=True).worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    titles = [str(title) for title in next(rows)]
    for cells in rows:
        row = dict(zip(titles, cells, strict=True))
        yield tuple(show_cell(row.get(title)) for title in BASE_HEADER)


def show_cell(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


def main() -> None:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    write_table(out / "base.csv", BASE_HEADER, [*read_pupils(), *read_parents(), *read_staff()])
    for source, target, delimiter, header in (
        ("ent.csv", "cas.csv", ",", CAS_HEADER),
        ("truth.csv", "truth.csv", ";", TRUTH_HEADER),
    ):
        rows = [tuple(row[title] for title in header) for row in read_rows(FIXTURE / source, "utf-8-sig", delimiter)]
        write_table(out / target, header, rows)


if __name__ == "__main__":
    main()
