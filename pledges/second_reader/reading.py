"""Have a text read by the language model, and keep what holds against the text."""

import json
import logging
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from pledges.documents import MAX_CHARACTERS
from pledges.extraction import Finding
from pledges.extraction.lexicon import Lexicon
from pledges.models.articles import SECOND_READER

from .checks import Passages, Source, checked
from .endpoint import NoAnswer, ask
from .schema import Refused, finding_of

logger = logging.getLogger(__name__)

PROMPT = (Path(__file__).parent / "prompt.txt").read_text(encoding="utf-8")
MAX_CLAIMS = 300
# Below what the rules are sure of: every one of them is marked "weak: look twice".
SCORE = 0.4


@dataclass(frozen=True)
class Reading:
    """What was found, what was dropped and why, or why there was no answer at all."""

    findings: list[Finding] = field(default_factory=list)
    dropped: Mapping[str, int] = field(default_factory=dict)
    failure: str = ""


def read(text: str, published_on: date | None) -> Reading:
    """
    Return what the language model finds in ``text``; nothing where none is set.

    Never raises: whatever goes wrong is the reading's ``failure``, and in the log.
    """
    if not settings.EXTRACTION_LLM_URL:
        return Reading()
    try:
        claims = claims_of(ask(request_for(text, published_on)))
        return kept(claims, text, published_on)
    except NoAnswer as error:
        failure = str(error)
    except Exception as error:  # nothing that it answers may cost us the article
        failure = f"its answer could not be used ({type(error).__name__})"
    logger.warning("The second reader failed: %s", failure)
    return Reading(failure=failure)


def request_for(text: str, published_on: date | None) -> bytes:
    """Return the request: our instructions apart, the article as data between marks."""
    if len(text) > MAX_CHARACTERS:
        raise NoAnswer(f"the text has more than {MAX_CHARACTERS:,} characters")
    mark = secrets.token_hex(8)  # an article cannot close what it cannot guess
    day = published_on.isoformat() if published_on else "unknown"
    article = f"Published: {day}\nARTICLE {mark}\n{text}\nEND {mark}"
    request = {
        "model": settings.EXTRACTION_LLM_MODEL,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [
            {"role": "system", "content": PROMPT},
            {"role": "user", "content": article},
        ],
    }
    return json.dumps(request, ensure_ascii=False).encode()


def claims_of(answer: bytes) -> list[Any]:
    """Return the claims, unchecked, of an answer in the protocol's form."""
    try:
        content = parsed(answer)["choices"][0]["message"]["content"]
        claims = parsed(without_fence(content))["claims"]
    except (KeyError, IndexError, TypeError, AttributeError):
        raise NoAnswer("an answer in another form than was asked for") from None
    if not isinstance(claims, list) or len(claims) > MAX_CLAIMS:
        raise NoAnswer("an answer in another form than was asked for")
    return claims


def parsed(text: str | bytes) -> Any:
    """Return what JSON says, decimals exact."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=float_refused)
    except (ValueError, ArithmeticError, RecursionError):
        raise NoAnswer("an answer that is not JSON") from None


def float_refused(name: str) -> None:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise ValueError(name)


def without_fence(content: str) -> str:
    """Return the JSON that a model put between ``` lines, as many do."""
    content = content.strip()
    if content.startswith("```") and content.endswith("```"):
        return content.partition("\n")[2].removesuffix("```")
    return content


def kept(claims: list[Any], text: str, published_on: date | None) -> Reading:
    """Return the claims that pass every check, and count the others by reason."""
    source = Source(Passages(text), published_on, Lexicon.load())
    origin = f"{SECOND_READER}{settings.EXTRACTION_LLM_MODEL}"
    findings: list[Finding] = []
    dropped = Counter[str]()
    for raw in claims:
        try:
            finding = checked(finding_of(raw), source)
            findings.append(replace(finding, rules=(origin,), score=SCORE))
        except Refused as reason:
            dropped[str(reason)] += 1
    if dropped:
        logger.info("Claims of the second reader that were dropped: %s", dict(dropped))
    return Reading(sorted(findings, key=lambda one: one.start), dropped)
