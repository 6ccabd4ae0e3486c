"""From one submission to a class: who handed in, who is due, submissions run ahead of the one writer."""
