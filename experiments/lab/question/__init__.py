"""The question of a visitor: the address, the scenario, the files that were opened."""
