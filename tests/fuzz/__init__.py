"""Coverage-guided fuzzing of the readers and of the engine, and the inputs that it kept."""
