"""The forecast: the sends of the coming days, simulated in memory by the engine's own rules."""
