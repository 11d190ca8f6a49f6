"""Whatever the endpoint does costs neither the article nor what the rules found."""

import json
import logging
import socket
import threading
import time

import pytest
from endpoint_server import KEY, MISSED, TEXT, Endpoint, candidates, read_twice

from pledges.documents import Head
from pledges.ingest import ingest
from pledges.models import Article
from pledges.second_reader import endpoint, read, reread


def failing(model: Endpoint) -> str:
    """Return why there is no answer; article and first claims must stand."""
    article = ingest(TEXT, Head()).article
    before = candidates()
    assert before

    outcome = reread(article)

    assert Article.objects.get().text == TEXT
    assert candidates() == before
    assert outcome.failure in outcome.words
    assert "What the rules found is stored." in outcome.words
    return outcome.failure


ANSWERS = {
    "no JSON": b"<html>busy</html>",
    "nothing": b"",
    "not UTF-8": b'{"choices": "\xff"}',
    "number without end": b"1" * 5_000,
    "brackets without end": b"[" * 200_000,
}
FORMS = ["{}", "[]", "null", '"text"', "7", '{"choices": []}', '{"choices": [{}]}']
FORMS += ['{"choices": {"0": 1}}', '{"choices": [{"message": {"content": null}}]}']
FORMS += ['{"choices": [{"message": {"content": [1]}}]}', '{"error": "quota"}']
CONTENTS = {
    "no JSON": "I found no claims.",
    "half of it": '{"claims": [{"kind": "pled',
    "not a number": '{"claims": [{"amount": NaN}]}',
    "another form": '{"pledges": []}',
    "claims in words": '{"claims": "none"}',
    "a list": "[]",
    "too many": json.dumps({"claims": [MISSED] * 301}),
}


@pytest.mark.parametrize("body", ANSWERS.values(), ids=ANSWERS)
def test_answer_that_is_no_json_costs_nothing(known, model, body):
    model.body = body

    assert failing(model) == "an answer that is not JSON"


@pytest.mark.parametrize("body", FORMS)
def test_answer_in_another_form_costs_nothing(known, model, body):
    model.body = body.encode()

    assert failing(model) == "an answer in another form than was asked for"


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_words_that_are_no_claims_cost_nothing(known, model, content):
    model.say(content)

    assert failing(model).startswith("an answer ")


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "\n```\n{}```\n", " {}\n"])
def test_json_in_a_code_fence_is_read(model, fence):
    model.say(fence.replace("{}", json.dumps({"claims": [MISSED]})))

    assert [found.amount for found in read(TEXT, None).findings] == [300_000]


@pytest.mark.parametrize("status", [204, 400, 401, 404, 429, 500, 503])
def test_other_status_costs_nothing(known, model, status):
    model.claim(MISSED)
    model.status = status

    assert failing(model) == f"status {status}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(known, model, status):
    model.claim(MISSED)
    model.status, model.extra = status, {"Location": model.url}

    assert failing(model) == f"status {status}: redirects are not followed"
    assert len(model.asked) == 1


def test_packed_answer_is_refused(known, model):
    model.claim(MISSED)
    model.extra = {"Content-Encoding": "gzip"}

    assert failing(model) == "an answer in a coding that was not asked for"


def test_answer_that_is_cut_off_is_refused(known, model):
    model.claim(MISSED)
    model.extra = {"Content-Length": str(len(model.body) + 9)}

    assert failing(model) == "an answer that was cut off"


@pytest.mark.parametrize(("more", "taken"), [(0, True), (1, False)])
def test_answer_of_one_megabyte_is_taken_and_none_longer(model, more, taken):
    model.claim(MISSED)
    model.body += b" " * (endpoint.MAX_BYTES - len(model.body) + more)

    assert len(read(TEXT, None).findings) == taken


@pytest.mark.parametrize("pause", [0.05, 10.0], ids=["drips", "is silent"])
def test_slow_endpoint_is_left_at_the_deadline(known, model, settings, pause):
    settings.EXTRACTION_LLM_SECONDS = 1
    model.claim(MISSED)
    model.pause = pause
    began = time.monotonic()

    assert failing(model) == "no answer within 1 seconds"
    assert time.monotonic() - began < 2
    time.sleep(0.2)
    assert "second reader" not in [thread.name for thread in threading.enumerate()]


def test_slow_name_look_up_is_left_at_the_deadline(model, settings, monkeypatch):
    settings.EXTRACTION_LLM_SECONDS = 1
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    began = time.monotonic()

    assert read(TEXT, None).failure == "no answer within 1 seconds"
    assert time.monotonic() - began < 2


def test_endpoint_that_is_not_there_costs_nothing(known, model, settings):
    model.server_close()

    assert failing(model) == "the connection failed (ConnectionRefusedError)"


def test_endpoint_that_cannot_speak_tls_costs_nothing(known, model, settings):
    settings.EXTRACTION_LLM_URL = model.url.replace("http:", "https:")

    assert failing(model).startswith("the connection failed (SSL")


def echoes_the_key(model: Endpoint) -> None:
    """Answer like a model that repeats what it was sent."""
    model.status, model.body = 500, f"bad key: Bearer {KEY}".encode()


def breaks_off(model: Endpoint) -> None:
    """Promise more than comes."""
    model.body, model.extra = KEY.encode(), {"Content-Length": "99"}


def claims_the_key(model: Endpoint) -> None:
    """Put the key where words of the article belong."""
    model.claim(MISSED | {"quote": KEY}, MISSED | {"kind": KEY}, KEY)


@pytest.mark.parametrize("hostile", [echoes_the_key, breaks_off, claims_the_key])
def test_key_is_in_no_log_and_no_message(known, model, caplog, hostile):
    caplog.set_level(logging.DEBUG)
    hostile(model)

    outcome = read_twice()

    assert model.asked[0]["head"]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in outcome.words
    assert KEY not in caplog.text
    assert KEY not in str(candidates())


def test_failure_is_in_the_log(model, caplog):
    model.status = 500

    read(TEXT, None)

    assert "The second reader failed: status 500" in caplog.text
