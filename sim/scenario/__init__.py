"""The scenario: brand, market, roster, network, budget and schedules."""
