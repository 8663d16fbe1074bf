"""A folder for PYTHONPATH, whose `sitecustomize` watches the process that Python starts."""
