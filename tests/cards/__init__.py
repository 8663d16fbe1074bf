"""Teams' cards: golden files, Microsoft's schema, Teams' limits, words that stay words."""
