"""The scenario: brand, market, roster, network, budget and schedules."""

from sim.old_names import names_of_a_folder

__getattr__ = names_of_a_folder(__name__)
