"""`python -m tests.bench`: what the product costs, beside what nothing at all costs."""
