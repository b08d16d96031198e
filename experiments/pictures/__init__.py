"""What every picture shares: colours, page, people on a plane."""
