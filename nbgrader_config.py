"""nbgrader's commands and pages, graded by the engine. Penalties and the exchange belong here, too.

Due dates are in the gradebook: `nbgrader db assignment add NAME --duedate=...` (docs/instructor.md).
"""

from pathlib import Path

from autograder.gradebook.config import configure

c = get_config()  # noqa: F821
configure(c, Path(__file__).parent)
c.CourseDirectory.course_id = "tinytorch"
