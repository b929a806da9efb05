"""The JSON of each command (DESIGN 10): the only place that spells its keys."""
