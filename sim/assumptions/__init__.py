"""The numbers of the model: value, range, unit, standing and source, and how they are drawn."""

from sim.old_names import names_of_a_folder

__getattr__ = names_of_a_folder(__name__)
