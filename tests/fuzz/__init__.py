"""Files as no one should hand them over, each read in a process of its own: ``make fuzz``."""
