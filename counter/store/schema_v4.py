"""What the counter, the desks and the hall's writing need: one script per step of store/schema.py."""

INTAKE = """
"""
"""Fields with types, persons with their parts, what was typed and not yet done."""

DESK = """
"""
"""Who has an approval in hand, requests gathered before they go out."""

LAW = """
"""
"""What the law's rarer turns keep: lapses before a person, hearings, joint handling, delivery by the decision."""

NOTICES = """
"""
"""What notices name: bodies of review, courts, receipts of service."""

CALENDAR = """
"""
"""Dates that moved, and why."""

FLOOR = """
"""
"""What moves on the floor of the hall."""

SCRIPTS = (INTAKE, DESK, LAW, NOTICES, CALENDAR, FLOOR)
"""In the order of their steps."""
