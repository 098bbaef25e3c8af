"""The checks of the conformance kit, one concern a module: each yields the flaws that it finds in a subject."""
