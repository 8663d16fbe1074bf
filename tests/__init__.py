"""A twin for each module, and the laws of the five real protocols."""
