"""What runs inside the sandbox. Imports nothing of the engine: nothing of it is visible there."""
