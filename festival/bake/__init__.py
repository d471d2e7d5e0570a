"""An edition to take along: its public pages as files that open from a USB stick or any plain web server.

The pages are made by the same views, asked as a stranger would ask; only their links are changed (`links`). What
needs the portal (votes, forms, sign-in, open data) leads to its address there. Nothing in a copy depends on the
moment it is made, so that two copies of the same content are equal, byte by byte.
"""

from festival.bake.writing import MARK, FolderTakenError, Report, TornError, write

__all__ = ["MARK", "FolderTakenError", "Report", "TornError", "write"]
