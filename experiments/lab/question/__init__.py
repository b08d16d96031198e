"""What a visitor asks: the address, the scenario, the files that were brought."""
