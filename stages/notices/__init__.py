"""Telling people: the in-app list, e-mail, reminders before a deadline, a ready WhatsApp text.

`what.py` says who is told what at which move and writes it in the transaction of the move; `words.py` says it in
the reader's language; `mail.py` carries it out by e-mail, `reminders.py` watches the due dates. The last two are
called once a minute by the worker (PERIODIC_TASKS). Nothing here moves a record.
"""
