"""Bytes become text by mark, header, statement of the page, or content."""

import codecs

import pytest
from django.core.exceptions import ValidationError

from pledges.encodings import decode

EURO = "Japan will give Ukraine €500 million – “aid”, said Ms Müller."
RUSSIAN = "Япония предоставит Украине 37 млн долларов через фонд НАТО."
JAPANESE = "日本はウクライナに3700万ドルを供与する。外相がキーウで述べた。"


def refused(raw: bytes, charset: str = "") -> None:
    with pytest.raises(ValidationError, match="not a text, or in an encoding"):
        decode(raw, charset)


def test_text_without_any_label_is_utf_8():
    said = decode(EURO.encode())

    assert (said.text, said.encoding) == (EURO, "utf-8")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_t12_byte_order_mark_beats_every_label(mark, encoding):
    assert decode(mark + EURO.encode(encoding), "koi8-r").text == EURO


@pytest.mark.parametrize(
    ("charset", "text", "encoding"),
    [
        ("windows-1252", EURO, "cp1252"),
        ("ISO-8859-1", EURO, "cp1252"),  # browsers read it so, and pages mean it so
        ('"us-ascii"', EURO, "cp1252"),
        ("windows-1251", RUSSIAN, "cp1251"),
        ("KOI8-R", RUSSIAN, "koi8-r"),
        ("Shift_JIS", JAPANESE, "cp932"),
        ("EUC-JP", JAPANESE, "euc_jp"),
        ("ISO-2022-JP", JAPANESE, "iso2022_jp"),
        ("GB2312", "日本向乌克兰提供", "gb18030"),
        ("utf-16le", EURO, "utf-16-le"),
        ("utf8", RUSSIAN, "utf-8"),
    ],
)
def test_charset_of_the_header_is_obeyed(charset, text, encoding):
    said = decode(text.encode(encoding), charset)

    assert (said.text, said.encoding) == (text, encoding)


@pytest.mark.parametrize(
    "statement",
    [
        '<?xml version="1.0" encoding="windows-1251"?>',
        "<html><head><meta charset=windows-1251>",
        "<META CHARSET='windows-1251'/>",
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
    ],
)
def test_statement_of_the_page_is_obeyed(statement):
    page = statement + RUSSIAN

    assert decode(page.encode("cp1251")).text == page


def test_header_beats_the_statement_of_the_page():
    page = "<meta charset=koi8-r>" + RUSSIAN

    assert decode(page.encode("cp1251"), "windows-1251").text == page


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "koi8-r", "utf-16"])
def test_utf_8_under_a_wrong_label_is_utf_8(charset):
    assert decode(EURO.encode(), charset).text == EURO


@pytest.mark.parametrize("charset", ["rot13", "base64", "zlib", "unicode_escape", "?"])
def test_label_that_is_no_encoding_of_texts_is_passed_over(charset):
    assert decode(EURO.encode(), charset).text == EURO


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(EURO, "cp1252"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp1251"), (JAPANESE, "cp932")],
)
def test_encoding_without_label_is_found_by_content_and_called_a_guess(text, encoding):
    said = decode(text.encode(encoding))

    assert said.text == text
    assert said.encoding.endswith(", guessed")


def test_bytes_that_do_not_fit_their_label_become_replacement_characters():
    said = decode(b"Japan will give Ukraine \xff500 million, she said.", "utf-8")

    assert said.text == "Japan will give Ukraine \ufffd500 million, she said."


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02",
        b"\x7fELF\x02\x01\x01\x00",
        b"PK\x03\x04\x14\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xfe\x00binary",
        bytes(range(1, 255)) * 3,
    ],
)
def test_t12_what_is_no_text_is_refused(raw):
    refused(raw)


@pytest.mark.parametrize("charset", ["utf-8", "shift_jis", "windows-1252"])
def test_binary_data_under_a_label_are_refused(charset):
    refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), charset)
    refused(bytes(range(128, 256)) * 9, "utf-8")


@pytest.mark.parametrize("name", ["utf-7", "UTF7", "unicode-1-1-utf-7"])
def test_t12_utf_7_is_refused_wherever_it_is_stated(name):
    refused(b"+ADw-script+AD4-", name)
    refused(f"<meta charset={name}>+ADw-script+AD4-".encode())
