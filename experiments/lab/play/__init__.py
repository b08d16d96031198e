"""Campaigns played for a visitor, in a process of their own."""
