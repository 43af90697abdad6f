"""Splink on our four fields, trained as its documentation recommends, without truth.

u from random pairs, m by expectation-maximisation on two blocking passes (equal birth date; equal names), the share of
matches from two deterministic rules and a guess of their recall. Candidates share one field at least. Two settings:
`names apart` compares family and given name each for itself, `names together` knows of swapped ones.
"""

from __future__ import annotations

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from assignment import FLOOR
from population import Lists

RULES_RECALL = 0.6
"""The guessed share of true pairs that agree in both names and in date or postcode."""

SEED = 1
RANDOM_PAIRS = 5e6
"""How many pairs u is estimated from, at most."""


def names_apart() -> list:
    return [cl.NameComparison("given"), cl.NameComparison("family")]


def names_together() -> list:
    return [
        cl.ForenameSurnameComparison(
            "given",
            "family",
            jaro_winkler_thresholds=[0.92, 0.88, 0.7],
            forename_surname_concat_col_name="full_name",
        )
    ]


SETTINGS = {"names apart": names_apart, "names together": names_together}


def compare_fields(setting: str) -> list:
    """The comparisons of all four fields; dates are text in ISO order."""
    return [
        *SETTINGS[setting](),
        # Dates that are no day of the calendar are kept: one digit may be all that is wrong with them.
        cl.DateOfBirthComparison("date", input_is_string=True, invalid_dates_as_null=False),
        cl.LevenshteinAtThresholds("postcode", [1, 2]),
    ]


def prepare_side(people: pd.DataFrame) -> pd.DataFrame:
    side = people.assign(unique_id=people["profile"] + ":" + people["id"], full_name=people["given"] + people["family"])
    return side.drop(columns="id")


def score_pairs(lists: Lists, setting: str) -> pd.DataFrame:
    """Trains Splink on the lists and returns its scored pairs."""
    database = DuckDBAPI()
    sides = [
        database.register(prepare_side(lists.base), dataset_display_name="base"),
        database.register(prepare_side(lists.cas), dataset_display_name="cas"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=compare_fields(setting),
        blocking_rules_to_generate_predictions=[
            block_on("profile", "family"),
            block_on("profile", "given"),
            block_on("profile", "date"),
            block_on("profile", "postcode"),
            "l.profile = r.profile and l.family = r.given and l.given = r.family",
        ],
        additional_columns_to_retain=["profile"],
    )
    linker = Linker(sides, settings, log_level="ERROR")
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("profile", "family", "given", "date"), block_on("profile", "family", "given", "postcode")],
        recall=RULES_RECALL,
    )
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    training.estimate_parameters_using_expectation_maximisation(block_on("profile", "date"))
    training.estimate_parameters_using_expectation_maximisation(block_on("profile", "family", "given"))
    predictions = linker.inference.predict(threshold_match_weight=FLOOR).as_duckdbpyrelation().df()
    from_base = predictions["source_dataset_l"] == "base"
    user = predictions["unique_id_l"].where(from_base, predictions["unique_id_r"])
    account = predictions["unique_id_r"].where(from_base, predictions["unique_id_l"])
    return pd.DataFrame(
        {
            "uid": account.str.split(":", n=1).str[1],
            "profile": account.str.split(":", n=1).str[0],
            "IDPN": user.str.split(":", n=1).str[1],
            "weight": predictions["match_weight"],
        }
    )
