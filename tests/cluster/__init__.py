"""More than one machine, and what happens where a part of one fails: real servers under load."""
