"""Tests of the assertions of the marketing articles."""

from sim.old_names import names_of_a_folder

__getattr__ = names_of_a_folder(__name__)
