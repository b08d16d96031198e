"""Many campaigns: questions, statistics, pictures."""

import sys

if sys.argv[0] == "-m":  # one of these modules is being started as a command: Ctrl-C is heard from here on
    from experiments.interrupt import listen

    listen()
