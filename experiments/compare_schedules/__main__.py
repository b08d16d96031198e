"""The study as a command: what ``groundswell compare`` does."""

import sys

from experiments.cli.commands import main

main(["compare", *sys.argv[1:]])
