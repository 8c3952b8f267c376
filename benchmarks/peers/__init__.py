"""The peers, each used as its own documentation says."""
