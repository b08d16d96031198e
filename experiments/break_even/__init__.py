"""Where the answer turns: which schedule wins over a grid of two quantities."""
