"""Runs one command and prints what it cost, as JSON: wall seconds, CPU seconds and peak resident MB of its processes.

Usage: `measure.py COMMAND…`. The output of the command is dropped, its errors pass through, and its exit code becomes
the exit code of this script.

The kernel also counts the memory that a child shares with its parent before it starts the command. Hence this small
script: without it, a command would seem to need at least the memory of `compare.py`.
"""

import json
import os
import sys
import time


def main() -> None:
    command = sys.argv[1:]
    silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    started = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=silence)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    cpu_seconds = usage.ru_utime + usage.ru_stime
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "megabytes": usage.ru_maxrss / 1024}))
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
