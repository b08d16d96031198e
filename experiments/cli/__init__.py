"""The command line, which hears Ctrl-C before anything that takes time is imported."""

import gc

from experiments import interrupt
from sim.old_names import names_of_a_folder

_MADE_BEFORE_A_LOOK = 50_000  # objects: looking after each 700 took a tenth of a small command, and found nothing

__getattr__ = names_of_a_folder(__name__)


def main() -> None:
    """The command ``groundswell``, from its first moment on."""
    interrupt.listen()
    gc.set_threshold(_MADE_BEFORE_A_LOOK)
    from experiments.cli.commands import main as command

    try:
        command()
    finally:
        gc.freeze()  # the process ends: looking through all that it made takes a sixth of a small command
