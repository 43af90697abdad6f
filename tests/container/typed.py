"""Runs a program at a terminal and types lines, one at each prompt (what ends in a colon).

    typed.py LINE,LINE PROGRAM ARGUMENT…

What the terminal showed goes to stdout; the exit code is the program's.
"""

import os
import pty
import sys


def main():
    lines, *command = sys.argv[1:]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], command)
    shown = b""
    for line in lines.split(","):
        while not shown.rstrip(b" ").endswith(b":"):
            shown += os.read(terminal, 1000)
        os.write(terminal, line.encode() + b"\n")
        shown += b"|"
    try:
        while piece := os.read(terminal, 1000):
            shown += piece
    except OSError:
        # The program has closed its end.
        pass
    sys.stdout.buffer.write(shown)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


main()
