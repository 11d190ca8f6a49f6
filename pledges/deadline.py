"""Give up reading what somebody made so that reading it takes for ever."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """
    Raise TimeoutError in the body once it has taken ``seconds``; commands only.

    In a thread, as in a web server, where no alarm can ring, the body runs on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def ring(_number: int, _frame: FrameType | None) -> None:
    """Interrupt whatever is going on."""
    raise TimeoutError("It took too long to read.")
