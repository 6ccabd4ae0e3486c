"""The course folder as it is: modules, milestones, their test cells, points and prerequisites."""

from autograder.course.course import Assignment as Assignment
from autograder.course.course import Course as Course
from autograder.course.error import CourseError as CourseError
from autograder.course.lint import lint as lint
from autograder.course.lint import out_of_proportion as out_of_proportion
from autograder.course.testcell import CheckSpec as CheckSpec
from autograder.course.testcell import TestCell as TestCell
