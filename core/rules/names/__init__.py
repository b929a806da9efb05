"""Names of people for a greeting: cleaned from files and profiles to how a person would write them after "Hi"."""
