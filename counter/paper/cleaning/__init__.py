"""What cleans a stranger's file, in a process that may take little and lasts seconds (counter.cleaning.cleaner starts
it).
"""
