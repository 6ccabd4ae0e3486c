"""From an author's notebook: the package (export), the student version, the student kit.

All but `publish`, `student` and `kit` runs on students' machines, too. Those need nbgrader or hatchling, so
nothing is imported here.
"""
