"""The command ``groundswell``, for an interpreter of one's choice."""

from experiments.cli import main

main()
