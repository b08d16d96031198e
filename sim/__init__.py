"""One campaign in one world: the model, as a library."""
