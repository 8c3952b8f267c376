"""Many cases at once: rows in, results out, in the order of the input; the same engine, the same results as one by one.

``inputs`` reads folders and files into chunks of rows, ``columns`` and ``cells`` say what a column is and what its text means,
``judge`` turns a chunk into results (a pure function), ``pool`` runs it in several processes, ``journal`` keeps what is done,
``outputs`` writes it, ``summary`` counts it. ``run`` puts them together; ``template`` makes an empty table to fill in.
"""
