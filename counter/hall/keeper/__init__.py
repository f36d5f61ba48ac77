"""The keeper: the one process that has a hall's store and key, and the door at which everybody else acts.

`keeper` does the acts in the order in which they came, several in one durable commit where several wait; `readers` are
processes of their own that answer the questions, so that no report stands before a key press; `peers` is who stands at
the door: sockets, the system user behind each, who signed in there.
"""

from counter.hall.keeper.keeper import Keeper

__all__ = ["Keeper"]
