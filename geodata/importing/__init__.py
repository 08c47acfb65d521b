"""Import an award list that somebody else made into a fund's tables.

`reading` turns a file into rows of text, `mapping` says which column is what, `gathering` makes
awards of the rows, `comparing` compares them with the tables, `applying` writes what was agreed.
"""
