"""Files that strangers send, made anew: pictures decoded and drawn again, small and upright; PDF without anything but
its pages. Here is what asks for it; what does it is counter.paper.cleaning, in a process of its own.
"""
