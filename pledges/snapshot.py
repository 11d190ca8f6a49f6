"""Read a whole page or file from one state of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@contextmanager
def snapshot() -> Iterator[None]:
    """Hold one state of the database; without it, sums and rows can disagree."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            # Not atomic(): that would take SQLite's one write lock for reading.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def in_one_snapshot(view: View[P]) -> View[P]:
    """Run ``view``, rendering included, in one snapshot."""

    @wraps(view)
    def within(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        with snapshot():
            return view(request, *args, **kwargs)

    return within
