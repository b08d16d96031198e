"""Many campaigns: questions, statistics, pictures."""
