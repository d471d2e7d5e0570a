"""The sheet on paper: the same numbers in the Word document, in the PDF, and when a document is read back.

`numbering` says what stands where, `word` writes it, `document` and `answers` read it, `proposal` lays what was
read beside what is stored, `typeset` makes PDF. Nothing here stores anything but `proposal.save`.
"""
