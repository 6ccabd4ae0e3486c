"""What is read after grading: the class at a glance, grades.csv, feedback pages."""
