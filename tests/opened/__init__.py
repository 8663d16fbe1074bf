"""A folder for PYTHONPATH, whose `sitecustomize` notes what the process that it joins opens."""
