"""What would be if: the rules alone live through years, without database, web or telephones.

Every decision is asked of `flows.rules`, as the product asks it; people are those of
`ivr.simnet`. One thread, one seed: the same question always has the same answer.
"""
