"""Holds rapproche and its peers against the same truth, on the same files.

Input: folders with `base.csv`, `cas.csv` and `truth.csv`; of several folders the mean is printed. Output: a markdown
table on stdout and, with `--json`, the figures of every folder. Each peer is a process of its own, whose wall time
and peak memory the kernel tells (`measure.py`); the time of a peer that is judged in several ways contains all of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from population import Link, read_links, read_truth
from run_peer import PEERS

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Figures:
    """One peer on one folder: shares from 0 to 1, wall seconds, peak resident MB."""

    precision: float
    recall: float
    f1: float
    wrong: float
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Cost:
    """What a process took: wall seconds, CPU seconds (user and system), peak resident MB."""

    seconds: float
    cpu_seconds: float
    megabytes: float

    def __add__(self, after: Cost) -> Cost:
        """One process after the other."""
        return Cost(
            self.seconds + after.seconds,
            self.cpu_seconds + after.cpu_seconds,
            max(self.megabytes, after.megabytes),
        )


FREE = Cost(0.0, 0.0, 0.0)


def measure(command: list[str]) -> Cost:
    """Runs `command` to its end; a failure ends the comparison with the peer's own words."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        meter = [sys.executable, "-I", str(HERE / "measure.py")]
        process = subprocess.run([*meter, *command], stdout=subprocess.PIPE, stderr=complaints, text=True)
        if process.returncode != 0:
            complaints.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{complaints.read()}")
    return Cost(**json.loads(process.stdout))


def judge(links: set[Link], truth: set[Link], cost: Cost) -> Figures:
    right = len(links & truth)
    return Figures(
        precision=right / len(links) if links else 1.0,
        recall=right / len(truth),
        f1=2 * right / (len(links) + len(truth)),
        wrong=len(links) - right,
        seconds=cost.seconds,
        megabytes=cost.megabytes,
    )


def lists_of(folder: Path) -> tuple[str, ...]:
    """Both sides of a folder, as arguments of `rapproche`."""
    return "--base", str(folder / "base.csv"), "--cas", str(folder / "cas.csv")


def reconcile_command(program: Path, rules: str, folder: Path, out: Path) -> list[str]:
    """The run of `rapproche` on a folder, with all its outputs in `out`."""
    return [str(program), "reconcile", *lists_of(folder), "--rules", rules, "--out", str(out), "--quiet"]


def judge_peer(peer: str, folder: Path, truth: set[Link]) -> dict[str, Figures]:
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch) / "links.json"
        cost = measure([sys.executable, str(HERE / "run_peer.py"), peer, str(folder), str(result)])
        found = json.loads(result.read_text(encoding="utf-8"))
    return {
        f"{peer}, {variant}".removesuffix(", "): judge({tuple(link) for link in links}, truth, cost)
        for variant, links in found.items()
    }


def judge_rapproche(
    name: str, program: Path, rules: str, folder: Path, truth: set[Link], training: Cost = FREE
) -> dict[str, Figures]:
    """The links of one rule set; `training` is what it cost to learn it from the same folder."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        cost = measure(reconcile_command(program, rules, folder, out))
        links = read_links(out / "links.csv")
    return {f"rapproche: {name}": judge(links, truth, training + cost)}


def judge_trained(program: Path, start: str, folder: Path, truth: set[Link]) -> dict[str, Figures]:
    """Rules that `rapproche train` learns from the folder without its truth, beginning with the set `start`."""
    with tempfile.TemporaryDirectory() as scratch:
        learnt = f"{scratch}/learnt.toml"
        command = [str(program), "train", *lists_of(folder), "--rules", start, "--out", learnt, "--quiet"]
        training = measure(command)
        return judge_rapproche("trained, without truth", program, learnt, folder, truth, training)


def judge_folder(folder: Path, arguments: argparse.Namespace) -> dict[str, Figures]:
    truth = read_truth(folder)
    if not truth:
        sys.exit(f"{folder}/truth.csv names no link: give every account that has a user its IDPN")
    figures: dict[str, Figures] = {}
    for peer in PEERS:
        figures |= judge_peer(peer, folder, truth)
    if arguments.rapproche:
        for rules in arguments.rules or ["standard"]:
            figures |= judge_rapproche(Path(rules).stem, arguments.rapproche, rules, folder, truth)
        figures |= judge_trained(arguments.rapproche, arguments.train_from, folder, truth)
    return figures


def average(figures: list[Figures]) -> Figures:
    rows = [asdict(row) for row in figures]
    return Figures(**{name: fmean(row[name] for row in rows) for name in rows[0]})


def format_table(rows: dict[str, Figures]) -> str:
    lines = [
        "| | precision | recall | F1 | wrong links | time (s) | memory (MB) |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {row.precision:.4f} | {row.recall:.4f} | {row.f1:.4f} | {row.wrong:g} "
        f"| {row.seconds:.2f} | {row.megabytes:.0f} |"
        for name, row in rows.items()
    ]
    return "\n".join(lines)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Holds rapproche and its peers against the same truth.")
    parser.add_argument("folders", nargs="+", type=Path, help="folders with base.csv, cas.csv and truth.csv")
    parser.add_argument("--rapproche", type=Path, help="the rapproche program; without it only the peers run")
    parser.add_argument("--rules", action="append", help="a rule set of rapproche, to be repeated (standard)")
    parser.add_argument("--train-from", default="standard", help="the rule set that training begins with (standard)")
    parser.add_argument("--json", type=Path, help="where to write the figures of every folder")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    figures = {str(folder): judge_folder(folder, arguments) for folder in arguments.folders}
    if arguments.json:
        content = {folder: {name: asdict(row) for name, row in rows.items()} for folder, rows in figures.items()}
        arguments.json.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    names = next(iter(figures.values()))
    print(format_table({name: average([rows[name] for rows in figures.values()]) for name in names}))


if __name__ == "__main__":
    main()
