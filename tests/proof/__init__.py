"""What was tried to break the promises, how often, and what came of it: run, kept, and shown."""
