"""What the command ``groundswell`` runs first: it hears Ctrl-C before anything that takes time is imported."""

from experiments import interrupt


def main() -> None:
    """The command line, from its first moment on."""
    interrupt.listen()
    from experiments.cli import main as command

    command()
