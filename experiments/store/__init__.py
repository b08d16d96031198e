"""Finished runs on disk, in one SQLite file: kept as they end, found again by what they are about."""
