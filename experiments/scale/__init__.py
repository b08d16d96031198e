"""From which size and how many replicates on the answer stays."""

from sim.old_names import names_of_a_folder

__getattr__ = names_of_a_folder(__name__)
