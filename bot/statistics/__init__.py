"""What anonymous answers let us say: levels with intervals, changes beyond chance, or nothing.

Pure functions and values on numpy and the standard library; no clock, no storage, no global randomness.

figures.py      the values others read: Estimate, Suppressed, Change, Spread, Need, Tally
engine.py       the one face: observe a pulse, then estimate, change, spread, needs, dump
panel.py        indices measured together: a bank of hierarchical Kalman filters
pulsing.py      what a pulse does to a panel            settling.py    what it settles
layout.py       which row of the state is what          kalman.py      one week of filtering
steps.py        suspected steps, averaged and committed noise.py       how much single answers scatter
proportions.py  Wilson, Benjamini-Hochberg              weeks.py       ISO weeks as numbers
belief.py       what leaders expected                   silence.py     who did not answer, in sum
signals.py      imported ratings as a mirror            rates.py       how likely an ask is answered
blocks.py       many segments in blocks                 voices.py      how many people certainly answered
reading.py      a panel by name and segment             averaging.py   figures over cells and suspected steps
past.py         the last four weeks, still learning     spreading.py   how far segments lie apart
shelf.py        to JSON and back
"""
