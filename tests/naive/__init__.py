"""A deliberately naive second evaluator, and random cases on which it and the engine must agree."""
