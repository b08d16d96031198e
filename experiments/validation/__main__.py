"""The study as a command: what ``groundswell validate`` does."""

import sys

from experiments.cli.commands import main

main(["validate", *sys.argv[1:]])
