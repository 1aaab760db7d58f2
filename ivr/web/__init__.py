"""The web: thin. Each view reads what came in, calls one service in one transaction, renders."""
