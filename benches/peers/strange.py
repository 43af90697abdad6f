"""Writes a large pool of made-up people with strange names as `base.csv`, `cas.csv` and `truth.csv`.

No tool knows these people. Names are random syllables, so a list of French names helps nobody. The pool has no
schools, and everybody is a pupil («Élève»): `rapproche` treats profiles apart and asks no birth date of parents, while
Splink needs one pool with all fields. With one profile, both tools solve the same problem.

People:
- Family names come from 300,000 names, given names from 20,000. Both follow a Zipf–Mandelbrot law: 0.11 % of the people
  have the most frequent family name, 1.0 % the most frequent given name. One name in twelve is a compound of two.
- Households have one to three children with one family name and one postcode. Some of them are twins, with one birth
  date. Children of one household have different given names.
- Birth dates are even over twelve years. There are 6,080 postcodes in 95 départements, of unequal size.
- Homonyms occur by chance. In a pool of a million, a person has 0.2 homonyms on average.

Each side has `--people` people. Of these, 5 % are missing on the other side: one of two twins may be missing. The base
holds the values as they are, the accounts hold the damaged ones. RATES says how often each kind of damage happens, each
kind by itself, so that an account may have several. Some 43 % of the accounts have at least one. A damaged date is a
day of the calendar. Lists are in random order.

The same seed gives the same files, with the numpy of `requirements.txt`. A million people take half a minute.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from febrl import BASE_HEADER, CAS_HEADER, TRUTH_HEADER, is_unreal, write_table

MISSING_SHARE = 0.05
"""The share of each side whose people are missing on the other side."""

RATES = {
    "half_name": 0.4,
    "given_subset": 0.4,
    "family_typo": 0.077,
    "given_typo": 0.077,
    "swapped": 0.02,
    "date_swapped": 0.065,
    "date_digit": 0.04,
    "date_missing": 0.04,
    "moved_near": 0.1,
    "moved_far": 0.03,
    "postcode_missing": 0.07,
}
"""How often a kind of damage happens, in the order in which the kinds are applied.

