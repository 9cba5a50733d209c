"""A simulated company that lives on the playground, for trying the product without any account.

    truth.py     how its customers really feel, week by week, with one shock in week 5
    people.py    who works there
    company.py   the stage: time passes, colleagues tap, write and sometimes stay silent
    terminal.py  the same without a browser

The colleagues go through the same doors as everybody: they see a message in their chat and tap a
button of it.
"""
