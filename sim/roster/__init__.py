"""The influencers that a user lists in a file, and what can be read of such a file."""
