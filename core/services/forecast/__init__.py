"""The forecast: what the coming days send, by the engine's own rules on a state in memory."""
