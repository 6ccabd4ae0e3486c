"""From an author's notebook: the package (export), the student version, the student kit.

`export` runs on students' machines, so nothing is imported here: the rest needs nbgrader.
"""
