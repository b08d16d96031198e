"""The study as a command: what ``groundswell hypotheses`` does."""

import sys

from experiments.cli.commands import main

main(["hypotheses", *sys.argv[1:]])
