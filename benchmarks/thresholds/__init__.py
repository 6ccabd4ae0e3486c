"""Why each milestone's accuracy threshold is where it is: 20 seeds of the reference, 20 of each control."""
