"""How a person is called: the names of files and profiles, put as a person would write them after "Hi"."""
