"""Paired replicates: what is played, by how many processes, and what is kept of it."""
