"""What is played for a visitor, in a process of its own."""
