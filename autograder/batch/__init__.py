"""From one submission to a class: who is due, submissions run ahead, progress."""
