"""Work on many cases at once: asked for on a page, done by the worker, with a result for each case."""
