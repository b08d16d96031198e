"""The study as a command: what ``groundswell plan`` does."""

import sys

from experiments.cli.commands import main

main(["plan", *sys.argv[1:]])
