"""Live sessions in the studio: planning, the host's desk, who attended."""
