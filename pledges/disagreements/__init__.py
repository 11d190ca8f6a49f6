"""Where the sources of a pledge disagree, side by side, and what the record has."""

from .sources import Disagreement, of

__all__ = ["Disagreement", "of"]
