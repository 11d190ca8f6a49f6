"""
The optional second reader: a language model behind the operator's own endpoint.

It is asked only where EXTRACTION_LLM_URL is set, after an article is stored with what
the rules found in it, and can only add to that: claims which pass ``checks.py`` wait
for review like all others, under the name of their origin.
"""

from .joining import Outcome, reread
from .reading import Reading, read

__all__ = ["Outcome", "Reading", "read", "reread"]
