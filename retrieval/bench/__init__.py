"""How fast, how large, how far it scales: measured against what a tutorial would build."""
