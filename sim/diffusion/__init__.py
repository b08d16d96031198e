"""Sharing alone over a given graph: who is reached, by coins of ties or by thresholds of people."""
