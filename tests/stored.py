"""What a store holds, read as any other program would."""

import sqlite3
from contextlib import closing
from pathlib import Path

from experiments.store.database import NAME
from experiments.store.store import Outcome, Store


def runs_in(folder: Path) -> dict[tuple[str, int], Outcome]:
    """Every run of a folder by the key of its cell and its number; none where no store has been begun."""
    if not (folder / NAME).exists():
        return {}
    with closing(sqlite3.connect(folder / NAME, timeout=30)) as connection:
        try:
            keys = [key.hex() for (key,) in connection.execute("SELECT key FROM cell")]
        except sqlite3.OperationalError:  # its tables are still to be made
            return {}
    with Store(folder) as store:
        return {(key, number): outcome for key in keys for number, outcome in store.known(key).items()}


def played_twice(folder: Path) -> int:
    """How many runs were handed in though they were there."""
    with closing(sqlite3.connect(folder / NAME, timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM twice").fetchone()[0])
