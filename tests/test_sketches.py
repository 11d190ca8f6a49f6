"""Texts that are nearly the same are told from texts that are not."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seed_files import ARTICLES, text_of

from pledges.models import Article
from pledges.sketches import alike, sketch


def edited(text: str, words: float = 0.05, cut: float = 0.0) -> str:
    """Return ``text`` with a share of its words changed and its end cut off."""
    dice = random.Random(7)  # noqa: S311
    kept = text.split(" ")
    kept = kept[: int(len(kept) * (1 - cut))]
    return " ".join("other" if dice.random() < words else word for word in kept)


@pytest.mark.parametrize("name", ARTICLES)
def test_an_edited_text_is_alike(name):
    text = text_of(name)

    assert alike(sketch(text), sketch(text.upper()))
    assert alike(sketch(text), sketch(f"New headline\n\n{edited(text)}"))
    assert alike(sketch(text), sketch(edited(text, words=0, cut=0.25)))


def test_no_two_articles_of_the_seed_are_alike():
    sketches = {name: sketch(text_of(name)) for name in ARTICLES}

    pairs = combinations(sketches, 2)
    found = [pair for pair in pairs if alike(*(sketches[name] for name in pair))]

    assert found == []


def test_texts_without_words_are_not_alike():
    assert not alike(sketch(""), sketch(""))
    assert not alike(sketch("…"), sketch("…"))


@given(st.text())
def test_any_text_fits_its_column(text):
    assert len(sketch(text)) <= (Article._meta.get_field("sketch").max_length or 0)


def test_an_article_is_stored_with_its_sketch(db):
    article = Article.objects.create(title="Report", text="Japan gives 100 dollars.")

    assert article.sketch == sketch("Japan gives 100 dollars.")
