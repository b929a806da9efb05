"""The past: why a campaign sent what it sent, the reason of each person, and facts for a forecast."""
