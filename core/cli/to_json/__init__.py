"""The JSON of each command (docs/design.md#json): the only place that spells its keys."""
