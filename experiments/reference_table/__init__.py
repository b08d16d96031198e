"""A stored table of campaigns played all over the space of assumptions, which studies of assumptions read."""
