"""Holds rapproche against Splink on a million people a side: time, memory, precision and recall.

Makes a pool (`strange.py`), runs `rapproche reconcile` and Splink (`splink_million.py`) on it in turn, and prints a
markdown table with one line on how it was made. Costs are those of the whole process: for `rapproche` from its start to
all its outputs, for Splink from the start of Python to the links. A figure of several turns is the median, with the
least and the greatest in parentheses. A ratio compares the two runs of one turn, since the machine may be busier in the
next one.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import fmean, median

from compare import HERE, Cost, Figures, judge, measure, reconcile_command
from population import read_links, read_truth
from splink_model import SETTINGS


@dataclass(frozen=True)
class Contender:
    """One tool: its name in the table, the costs of its runs and the links that each run wrote."""

    name: str
    costs: list[Cost]
    links: list[Path]

    def add(self, cost: Cost, links: Path, turn: int) -> None:
        """Takes in one run; the links are moved out of the way of the next one."""
        kept = links.parent.parent / f"{self.name.split(':')[0]}-{turn}.csv"
        shutil.move(links, kept)
        self.costs.append(cost)
        self.links.append(kept)
        print(
            f"turn {turn}, {self.name}: {cost.seconds:.1f} s, {cost.cpu_seconds:.1f} CPU s, {cost.megabytes:.0f} MB",
            file=sys.stderr,
            flush=True,
        )


def make_pool(arguments: argparse.Namespace, pool: Path) -> str:
    """Makes the pool in a process of its own, which gives its memory back; returns one line on it."""
    script = [str(HERE / "strange.py"), "--people", str(arguments.people), "--seed", str(arguments.seed)]
    made = subprocess.run([sys.executable, *script, "--out", str(pool)], stderr=subprocess.PIPE, text=True)
    print(made.stderr, end="", file=sys.stderr, flush=True)
    if made.returncode != 0:
        sys.exit(made.returncode)
    return made.stderr.strip()


def run_turns(arguments: argparse.Namespace, pool: Path, scratch: Path) -> tuple[Contender, Contender]:
    """Runs both tools `--turns` times. Nothing is judged in between."""
    ours = Contender(f"rapproche: {Path(arguments.rules).stem}", [], [])
    peer = Contender(f"splink: {arguments.setting}, p ≥ 0.5, one to one", [], [])
    for turn in range(1, arguments.turns + 1):
        out = scratch / "out"
        ours.add(measure(reconcile_command(arguments.rapproche, arguments.rules, pool, out)), out / "links.csv", turn)
        shutil.rmtree(out)
        out.mkdir()
        links = out / "links.csv"
        script = str(HERE / "splink_million.py")
        peer.add(measure([sys.executable, script, str(pool), str(links), arguments.setting]), links, turn)
        shutil.rmtree(out)
    return ours, peer


def format_range(values: list[float], decimals: int) -> str:
    """The median, with the least and the greatest value where they differ from it."""
    least, middle, greatest = (f"{value:,.{decimals}f}" for value in (min(values), median(values), max(values)))
    return middle if least == greatest else f"{middle} ({least}–{greatest})"


def format_row(contender: Contender, figures: list[Figures]) -> str:
    costs = contender.costs
    cells = [
        contender.name,
        f"{fmean(row.precision for row in figures):.4f}",
        f"{fmean(row.recall for row in figures):.4f}",
        f"{fmean(row.f1 for row in figures):.4f}",
        format_range([row.wrong for row in figures], 0),
        format_range([cost.seconds for cost in costs], 1),
        format_range([cost.cpu_seconds for cost in costs], 1),
        format_range([cost.megabytes for cost in costs], 0),
    ]
    return f"| {' | '.join(cells)} |"


def format_ratios(peer: Contender, ours: Contender) -> str:
    turns = list(zip(peer.costs, ours.costs, strict=True))
    cells = [
        format_range([theirs.seconds / own.seconds for theirs, own in turns], 2),
        format_range([theirs.cpu_seconds / own.cpu_seconds for theirs, own in turns], 2),
        format_range([theirs.megabytes / own.megabytes for theirs, own in turns], 2),
    ]
    return f"| splink ÷ rapproche, in one turn | | | | | {' | '.join(cells)} |"


def describe_run(arguments: argparse.Namespace, summary: str, load: float) -> str:
    program = subprocess.run([str(arguments.rapproche), "--version"], capture_output=True, text=True, check=True)
    versions = ", ".join(
        (
            program.stdout.splitlines()[0],
            f"Splink {version('splink')}",
            f"DuckDB {version('duckdb')}",
            f"Python {platform.python_version()}",
        )
    )
    return (
        f"`benches/peers/run.sh --million --people {arguments.people} --seed {arguments.seed}`: {summary}. "
        f"{arguments.turns} turns on {os.cpu_count()} cores, load {load:.1f} before the first; {versions}."
    )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.sh --million", description="Holds rapproche against Splink on a million people a side."
    )
    parser.add_argument("--rapproche", type=Path, required=True, help="the rapproche program; run.sh gives it")
    parser.add_argument("--people", type=int, default=1_000_000, help="people on each side (1,000,000)")
    parser.add_argument("--seed", type=int, default=20260, help="seed of the pool (20260)")
    parser.add_argument("--turns", type=int, default=3, help="how often each tool runs (3)")
    parser.add_argument("--rules", default="standard", help="the rule set of rapproche (standard)")
    parser.add_argument("--setting", choices=SETTINGS, default="names together", help="the setting of Splink")
    arguments = parser.parse_args()
    if arguments.turns < 1:
        parser.error("--turns is 1 or more")
    return arguments


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        pool = scratch / "pool"
        summary = make_pool(arguments, pool)
        # The pool is written to disk before anything is timed.
        os.sync()
        load = os.getloadavg()[0]
        contenders = run_turns(arguments, pool, scratch)
        truth = read_truth(pool)
        print("| | precision | recall | F1 | wrong links | wall time (s) | CPU time (s) | peak memory (MB) |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|")
        for contender in contenders:
            links = zip(contender.links, contender.costs, strict=True)
            print(format_row(contender, [judge(read_links(path), truth, cost) for path, cost in links]))
        ours, peer = contenders
        print(format_ratios(peer, ours))
        print(f"\n{describe_run(arguments, summary, load)}")


if __name__ == "__main__":
    main()
