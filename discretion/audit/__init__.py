"""What reviewers and CI run: one module a check, each a function from the rulebook to problems."""
