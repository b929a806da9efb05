"""A network for trials: it has the provider's API and reaches nobody (docs/design.md#the-sandbox)."""

from core.network.sandbox.sandbox import Sandbox

__all__ = ["Sandbox"]
