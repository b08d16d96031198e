"""The study as a command: what ``groundswell scale`` does."""

import sys

from experiments.cli.commands import main

main(["scale", *sys.argv[1:]])
