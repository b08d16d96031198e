"""Whether a brand could see what a launch brings in its own sales, given how these go up and down by themselves."""
