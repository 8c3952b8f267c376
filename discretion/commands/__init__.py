"""The command line's shared parts, and the commands that are only loaded when they are called."""
