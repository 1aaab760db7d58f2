"""People drawn from seeds: citizens and agents, and how they understand what is said.

They know only what is said on the telephone, what their keys do, and how long they have waited.
"""
