"""Addresses beside the pages: towns, downloads, uploads."""
