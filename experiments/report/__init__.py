"""The page that holds a comparison."""
