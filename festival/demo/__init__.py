"""The demo data as rows: the content of `innovations.demo` carried through the workflow, and any number more in bulk.

`people` makes places, units, accounts, labs and dates; `journey` plans which moves a record made and when;
`road` makes the first 120 through `stages.workflow.perform`; `bulk` writes the rest in the same shape. Then
`visitors` come, `awards` are given, and `changes` are proposed to what is public.
"""
