"""How fast, as ratios measured in one run: see README.md."""
