"""Ctrl-C, heard wherever it falls: in Python, in compiled code, or while code is being compiled."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOPPED = 130  # the exit code of a command that Ctrl-C ended
_pressed = threading.Event()


def pressed() -> bool:
    """Whether Ctrl-C was pressed while it was listened for."""
    return _pressed.is_set()


@contextmanager
def heard() -> Iterator[None]:
    """Remembers that Ctrl-C was pressed: Python drops its exception where that rises in a callback."""
    main_thread = threading.current_thread() is threading.main_thread()
    if not main_thread or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    atexit.register(_leave)

    def stop(*_: object) -> None:
        _pressed.set()
        raise KeyboardInterrupt

    complain = sys.unraisablehook
    sys.unraisablehook = lambda what: None if _pressed.is_set() else complain(what)
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = complain


def go_on() -> None:
    """Asked now and then during the work. Raises KeyboardInterrupt if Ctrl-C was pressed and got lost."""
    if _pressed.is_set():
        raise KeyboardInterrupt


def _leave() -> None:
    """The last thing done at exit. Python would end itself by a signal if Ctrl-C ever hit code that was made up."""
    if _pressed.is_set():
        for thread in threading.enumerate():  # those of a pool may still be tidying up
            if thread is not threading.current_thread():
                thread.join(0.2)
        os._exit(STOPPED)
