"""The agency's rules: decisions on plain values, each with its reason.

Nothing here reads a clock, a table or a network; facts come in as arguments, decisions go out.
"""
