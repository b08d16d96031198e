"""A lesson as one HTML file that plays the model's own compiled rules in any browser."""
