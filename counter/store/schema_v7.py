"""What came after the replayed day: one script per step of store/schema.py."""

FROM_HOME = """
"""
"""What citizens do from home, and the catalogue they see."""

FLOOR = """
"""
"""What a supervisor's figures and replays keep."""

AT_THE_WINDOW = """
"""
"""What clerks and approvers keep."""

SCRIPTS = (FROM_HOME, FLOOR, AT_THE_WINDOW)
"""In the order of their steps."""
