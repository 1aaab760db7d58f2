"""A run done again: what people did, read from the event log, and people who do the same."""
