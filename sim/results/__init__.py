"""The record of a run, and all that can be read from it."""
