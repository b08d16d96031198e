"""The people, whom they follow, and the influencers among them."""

from sim.old_names import names_of_a_folder

__getattr__ = names_of_a_folder(__name__)
