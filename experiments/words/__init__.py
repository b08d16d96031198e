"""Numbers, answers and settings in words, for the terminal, the report and the lab alike."""
