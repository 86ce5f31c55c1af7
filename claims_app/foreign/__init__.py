"""What comes from strangers: their bytes decoded, and parsed in a child process with limits."""
