"""What the marketing articles assert, tested."""
