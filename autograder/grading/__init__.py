"""One submission, from the notebook that the intake made to the outcome that is kept.

program -> engine -> state: the cells that run, the verdict on what they answered beside the `key`, and
what is kept of it.
"""
