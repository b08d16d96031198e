"""Tests of the assertions of the marketing articles."""
