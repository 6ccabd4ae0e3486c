"""nbgrader's gradebook: its configuration for this course, its pages made safe, and the one writer."""
