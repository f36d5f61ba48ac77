"""Files that strangers send, made anew: pictures decoded and drawn again, small and upright; PDF without anything but
its pages. Whatever reads them runs in a process that may take little and lasts seconds.
"""
