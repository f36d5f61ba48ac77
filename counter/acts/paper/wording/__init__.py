"""What the hall's papers say, each as a function of the facts that an act has in its hands.

It stands with the acts and not in counter/paper: an act writes a paper's words down in its own transaction, and acts
may not import the floor that lays papers out.
"""
