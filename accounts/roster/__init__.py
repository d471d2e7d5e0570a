"""Units and accounts from one Excel file: read, shown with every fault, then made all at once or not at all.

A list only adds. What is there already, by name or by what one signs in with, stays as it is; so the same file again
makes nothing twice, and nobody is raised by a list.
"""
