"""Names of people for a greeting: taken from files and profiles, and cleaned so that they can follow "Hi"."""
