"""A small tax portal for tests and for `make dev`; README.md says how to start it.

It stands in for the real one, which nobody may test against. Standard library only, so that any
Python runs it, and no service can come to need it.
"""
