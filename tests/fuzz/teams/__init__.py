"""Teams' door, given what is odd."""
