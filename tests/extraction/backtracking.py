"""
Search for texts on which a regular expression takes more than linear time.

The parse tree of a pattern tells which characters it tells apart, what stands before
each of its loops, and what goes round in them. From these come attacks: a prefix, a
pump many times over, a suffix that lets the match fail. Each runs on Python's own
engine, short and four times as long: linear takes 4 times as long, quadratic 16 times.
"""

import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from re import _compiler, _constants, _parser
from typing import Any

LENGTHS = (300, 600, 800, 900)
LONGER = 4
LINEAR_AT_MOST = 9.0  # between the 4 of linear and the 16 of quadratic
CAP = 0.1  # seconds of computing: an exponential match never ends
MANY = 30  # a loop that goes round less often costs a constant
VARIANTS = 6
USUAL = "aZ1 _\n\t\x00!-é"
SINGLE = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY}
LOOPS = {
    _constants.MAX_REPEAT,
    _constants.MIN_REPEAT,
    _constants.POSSESSIVE_REPEAT,
}
Node = tuple[Any, Any]


class TooLongError(Exception):
    """A match took more than CAP seconds."""


@dataclass(frozen=True)
class Attack:
    """A text of any length: prefix, pump over and over, suffix."""

    prefix: str
    pump: str
    suffix: str

    def of(self, length: int) -> str:
        """Return about ``length`` characters."""
        return self.prefix + self.pump * (length // len(self.pump)) + self.suffix


def flaw(pattern: re.Pattern[Any]) -> Attack | None:
    """Return an attack on ``pattern`` that takes more than linear time, if found."""
    if isinstance(pattern.pattern, bytes):
        pattern = re.compile(pattern.pattern.decode("latin-1"), pattern.flags)
    for attack in Tree(pattern).attacks():
        # Looked at again, at other lengths: a machine is busy now and then.
        if all(grows(pattern, attack, length) for length in LENGTHS):
            return attack
    return None


def grows(pattern: re.Pattern[str], attack: Attack, length: int) -> bool:
    """Tell whether four times the text takes far more than four times as long."""
    short = seconds(pattern, attack.of(length))
    if short > CAP:
        return True
    return seconds(pattern, attack.of(length * LONGER)) > LINEAR_AT_MOST * short


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Return the computing time of finding all matches; infinity beyond CAP."""
    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, CAP)
    try:
        began = time.thread_time()
        for _ in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
        return time.thread_time() - began
    except TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def stop(*_: object) -> None:
    """Interrupt a match: Python's engine looks for signals while it backtracks."""
    raise TooLongError


class Tree:
    """The parse tree of a pattern, and what can be read from it."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.flags = pattern.flags
        self.root = _parser.parse(pattern.pattern, pattern.flags)
        self.nodes = list(every_node(self.root))
        self.letters = self.told_apart()

    def told_apart(self) -> list[str]:
        """Return one character of each sort that the pattern tells apart."""
        singles = {repr(node): node for node in self.nodes if node[0] in SINGLE}
        tests = [self.compiled(node) for node in singles.values()]
        sorts: dict[tuple[bool, ...], str] = {}
        for char in [*named_in(singles.values()), *USUAL]:
            sorts.setdefault(tuple(bool(t.fullmatch(char)) for t in tests), char)
        return list(sorts.values())

    def compiled(self, node: Node) -> re.Pattern[str]:
        """Return a pattern of one node."""
        part = _parser.SubPattern(self.root.state, [node])
        compiled: re.Pattern[str] = _compiler.compile(part, self.flags)
        return compiled

    def attacks(self) -> Iterator[Attack]:
        """Yield the texts to try, the likely ones first."""
        loops = list(self.loops(self.root, ""))
        before = list(dict.fromkeys(prefix for prefix, _ in loops if prefix))
        pumps = [text for prefix, body in loops for text in [body, prefix + body]]
        pumps += [*self.letters, *before, *self.samples(self.root)]
        pumps = [pump for pump in dict.fromkeys(pumps) if pump]
        ends = ["", "\x00"]
        yield from (Attack(*a) for a in product(["", *before], pumps, ends))
        yield from (Attack(*a) for a in product([""], pumps, self.letters))
        pairs = (a + b for a, b in product(self.letters, repeat=2) if a != b)
        yield from (Attack(*a) for a in product([""], pairs, ends))

    def loops(self, nodes: Any, before: str) -> Iterator[tuple[str, str]]:
        """Yield what leads to each loop, with something that goes round in it."""
        for node in nodes:
            if node[0] in LOOPS and node[1][1] >= MANY:
                yield from ((before, body) for body in self.samples(node[1][2]))
            for inner in parts_of(node):
                yield from self.loops(inner, before)
            before += self.samples_of(node)[0]

    def samples(self, nodes: Any) -> list[str]:
        """Return a few texts that ``nodes`` match one after the other."""
        found = [""]
        for node in nodes:
            tails = self.samples_of(node)
            varied = [found[0] + tail for tail in tails[1:]]
            found = [text + tails[0] for text in found] + varied
        return list(dict.fromkeys(found))[:VARIANTS]

    def samples_of(self, node: Node) -> list[str]:
        """Return a few texts that one node matches, the shortest usual one first."""
        kind, value = node
        if kind in SINGLE:
            test = self.compiled(node)
            return [c for c in self.letters if test.fullmatch(c)][:VARIANTS] or [""]
        if kind in LOOPS:
            least, _, body = value
            once = self.samples(body)
            return [once[0] * least, *[text * max(least, 1) for text in once]]
        if kind in (_constants.ASSERT, _constants.ASSERT_NOT):
            return [""]
        inner = [self.samples(part) for part in parts_of(node)]
        return [text for part in inner for text in part] or [""]


def parts_of(node: Node) -> list[Any]:
    """Return the sequences of nodes inside of a node."""
    kind, value = node
    if kind is _constants.BRANCH:
        return list(value[1])
    inside = value if isinstance(value, tuple) else (value,)
    return [part for part in inside if isinstance(part, _parser.SubPattern)]


def every_node(nodes: Any) -> Iterator[Node]:
    """Yield all nodes, whatever they stand in."""
    for node in nodes:
        yield node
        for inner in parts_of(node):
            yield from every_node(inner)


def named_in(singles: Any) -> Iterator[str]:
    """Yield the characters that the pattern names itself."""
    for kind, value in singles:
        for inner, named in value if kind is _constants.IN else [(kind, value)]:
            if inner in (_constants.LITERAL, _constants.NOT_LITERAL):
                yield chr(named)
            elif inner is _constants.RANGE:
                yield from map(chr, named)
