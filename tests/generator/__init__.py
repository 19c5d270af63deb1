"""Conversations made up for tests and benches: any number, seeded, in the shape in which Rasa and our actions write them.

It stands with the tests because a test holds it to what the running assistant writes (test_shapes.py); benches import it from
here, as they read the held-out sets, and no test depends on a bench.
"""
