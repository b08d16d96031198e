"""What is asked: brand, market, roster, network, budget and schedules."""
