"""A network for trying everything: it speaks the provider's API and reaches nobody (DESIGN 8)."""

from core.network.sandbox.sandbox import Sandbox

__all__ = ["Sandbox"]
