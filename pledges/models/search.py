"""SearchText and SearchWord: the words by which published records are found."""

from django.db import models

LONGEST_WORD = 40


class Kind(models.IntegerChoices):
    """What a search finds; the number is the end of a key."""

    ACTOR = 1, "actor"
    PLEDGE = 2, "pledge"
    ITEM = 3, "line of goods"
    TOTAL = 4, "reported total"
    ARTICLE = 5, "article"


class SearchText(models.Model):
    """
    The folded words of one published record, which pledges/search/ derives.

    The migration that makes the table gives it an index of its words: FTS5 of SQLite,
    or a GIN index of PostgreSQL. A word with "_" in it is no word of a reader.
    """

    # Record and kind in one number, so that the index alone says what was found.
    key = models.BigIntegerField(primary_key=True)
    words = models.TextField()

    def __str__(self) -> str:
        return f"{Kind(self.key & 7).label} {self.key >> 3}"


class SearchWord(models.Model):
    """A word of the index, and in how many records it occurs."""

    word = models.CharField(max_length=LONGEST_WORD, primary_key=True)
    shown = models.CharField(max_length=60, help_text="As a record writes it.")
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.shown
