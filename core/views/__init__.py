"""Typed rows for the app and the commands: services fill them, nobody changes them; ids are row ids."""
