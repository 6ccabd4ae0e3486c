"""Property tests that take a second each, and the same one on every machine."""

from hypothesis import settings

settings.register_profile("core", max_examples=60, deadline=None, derandomize=True)
settings.load_profile("core")
