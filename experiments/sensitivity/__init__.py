"""Which assumption matters: for an indicator, or for the difference between two schedules."""
