"""Turns scored pairs into links: all above a threshold, or one to one.

A scored pair has the columns `uid`, `profile`, `IDPN` and `weight`, the log2 of the odds that both are one person.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from population import Link

FLOOR = -20.0
"""Pairs below this weight (odds of one to a million) are never considered."""


def links_of(pairs: pd.DataFrame) -> set[Link]:
    return set(zip(pairs["uid"], pairs["profile"], pairs["IDPN"], strict=True))


def assign_one_to_one(pairs: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """The pairs of the one-to-one assignment with the greatest sum of weights above `threshold`, profile by profile."""
    chosen = []
    for _, group in pairs[pairs["weight"] >= threshold].groupby("profile"):
        rows, accounts = pd.factorize(group["uid"])
        columns, users = pd.factorize(group["IDPN"])
        gain = np.zeros((len(accounts), len(users)))
        gain[rows, columns] = group["weight"].to_numpy() - threshold + 1e-9
        row_of, column_of = linear_sum_assignment(gain, maximize=True)
        partner = np.full(len(accounts), -1)
        partner[row_of] = column_of
        chosen.append(group[partner[rows] == columns])
    return pd.concat(chosen) if chosen else pairs.head(0)


def best_threshold(pairs: pd.DataFrame, truth: set[Link]) -> set[Link]:
    """The links above the threshold with the highest F1 — which only who knows the truth can choose."""
    ordered = pairs.sort_values("weight", ascending=False)
    right = np.cumsum([link in truth for link in zip(ordered["uid"], ordered["profile"], ordered["IDPN"], strict=True)])
    if not len(right):
        return set()
    f1 = 2 * right / (np.arange(1, len(right) + 1) + len(truth))
    weights = ordered["weight"].to_numpy()
    # Pairs of one weight stand or fall together: only the last of each run is a possible cut.
    possible = np.append(weights[1:] != weights[:-1], True)
    cut = int(np.argmax(np.where(possible, f1, -1.0)))
    return links_of(ordered.head(cut + 1))
