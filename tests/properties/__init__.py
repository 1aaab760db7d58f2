"""Everything that can happen, in any order, beside a model that was written anew."""
