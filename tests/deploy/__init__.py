"""What is deployed, held to the code: image, manifests, settings, and the packages that serve."""
