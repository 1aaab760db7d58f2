"""The whole product lives through weeks of seeded people and faults, and is asked afterwards."""
