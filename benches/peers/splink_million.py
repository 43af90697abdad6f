"""Links a large pool with Splink on DuckDB: reads `base.csv` and `cas.csv` of a folder, writes the links.

Usage: `splink_million.py FOLDER LINKS SETTING`. The model is the one of `splink_model.py`. Three things differ, as a
user of Splink would change them for a million people:

- DuckDB reads, folds and writes. No person becomes a Python object.
- Candidates share two of the four fields, or have their names swapped (BLOCKS). One shared field would give billions of
  pairs. The pool has one profile, so no block names it.
- Links are one to one, chosen in SQL (`write_links`). The matrix of `assignment.py` has no room for a million people,
  and `cluster_using_single_best_links` of Splink gives the same links more slowly.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from population import PROFILES
from splink_model import RANDOM_PAIRS, RULES_RECALL, SEED, compare_fields

BASE_COLUMNS = ("IDPN", "Nom", "Prénom", "Date de naissance", "Code postal")
CAS_COLUMNS = ("uid", "sn", "givenName", "ENTPersonDateNaissance", "ENTPersonCodePostal")

BLOCKS = [
    block_on("family", "given"),
    block_on("family", "date"),
    block_on("given", "date"),
    block_on("family", "postcode"),
    block_on("given", "postcode"),
    block_on("date", "postcode"),
    "l.family = r.given and l.given = r.family",
]

CERTAIN = [block_on("family", "given", "date"), block_on("family", "given", "postcode")]
"""The deterministic rules that the share of matches is estimated from, with RULES_RECALL as their guessed recall."""

TRAINING_BLOCKS = [block_on("date", "substr(postcode, 1, 2)"), block_on("family", "given")]
"""The passes of expectation-maximisation: the first one trains the names, the second one date and postcode."""


def load_side(database: duckdb.DuckDBPyConnection, name: str, path: Path, columns: tuple[str, ...]) -> None:
    """Reads a list into the table `name`: names folded, dates in ISO order, missing values null."""
    number, family, given, date, postcode = (f'"{column}"' for column in columns)

    def fold(column: str) -> str:
        return rf"nullif(regexp_replace(lower(strip_accents({column})), '[^\p{{L}}\p{{N}}]', '', 'g'), '')"

    database.execute(
        f"""
        create table {name} as
        select *, given || family as full_name
        from (
            select
                {number} as unique_id,
                {fold(family)} as family,
                {fold(given)} as given,
                strftime(strptime(nullif({date}, ''), '%d/%m/%Y'), '%Y-%m-%d') as "date",
                nullif({postcode}, '') as postcode
            from read_csv(?, delim = ';', header = true, all_varchar = true)
        )
        """,
        [str(path)],
    )


def score_pairs(database: duckdb.DuckDBPyConnection, setting: str) -> str:
    """Trains Splink on the tables `base` and `cas`; returns the name of the table of pairs with p ≥ 0.5."""
    api = DuckDBAPI(database)
    sides = [api.register(name, dataset_display_name=name) for name in ("base", "cas")]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=compare_fields(setting),
        blocking_rules_to_generate_predictions=BLOCKS,
        retain_matching_columns=False,
    )
    linker = Linker(sides, settings, log_level="ERROR")
    training = linker.training
    training.estimate_probability_two_random_records_match(CERTAIN, recall=RULES_RECALL)
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for block in TRAINING_BLOCKS:
        training.estimate_parameters_using_expectation_maximisation(block)
    return linker.inference.predict(threshold_match_probability=0.5).physical_name


def write_links(database: duckdb.DuckDBPyConnection, pairs: str, path: Path) -> None:
    """Links one to one and writes the links.

    A pair is a link if neither side has a better pair. The pairs of linked people are dropped, and the rest is judged
    again, until no pair is left.
    """
    # Splink puts the side whose name comes first on the left: the base.
    database.execute(
        f"create table pairs as select unique_id_l as user, unique_id_r as uid, match_weight as weight from {pairs}"
    )
    database.execute("create table links (uid varchar, user varchar)")
    while database.execute("select count(*) from pairs").fetchall() != [(0,)]:
        database.execute(
            """
            insert into links
            select uid, user from pairs
            qualify row_number() over (partition by uid order by weight desc, user) = 1
                and row_number() over (partition by user order by weight desc, uid) = 1
            """
        )
        database.execute(
            """
            create or replace table pairs as
            select * from pairs anti join links using (uid) anti join links using (user)
            """
        )
    database.execute(
        f"""
        copy (select uid, '{PROFILES["Élève"]}' as profil, user as "IDPN" from links)
        to '{path}' (header, delimiter ';')
        """
    )


def main() -> None:
    folder, links, setting = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    # What does not fit into memory goes beside the links, not into the working directory.
    database = duckdb.connect(config={"temp_directory": str(links.parent / "duckdb")})
    load_side(database, "base", folder / "base.csv", BASE_COLUMNS)
    load_side(database, "cas", folder / "cas.csv", CAS_COLUMNS)
    write_links(database, score_pairs(database, setting), links)


if __name__ == "__main__":
    main()
