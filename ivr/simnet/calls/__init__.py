"""Calls as they live: ringing, call control, keys, bridging; knows nothing of the REST API."""
