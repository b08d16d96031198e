"""Estimates, paired differences and decisions, of numbers alone."""
