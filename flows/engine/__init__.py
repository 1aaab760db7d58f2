"""What a dialogue is and how it moves: step objects, one pure function, and what is said of them.

Knows nothing of telephones, tables or clocks: what was heard comes in, what to say goes out.
"""
