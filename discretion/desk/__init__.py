"""What the officer does at the desk: asks what would change a result, and is asked for a case question by question.

Pure functions and records (``whatif``, ``interview``, ``skeleton``); only ``prompts`` speaks to a terminal.
"""
