"""Which launch schedule does better at equal budget, by how much, and how sure that is."""
