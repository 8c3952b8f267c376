"""One module a format. A report reads an assessment and computes nothing."""
