"""The input format of a problem: read from its statement, held as values, checked against inputs."""
