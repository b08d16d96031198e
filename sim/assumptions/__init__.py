"""The numbers of the model: value, range, unit, standing and source, and how they are drawn."""
