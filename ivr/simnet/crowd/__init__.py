"""Many people at once: citizens, agents and their days, all drawn from one seed.

They know only what is said on the telephone, what their keys do, and what time it is.
"""
