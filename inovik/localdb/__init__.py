"""The private PostgreSQL of development and tests.

It starts itself when a connection is first opened (`base`, a Django database backend) and keeps running
until `python -m inovik.localdb stop`. `server` starts and stops it, `binaries` finds PostgreSQL. Never for
production: settings use it only with DEBUG or INOVIK_LOCAL_DB=1.
"""
