import pytest

from pledges.extraction.sentences import LONGEST_SENTENCE, split_sentences


def texts(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two.", 2),
        ("Mr. Ito met U.S. envoys on Jan. 7 in Kyiv.", 1),
        ("It cost $1.5 billion. No more.", 2),
        ('He said: "Enough." She left.', 2),
        ("A first line\nA second line", 2),
        ("", 0),
        ("   \n  ", 0),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, count: int) -> None:
    assert len(texts(text)) == count


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "1. ", "a) ", "— "])
def test_a_list_mark_is_not_part_of_the_line(mark: str) -> None:
    [sentence] = split_sentences(f"{mark}five trucks")

    assert sentence.form == "bullet"
    assert texts(f"{mark}five trucks") == ["five trucks"]


def test_a_line_without_a_full_stop_is_a_heading() -> None:
    assert [s.form for s in split_sentences("Aid for Kenya\n\nIt came.")] == [
        "heading",
        "prose",
    ]


def test_a_sentence_without_end_is_cut_at_spaces() -> None:
    pieces = texts("word " * 2000)

    assert max(len(piece) for piece in pieces) <= LONGEST_SENTENCE
    assert "".join(pieces).count("word") == 2000
