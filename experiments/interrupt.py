"""Ctrl-C, and the system's request to end (SIGTERM), heard wherever they fall.

In Python, in compiled code, while code is being compiled, while modules are still being imported, and at the end.
"""

from __future__ import annotations

import atexit
import io
import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPED = 128 + signal.SIGINT  # the exit code of a command that Ctrl-C ended, as a shell tells it
PATIENCE_SECONDS = 1.2  # for an orderly end
SAID = "groundswell: stopped; no file was left half-written"
# What a process that leaves at once had no time to give back, a tracker of Python's own gives back, and complains.
_UNTOLD = "ignore:resource_tracker:UserWarning"

_heard: int | None = None  # the signal
_said = False
_kept: list[tuple[str, Callable[[], bool]]] = []  # lines about what a stopped command leaves behind, if it does
_ending = threading.Thread()


def pressed() -> bool:
    """Whether Ctrl-C was pressed, or the end requested, while it was listened for."""
    return _heard is not None


def exit_code() -> int:
    """130 for Ctrl-C and 143 for SIGTERM: 128 more than the signal's number, as shells have it."""
    return STOPPED if _heard is None else 128 + _heard


def say() -> None:
    """What is kept, and the one line about having been stopped; said once, whichever thread ends the process."""
    global _said
    if _said:
        return
    _said = True
    told = "".join(f"{line}\n" for line in [*(line for line, holds in _kept if holds()), SAID])
    try:
        os.write(sys.stderr.fileno(), told.encode(errors="replace"))  # a handler may not print
    except (OSError, ValueError, AttributeError):
        with suppress(OSError, ValueError):
            print(told, end="", file=sys.stderr or io.StringIO())


@contextmanager
def keeping(line: str, holds: Callable[[], bool]) -> Iterator[None]:
    """Has a stop within say this line too, if it holds by then.

    Raises KeyboardInterrupt if Ctrl-C was pressed and got lost.
    """
    _kept.append((line, holds))
    yield
    go_on()
    _kept.remove((line, holds))  # not where an error leaves: what is kept is said at the command's end


def listen() -> None:
    """Has Ctrl-C end the process at once, before it begins to work and after; a command calls it first of all."""
    untold = os.environ.get("PYTHONWARNINGS", "")
    if _UNTOLD not in untold:  # a module that is started as a command listens twice
        os.environ["PYTHONWARNINGS"] = f"{untold},{_UNTOLD}".lstrip(",")
    for number in SIGNALS:
        if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(number, _leave_at_once)


def _leave_at_once(number: int, _: FrameType | None = None) -> None:
    say()
    os._exit(128 + number)


@contextmanager
def heard() -> Iterator[None]:
    """Raises KeyboardInterrupt when Ctrl-C is pressed, and remembers it: Python drops that if it rises in a callback.

    Where the main thread does not get to hear of it, the process ends all the same.
    """
    global _heard, _said
    _kept.clear()
    ours = (signal.default_int_handler, signal.SIG_DFL, _leave_at_once)
    in_main_thread = threading.current_thread() is threading.main_thread()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    numbers = [number for number in SIGNALS if in_main_thread and before[number] in ours]
    if not numbers:
        yield
        return

    _heard, _said = None, False
    a_command = _leave_at_once in before.values()
    atexit.register(_leave)
    complain, warn = sys.unraisablehook, warnings.showwarning
    sys.unraisablehook = lambda what: None if pressed() else complain(what)
    # A module that is being imported may take the end for a fault of its own, and say so.
    warnings.showwarning = lambda *told, **how: None if pressed() else warn(*told, **how)
    with _watched() as ended:
        for number in numbers:
            signal.signal(number, _stop)
        try:
            yield
        finally:
            for number in numbers:
                signal.signal(number, signal.SIG_IGN if a_command and pressed() else before[number])
            sys.unraisablehook, warnings.showwarning = complain, warn
            if not (a_command and pressed()):
                ended.set()


def _stop(number: int, _: FrameType | None = None) -> None:
    global _heard
    if _heard is None:
        _heard = number
        raise KeyboardInterrupt


@contextmanager
def _watched() -> Iterator[threading.Event]:
    """Has a thread end this process where the main thread takes too long to; not once the event is set."""
    global _ending
    ended = threading.Event()
    ear, mouth = socket.socketpair()
    mouth.setblocking(False)

    def end() -> None:
        with ear:
            while told := ear.recv(1):
                # Who has taken a signal over, such as a server, sees to the end.
                if told[0] in SIGNALS and signal.getsignal(told[0]) in (_stop, signal.SIG_IGN):
                    if not ended.wait(PATIENCE_SECONDS):
                        _leave_at_once(told[0])
                    return

    _ending = threading.Thread(target=end, daemon=True)
    _ending.start()
    before = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    try:
        yield ended
    finally:
        signal.set_wakeup_fd(before)
        mouth.close()


def go_on() -> None:
    """Asked now and then during the work. Raises KeyboardInterrupt if Ctrl-C was pressed and got lost."""
    if pressed():
        raise KeyboardInterrupt


def _leave() -> None:
    """The last thing done at exit. Python would end itself by a signal if Ctrl-C ever hit code that was made up."""
    if pressed():
        for thread in threading.enumerate():  # those of a pool may still be tidying up
            if thread not in (threading.current_thread(), _ending):
                thread.join(0.2)
        os._exit(exit_code())
