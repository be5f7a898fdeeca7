"""Work whose every effect leaves a row, so that nothing lost and nothing doubled can hide."""
