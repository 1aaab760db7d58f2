"""The whole product in one process, on a telephone network whose time leaps: years in minutes."""