Some kinds need a value that can have them: `half_name` and `given_subset` a compound name, `date_swapped` a day up to
12 that is not the month. Their rates are among the accounts with such a value.
"""

SECOND_TYPO = 0.1
"""The share of the typing errors that come in twos."""

FAMILY_NAMES, FAMILY_OFFSET, FAMILY_EXPONENT = 300_000, 100.0, 1.0
GIVEN_NAMES, GIVEN_OFFSET, GIVEN_EXPONENT = 20_000, 20.0, 1.15
COMPOUND_SHARE = 1 / 12

HOUSEHOLD_SIZES = (0.55, 0.33, 0.12)
"""The shares of households with one, two and three children."""

TWIN_SHARE = 0.05
"""The share of the second and third children who are twins of the child before them."""

FIRST_DAY, LAST_DAY = "2006-01-01", "2017-12-31"
DEPARTEMENTS, POSTCODES_EACH = 95, 64

ONSETS = (
    *("b", "bl", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "gw", "h", "j", "k", "kl", "kr", "l", "m", "n"),
    *("p", "pl", "pr", "q", "r", "s", "sk", "st", "t", "tr", "v", "vr", "w", "x", "y", "z"),
)
VOWELS = ("a", "a", "e", "e", "i", "i", "o", "o", "u", "y", "ai", "au", "ei", "oe", "ou")
CODAS = ("", "", "", "", "k", "l", "m", "n", "nd", "r", "rg", "s", "sk", "t", "x")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Person:
    """One person in the fields that both lists have; a missing value is empty."""

    family: str
    given: str
    date: str
    postcode: str


Damage = Callable[[Person, random.Random], None]


def invent_names(count: int, rng: np.random.Generator) -> list[str]:
    """Draws `count` different names of two to four syllables, in lower case."""
    names: dict[str, None] = {}
    while len(names) < count:
        syllables = rng.choice([2, 3, 4], size=count, p=[0.45, 0.4, 0.15])
        total = int(syllables.sum())
        parts = zip(
            rng.integers(len(ONSETS), size=total).tolist(),
            rng.integers(len(VOWELS), size=total).tolist(),
            rng.integers(len(CODAS), size=total).tolist(),
            strict=True,
        )
        for length in syllables.tolist():
            names["".join(ONSETS[a] + VOWELS[b] + CODAS[c] for a, b, c in (next(parts) for _ in range(length)))] = None
    return list(names)[:count]


class NameDrawer:
    """Draws names by frequency; a drawn name is a pair of indexes, the second of which is -1 in a simple name."""

    def __init__(self, count: int, offset: float, exponent: float, rng: np.random.Generator) -> None:
        self.names = invent_names(count, rng)
        weights = (np.arange(1, count + 1) + offset) ** -exponent
        self.bounds = np.cumsum(weights / weights.sum())
        self.rng = rng

    def draw_simple(self, count: int) -> np.ndarray:
        drawn = np.searchsorted(self.bounds, self.rng.random(count), side="right")
        return np.minimum(drawn, len(self.names) - 1)

    def draw(self, count: int) -> np.ndarray:
        """`count` rows of two indexes."""
        first, second = self.draw_simple(count), self.draw_simple(count)
        is_simple = (self.rng.random(count) >= COMPOUND_SHARE) | (first == second)
        return np.column_stack([first, np.where(is_simple, -1, second)])

    def spell(self, drawn: np.ndarray, style: Callable[[str], str]) -> list[str]:
        """The names of `drawn` rows; the halves of a compound stand with a hyphen or a space between them."""
        styled = [style(name) for name in self.names]
        return [
            styled[first] if second < 0 else f"{styled[first]}{'- '[(first + second) % 2]}{styled[second]}"
            for first, second in drawn.tolist()
        ]


class Places:
    """The postcodes with their weights. Those of one département stand together."""

    def __init__(self, rng: np.random.Generator) -> None:
        departements = np.repeat(np.arange(1, DEPARTEMENTS + 1), POSTCODES_EACH)
        codes = np.concatenate([np.sort(rng.choice(100, POSTCODES_EACH, replace=False)) for _ in range(DEPARTEMENTS)])
        self.codes = [f"{code:05d}" for code in departements * 1000 + codes * 10]
        self.index = {code: index for index, code in enumerate(self.codes)}
        weights = rng.lognormal(0.0, 1.0, len(self.codes))
        self.bounds = np.cumsum(weights / weights.sum())

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        return np.minimum(np.searchsorted(self.bounds, rng.random(count), side="right"), len(self.codes) - 1)

    def move_near(self, person: Person, chance: random.Random) -> None:
        """Moves a person to another postcode of the département."""
        departement, place = divmod(self.index[person.postcode], POSTCODES_EACH)
        place = (place + chance.randrange(1, POSTCODES_EACH)) % POSTCODES_EACH
        person.postcode = self.codes[departement * POSTCODES_EACH + place]

    def move_far(self, person: Person, chance: random.Random) -> None:
        """Moves a person to a postcode of another département."""
        departement, place = divmod(self.index[person.postcode], POSTCODES_EACH)
        departement = (departement + chance.randrange(1, DEPARTEMENTS)) % DEPARTEMENTS
        person.postcode = self.codes[departement * POSTCODES_EACH + place]


def make_people(count: int, places: Places, rng: np.random.Generator) -> list[Person]:
    """Draws `count` people, household by household."""
    families = NameDrawer(FAMILY_NAMES, FAMILY_OFFSET, FAMILY_EXPONENT, rng)
    givens = NameDrawer(GIVEN_NAMES, GIVEN_OFFSET, GIVEN_EXPONENT, rng)
    sizes = rng.choice(len(HOUSEHOLD_SIZES), size=count, p=HOUSEHOLD_SIZES) + 1
    household = np.repeat(np.arange(count), sizes)[:count]
    households = int(household[-1]) + 1

    given = givens.draw(count)
    while len(repeated := find_repeated(household, given)):
        given[repeated] = givens.draw(len(repeated))

    first_day = np.datetime64(FIRST_DAY)
    days = rng.integers(int((np.datetime64(LAST_DAY) - first_day).astype(int)) + 1, size=count)
    is_twin = (rng.random(count) < TWIN_SHARE) & np.append(False, household[1:] == household[:-1])
    for twin in np.flatnonzero(is_twin):
        days[twin] = days[twin - 1]

    family = families.spell(families.draw(households), str.upper)
    postcode = places.draw(households, rng)
    return [
        Person(family[home], name, f"{date[8:]}/{date[5:7]}/{date[:4]}", places.codes[postcode[home]])
        for home, name, date in zip(
            household.tolist(), givens.spell(given, str.title), (first_day + days).astype(str).tolist(), strict=True
        )
    ]


def find_repeated(household: np.ndarray, given: np.ndarray) -> np.ndarray:
    """The people whose given name an elder child of the household has."""
    repeated = np.zeros(len(household), dtype=bool)
    for distance in range(1, len(HOUSEHOLD_SIZES)):
        same_home = household[distance:] == household[:-distance]
        repeated[distance:] |= same_home & (given[distance:] == given[:-distance]).all(axis=1)
    return np.flatnonzero(repeated)


def mistype_once(name: str, chance: random.Random) -> str:
    """`name` with a letter left out, doubled, replaced or exchanged with the next one."""
    while True:
        place = chance.randrange(len(name))
        letter = chance.choice(LETTERS)
        if name[place].isupper():
            letter = letter.upper()
        mistyped = (
            name[:place] + name[place + 1 :],
            name[:place] + name[place] + name[place:],
            name[:place] + letter + name[place + 1 :],
            name[:place] + name[place + 1 : place + 2] + name[place] + name[place + 2 :],
        )[chance.randrange(4)]
        if mistyped.lower() != name.lower() and name[place].isalpha():
            return mistyped


def mistype(name: str, chance: random.Random) -> str:
    """`name` with a typing error, seldom with two."""
    return mistype_once(mistype_once(name, chance) if chance.random() < SECOND_TYPO else name, chance)


def cut_compound(name: str, chance: random.Random) -> str:
    """One half of a compound name."""
    return chance.choice(name.replace("-", " ").split())


def is_compound(name: str) -> bool:
    return "-" in name or " " in name


def mistype_family(person: Person, chance: random.Random) -> None:
    person.family = mistype(person.family, chance)


def mistype_given(person: Person, chance: random.Random) -> None:
    person.given = mistype(person.given, chance)


def cut_family(person: Person, chance: random.Random) -> None:
    person.family = cut_compound(person.family, chance)


def cut_given(person: Person, chance: random.Random) -> None:
    person.given = cut_compound(person.given, chance)


def swap_names(person: Person, _: random.Random) -> None:
    person.family, person.given = person.given, person.family


def swap_date(person: Person, _: random.Random) -> None:
    day, month, year = person.date.split("/")
    person.date = f"{month}/{day}/{year}"


def change_digit(person: Person, chance: random.Random) -> None:
    """Replaces one digit of the day, of the month or the last one of the year; the result is a day of the calendar."""
    date = person.date
    while date == person.date or is_unreal(date):
        place = chance.choice((0, 1, 3, 4, 9))
        date = person.date[:place] + str(chance.randrange(10)) + person.date[place + 1 :]
    person.date = date


def lose_date(person: Person, _: random.Random) -> None:
    person.date = ""


def lose_postcode(person: Person, _: random.Random) -> None:
    person.postcode = ""


def can_swap_date(person: Person) -> bool:
    return int(person.date[:2]) <= 12 and person.date[:2] != person.date[3:5]


def damage_accounts(accounts: list[Person], places: Places, rng: np.random.Generator, seed: int) -> list[list[str]]:
    """Damages the accounts in place, and returns the kinds of damage of each account."""
    damages: dict[str, Damage] = {
        "half_name": cut_family,
        "given_subset": cut_given,
        "family_typo": mistype_family,
        "given_typo": mistype_given,
        "swapped": swap_names,
        "date_swapped": swap_date,
        "date_digit": change_digit,
        "date_missing": lose_date,
        "moved_near": places.move_near,
        "moved_far": places.move_far,
        "postcode_missing": lose_postcode,
    }
    can_have: dict[str, Callable[[Person], bool]] = {
        "half_name": lambda person: is_compound(person.family),
        "given_subset": lambda person: is_compound(person.given),
        "date_swapped": can_swap_date,
    }
    chance = random.Random(f"{seed}/damage")
    kinds: list[list[str]] = [[] for _ in accounts]
    for kind, rate in RATES.items():
        damage, is_possible = damages[kind], can_have.get(kind)
        for index in np.flatnonzero(rng.random(len(accounts)) < rate).tolist():
            if is_possible is None or is_possible(accounts[index]):
                damage(accounts[index], chance)
                kinds[index].append(kind)
    return kinds


def write_pool(people: int, seed: int, out: Path) -> str:
    """Writes the three files into `out`, and returns one line on them."""
    rng = np.random.default_rng(seed)
    places = Places(rng)
    missing = round(MISSING_SHARE * people)
    everybody = make_people(people + missing, places, rng)

    drawn = rng.permutation(len(everybody))
    users = rng.permutation(drawn[missing:]).tolist()
    accounts = rng.permutation(np.concatenate([drawn[:missing], drawn[2 * missing :]])).tolist()
    number_of = {person: str(1_000_000 + row) for row, person in enumerate(users)}
    uids = [f"U{number:07d}" for number in rng.permutation(len(accounts)).tolist()]

    out.mkdir(parents=True, exist_ok=True)
    rows = ((number_of[user], everybody[user]) for user in users)
    base = [(number, "Élève", p.family, p.given, p.date, p.postcode) for number, p in rows]
    write_table(out / "base.csv", BASE_HEADER, base)

    # The base is written. From here on, people are what their accounts say of them.
    owners = [everybody[account] for account in accounts]
    kinds = damage_accounts(owners, places, rng, seed)
    cas = [(u, p.family, p.given, p.date, "National_ELV", p.postcode) for u, p in zip(uids, owners, strict=True)]
    write_table(out / "cas.csv", CAS_HEADER, cas)

    numbers = [number_of.get(account, "") for account in accounts]
    truth = [
        (uid, number, "eleves", ("+".join(found) or "exact") if number else "absent", "1")
        for uid, number, found in zip(uids, numbers, kinds, strict=True)
    ]
    write_table(out / "truth.csv", TRUTH_HEADER, truth)
    damaged = 100 * sum(map(bool, kinds)) / len(kinds)
    counts = f"{len(users):,} users and {len(accounts):,} accounts, {missing:,} missing on each side"
    return f"{counts}, {damaged:.1f} % of the accounts damaged"


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Writes made-up people with strange names and their truth.")
    parser.add_argument("--people", type=int, default=1_000_000, help="people on each side (1,000,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if not 100 <= arguments.people <= 8_000_000:
        parser.error("--people is 100 to 8,000,000")
    return arguments


def main() -> None:
    arguments = parse_arguments()
    print(write_pool(arguments.people, arguments.seed, arguments.out), file=sys.stderr)


if __name__ == "__main__":
    main()
