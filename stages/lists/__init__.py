"""The unit's own lists: many innovations from one Excel or CSV file, and back into one.

`columns` says what a list holds, `tables` reads a file into rows, `workbooks` makes files, `examination` says what
the rows mean, `imports` shows and stores them. What a cell may hold is said by the model and by `stages.fields`,
never here.
"""
