"""Show sentence by sentence what was seen, found and refused."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pledges.extraction.assemble import (
    MOST_FIGURES,
    MOST_IN_TEXT,
    Reading,
    figures_of,
    read_text,
)
from pledges.extraction.findings import Finding
from pledges.extraction.lexicon import Lexicon
from pledges.extraction.lexicon.grammar import read
from pledges.extraction.passages import MOST_SENTENCES, Passage

# Where a finding starts and ends, and its kind.
Place = tuple[int, int, str]


def explain(text: str, published_on: date | None = None) -> str:
    """Return the account of a text, for a person to read."""
    reading = read_text(text, published_on, Lexicon.load())
    standing = standing_at(reading)
    said = said_in(reading)
    lines: list[str] = []
    end = 0
    for passage in reading.passages:
        end = passage.sentence.end
        made = said[passage.sentence.start]
        lines.extend(explain_passage(text, passage, made, standing))
        lines.extend(passed_over(text, passage, made, len(reading.said)))
        lines.append("")
    if len(reading.passages) == MOST_SENTENCES and text[end:].strip():
        lines.append(
            f"Not read any further: {MOST_SENTENCES:,} sentences are no article."
        )
    return "\n".join(lines) + "\n"


def said_in(reading: Reading) -> Mapping[int, Sequence[Finding]]:
    """Return the findings of each sentence, by where it starts."""
    starts = [passage.sentence.start for passage in reading.passages]
    said: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in reading.said:
        said[starts[bisect_right(starts, finding.figure_start) - 1]].append(finding)
    return said


def standing_at(reading: Reading) -> Mapping[Place, Sequence[Finding]]:
    """Return what stands in the end at each place of the text."""
    standing: defaultdict[Place, list[Finding]] = defaultdict(list)
    for finding in reading.found:
        standing[place_of(finding)].append(finding)
    return standing


def place_of(finding: Finding) -> Place:
    """Return where in the text a finding stands, and as what."""
    return finding.figure_start, finding.figure_end, finding.kind


def explain_passage(
    text: str,
    passage: Passage,
    said: Sequence[Finding],
    standing: Mapping[Place, Sequence[Finding]],
) -> Iterator[str]:
    """Yield the lines about one sentence, of which ``said`` was made."""
    start, end = passage.sentence.start, passage.sentence.end
    yield f"[{passage.sentence.form}] {text[start:end]}"
    yield from mentions(text, passage)
    for finding in said:
        stands = standing_for(finding, standing.get(place_of(finding), ()))
        yield outcome(stands or finding, "" if stands else "REPEATED")
        yield from reasons(stands or finding)


def standing_for(finding: Finding, stands: Sequence[Finding]) -> Finding | None:
    """Return what stands in the end in the stead of a finding, if anything does."""
    exact = [f for f in stands if (f.donor, f.recipient) == roles(finding)]
    return next(iter(exact or stands), None)


def roles(finding: Finding) -> tuple[str | None, str | None]:
    """Return who gives and who receives."""
    return finding.donor, finding.recipient


def passed_over(
    text: str, passage: Passage, said: Sequence[Finding], in_text: int
) -> Iterator[str]:
    """Yield a line for each figure of which no finding was made, and why."""
    figures = figures_of(passage)
    heap = len(figures) > MOST_FIGURES
    why = "a heap of numbers is no sentence" if heap else "no table knows its currency"
    if in_text > MOST_IN_TEXT:
        why = f"more than {MOST_IN_TEXT:,} figures are no article"
    made = {(f.figure_start, f.figure_end) for f in said}
    for figure in figures:
        if (figure.start, figure.end) not in made:
            yield f"  PASSED OVER {text[figure.start : figure.end]}: {why}"


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


def outcome(finding: Finding, verdict: str) -> str:
    """Return the line about one finding: taken, repeated, or refused and why."""
    verdict = verdict or ("REFUSED" if finding.is_weak else "FOUND")
    what = finding.item or f"{finding.amount} {finding.currency}"
    number = f" x {finding.quantity}" if finding.quantity is not None else ""
    told = " (told elsewhere in the text)" if verdict == "REPEATED" else ""
    return (
        f"  {verdict} {finding.kind}: {finding.donor} -> {finding.recipient}: "
        f"{what}{number}, {finding.stage}, score {finding.score:.2f}{told}"
    )


def reasons(finding: Finding) -> Iterator[str]:
    """Yield each rule that fired with what it means."""
    meanings = read("rules")["rule"]
    for rule in finding.rules:
        yield f"      {rule}: {meanings[rule]}"
