"""Runs one peer on one folder, in a process of its own so that `compare.py` can measure it.

Usage: `run_peer.py PEER FOLDER RESULT`. Writes the links of each variant as JSON: `{variant: [[uid, profile, IDPN],
…]}`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

from assignment import FLOOR, assign_one_to_one, best_threshold, links_of
from population import Link, Lists, read_lists, read_truth

PEERS = (
    "sql: names and date",
    "sql: three of four",
    "recordlinkage: ECM",
    "splink: names apart",
    "splink: names together",
)


def judge_scores(pairs: pd.DataFrame, truth: set[Link]) -> dict[str, set[Link]]:
    """The links of scored pairs, at a threshold fixed beforehand and at the one that the truth would choose."""
    return {
        "p ≥ 0.5": links_of(pairs[pairs["weight"] >= 0]),
        "p ≥ 0.5, one to one": links_of(assign_one_to_one(pairs, 0.0)),
        "threshold chosen by the truth": best_threshold(pairs, truth),
        "threshold chosen by the truth, one to one": best_threshold(assign_one_to_one(pairs, FLOOR), truth),
    }


def run(peer: str, lists: Lists, truth: set[Link]) -> dict[str, set[Link]]:
    # Only what the peer needs is imported: imports are part of the time and memory that are measured.
    tool, setting = peer.split(": ")
    if tool == "sql":
        import sql_model

        return {"": sql_model.find_links(lists, setting)}
    if tool == "recordlinkage":
        import recordlinkage_model

        return judge_scores(recordlinkage_model.score_pairs(lists), truth)
    import splink_model

    return judge_scores(splink_model.score_pairs(lists, setting), truth)


def main() -> None:
    peer, folder, result = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    links = run(peer, read_lists(folder), read_truth(folder))
    result.write_text(json.dumps({variant: sorted(found) for variant, found in links.items()}), encoding="utf-8")


if __name__ == "__main__":
    main()
