"""What helps a trainer: checks of the examples, with file and line."""
