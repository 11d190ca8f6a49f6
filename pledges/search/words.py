"""Words as the index has them: case, accents and the s of a plural do not count."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pledges.models.search import LONGEST_WORD

# U.S. and F-16 are one word each, 7,000,000 one number, and Japan's is Japan.
WORD = re.compile(
    r"[^\W\d_](?:\.[^\W\d_])+(?![^\W_])\.?"
    r"|[^\W\d_]{1,3}-\d[^\W_]*"
    r"|\d+(?:,\d{3})+(?![^\W_])"
    r"|[^\W_]+(?:['’][sS](?![^\W_]))?"
)
POSSESSIVE = re.compile("['’][sS]$")
# Letters that Unicode takes for letters of their own, and readers type without.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "ð": "d"})
PLAIN |= str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
# A question in words has these; they are asked for only where nothing else is.
SMALL = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or"}
SMALL |= {"the", "to", "with"}
SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Word:
    """A word of a text: as the index has it, and where it stands."""

    folded: str
    start: int
    end: int
    is_beginning: bool = False  # also words that begin so are meant

    def means(self, folded: str) -> bool:
        """Say whether ``folded``, a word of a record, is what was asked for."""
        return folded == self.folded or (
            self.is_beginning and folded.startswith(self.folded)
        )


@dataclass
class Asked:
    """What a reader searches for: all of these words, and phrases of them."""

    text: str
    words: tuple[Word, ...]
    phrases: tuple[str, ...] = ()  # folded words, parted by blanks
    # The parties that each word may mean, as records name them; looked up once.
    parties: dict[Word, list[str]] | None = None


def words_of(text: str) -> Iterator[Word]:
    """
    Yield the words of ``text``.

    >>> [word.folded for word in words_of("Türkiye's 14 F-16s, U.S. batteries")]
    ['turkiye', '14', 'f16', 'us', 'battery']
    """
    for match in WORD.finditer(text):
        if folded := stem(fold(match[0])):
            yield Word(folded, *match.span())


def fold(word: str) -> str:
    """Return ``word`` in small letters without accents and signs."""
    bare = POSSESSIVE.sub("", word)
    apart = unicodedata.normalize("NFKD", bare.casefold().translate(PLAIN))
    return "".join(one for one in apart.casefold() if one.isalnum())[:LONGEST_WORD]


def stem(word: str) -> str:
    """Return ``word`` without the s of a plural, as far as spelling tells."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def read(text: str) -> Asked:
    """
    Return what ``text`` asks for; words in double quotes stand side by side.

    >>> asked = read('the "drone detection" of Jap')
    >>> [word.folded for word in asked.words], asked.phrases
    (['drone', 'detection', 'jap'], ('drone detection',))
    """
    words = list(words_of(text))
    if words and not re.search(r"[\"“”]\s*$", text):
        last = words[-1]
        long = len(last.folded) >= SHORTEST_BEGINNING
        words[-1] = replace(last, is_beginning=long)
    telling = [word for word in words if word.folded not in SMALL] or words
    each = {(word.folded, word.is_beginning): word for word in telling}
    return Asked(text, tuple(each.values()), tuple(phrases(text)))


def phrases(text: str) -> Iterator[str]:
    """Yield what stands in double quotes and has several words."""
    for quoted in re.findall(r"[\"“”]([^\"“”]+)[\"“”]", text):
        folded = [word.folded for word in words_of(quoted)]
        if len(folded) > 1:
            yield " ".join(folded)
