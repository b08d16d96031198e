"""The influencers that a user lists in a file, and what can be read of such a file."""

from sim.old_names import names_of_a_folder

__getattr__ = names_of_a_folder(__name__)
