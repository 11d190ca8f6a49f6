"""Show sentence by sentence what was seen, found and refused."""

from collections.abc import Iterator, Sequence
from datetime import date

from pledges.extraction.assemble import find_all
from pledges.extraction.findings import Finding
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import read
from pledges.extraction.passages import Passage, read_passages


def explain(text: str, published_on: date | None = None) -> str:
    """Return the account of a text, for a person to read."""
    lexicon = Lexicon.load()
    found = find_all(text, published_on, lexicon)
    lines: list[str] = []
    for passage in read_passages(text, published_on, lexicon):
        lines.extend(explain_passage(text, passage, found))
    return "\n".join(lines) + "\n"


def explain_passage(
    text: str, passage: Passage, found: Sequence[Finding]
) -> Iterator[str]:
    """Yield the lines about one sentence."""
    start, end = passage.sentence.start, passage.sentence.end
    yield f"[{passage.sentence.form}] {text[start:end]}"
    yield from mentions(text, passage)
    for finding in found:
        if start <= finding.start < end:
            yield outcome(finding)
            yield from reasons(finding)
    yield ""


def mentions(text: str, passage: Passage) -> Iterator[str]:
    """Yield a line for each kind of mention in a sentence."""
    seen = {
        "money": [text[a.start : a.end] for a in passage.amounts],
        "goods": [text[i.start : i.end] for i in passage.items],
        "parties": [
            f"{text[p.start : p.end]} ({p.code or '?'}, {p.sort})"
            for p in passage.parties
        ],
        "verbs": [f"{s.lemma} ({s.role}, {s.tense})" for s in passage.stages],
        "days": [f"{text[d.start : d.end]} ({d.on or '?'})" for d in passage.days],
    }
    for kind, words in seen.items():
        if words:
            yield f"    {kind}: {', '.join(words)}"


def outcome(finding: Finding) -> str:
    """Return the line about one finding: taken, or refused and why."""
    verdict = "REFUSED" if finding.is_weak else "FOUND"
    what = finding.item or f"{finding.amount} {finding.currency}"
    number = f" x {finding.quantity}" if finding.quantity is not None else ""
    return (
        f"  {verdict} {finding.kind}: {finding.donor} -> {finding.recipient}: "
        f"{what}{number}, {finding.stage}, score {finding.score:.2f}"
    )


def reasons(finding: Finding) -> Iterator[str]:
    """Yield each rule that fired with what it means."""
    meanings = read("rules")["rule"]
    for rule in finding.rules:
        yield f"      {rule}: {meanings[rule]}"
