"""Which launch schedule does better at equal budget, by how much, and how sure that is."""

from sim.old_names import names_of_a_folder

__getattr__ = names_of_a_folder(__name__)
