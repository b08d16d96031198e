"""Any design of quantities, schedules and replicates, as one tidy table."""
