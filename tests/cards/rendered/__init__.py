"""Adaptive Cards as a browser draws them: whole, literal, readable in every theme and width."""
