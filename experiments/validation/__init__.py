"""Whether the model looks like the world, where the world has been measured."""
