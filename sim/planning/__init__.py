"""What the brand does with its budget: whom it hires, what is published when, and what a review changes."""
