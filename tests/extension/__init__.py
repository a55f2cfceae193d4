"""What a new measured field and a new kind of fact take: a temporary app adds both, a process of its own looks."""
