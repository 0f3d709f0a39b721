"""`make report`: how the code is built, in figures, written to `docs/architecture.md`; one row a run goes
to `docs/architecture.csv`, so that a trend is seen. Nothing is run but a look at the files.
"""
