"""The command that explains: what a scenario, a roster, a schedule and so on are."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.cli.options import example
from experiments.help.topics import TOPICS, in_terminal, title, topic_text

helping = typer.Typer()


@helping.command("help", epilog=example("groundswell help schedules"))
def help_(
    topic: Annotated[
        str | None, typer.Argument(metavar="TOPIC", help="One of the topics; all of them without it.")
    ] = None,
) -> None:
    """What a scenario, a roster, a schedule and so on are, topic by topic."""
    if topic is not None:
        print(in_terminal(topic_text(topic)))
        return
    print("Topics, each told by `groundswell help TOPIC`:\n")
    for name in TOPICS:
        print(f"  {name:<12} {title(name).partition(': ')[2]}")
    print("\nA command is explained by `groundswell COMMAND --help`.")
