"""A lesson of 45 minutes as data: what is guessed, played and asked, for whoever shows it."""
