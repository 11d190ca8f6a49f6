"""Fixtures that several test modules share; rows come from builders.py."""

import socket
from collections.abc import Iterator

import pytest
from browsing import chromium, complaints, page
from builders import make_actor, make_user
from django.conf import LazySettings, settings
from django.contrib.auth.models import User
from django.db import transaction
from endpoint_server import KEY, Endpoint, started
from fake_web import ANSWERED, Server, Site, reached_at, resolving_to
from pytest_django import DjangoDbBlocker

from pledges import reference, seeding
from pledges.models import Actor

__all__ = ["chromium", "complaints", "page"]  # fixtures, for pytest to find


def pytest_configure() -> None:
    """Hash passwords quickly: the real hash is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what reads the seed last: all others expect an empty database."""
    items.sort(key=lambda item: "seeded" in getattr(item, "fixturenames", []))


@pytest.fixture(scope="session")
def seeded_once(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Load reference data and seed in a transaction that the session rolls back."""
    with django_db_blocker.unblock(), transaction.atomic():
        reference.load()
        seeding.seed()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def seeded(seeded_once: None, db: None) -> None:
    """
    Give a test the reference data and the whole published seed.

    What the test changes is rolled back. Not for transactional_db or live_server:
    other connections cannot see it.
    """


@pytest.fixture
def actors(db: None) -> dict[str, Actor]:
    """A handful of actors by code."""
    codes = ["JP", "UA", "US", "DE", "NATO", "EU", "several-donors"]
    return {code: make_actor(code) for code in codes}


@pytest.fixture
def alice(db: None) -> User:
    """Alice enters and proposes: group Editor."""
    return make_user("alice", "Editor")


@pytest.fixture
def bob(db: None) -> User:
    """Bob reviews and publishes: group Reviewer."""
    return make_user("bob", "Reviewer")


@pytest.fixture
def charlie(db: None) -> User:
    """Charlie may enter the admin, and nothing in it."""
    return make_user("charlie")


@pytest.fixture
def known(db: None) -> None:
    """All actors of the lexicon."""
    reference.load_actors(reference.read_actors(reference.LEXICON))


@pytest.fixture
def model(settings: LazySettings) -> Iterator[Endpoint]:
    """The operator's endpoint, set as the second reader."""
    model = started()
    settings.EXTRACTION_LLM_URL = model.url
    settings.EXTRACTION_LLM_MODEL = "careful-7b"
    settings.EXTRACTION_LLM_KEY = KEY
    settings.EXTRACTION_LLM_SECONDS = 5
    yield model
    model.shutdown()
    model.server_close()


def put_on_the_web(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name resolve to ANSWERED, and every connection end at ``server``."""
    connect = reached_at(server.address, server.connected)
    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to(ANSWERED))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that answers what it is told, request by request."""
    server = Server()
    put_on_the_web(server, monkeypatch)
    yield server
    server.close()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server that has pages."""
    site = Site()
    put_on_the_web(site, monkeypatch)
    yield site
    site.close()
