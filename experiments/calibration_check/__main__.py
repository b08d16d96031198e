"""The study as a command: what ``groundswell calibration-check`` does."""

import sys

from experiments.cli.commands import main

main(["calibration-check", *sys.argv[1:]])
