"""Shared by all pictures: colours, page, people on a plane."""
