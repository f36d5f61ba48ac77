"""`python -m counter` is the same as `counter`."""

from counter.cli import main

main()
