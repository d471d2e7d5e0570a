"""The unit's own lists: many innovations from one Excel or CSV file, and back into one.

`columns` says what a list holds, `tables` reads a file into rows, `workbooks` makes files, `imports` examines the
rows and stores them. What a cell may hold is said by the model and by `stages.fields`, never here.
"""
