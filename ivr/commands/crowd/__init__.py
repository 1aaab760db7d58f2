"""`ivr simnet crowd` and `ivr simnet replay`: the whole system, with drawn people at its phones."""
