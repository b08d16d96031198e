"""The command line, which hears Ctrl-C before anything that takes time is imported."""

from experiments import interrupt
from sim.old_names import names_of_a_folder

__getattr__ = names_of_a_folder(__name__)


def main() -> None:
    """The command ``groundswell``, from its first moment on."""
    interrupt.listen()
    from experiments.cli.commands import main as command

    command()
