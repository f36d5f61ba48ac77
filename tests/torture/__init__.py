"""Faults by the thousand: `python -m tests.torture` tries them, prints a table, and writes it into the README."""
