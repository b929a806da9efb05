"""Reads for explanations: gates and people at a past moment, each person's reason, and facts for a forecast."""
