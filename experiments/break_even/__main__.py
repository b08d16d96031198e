"""The study as a command: what ``groundswell breakeven`` does."""

import sys

from experiments.cli.commands import main

main(["breakeven", *sys.argv[1:]])
