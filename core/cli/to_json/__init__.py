"""The JSON of each command (docs/design.md#json): the only modules that spell its keys."""
