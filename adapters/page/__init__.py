"""The page leaders read: one digest and all before it, reached by a personal link that lives 15 minutes.

    routes.py     the links, the session they become, the page and its parts
    showing.py    a view -> HTML            wording.py    the reader's words
    pictures.py   courses -> charts         drawing.py    charts -> shapes
    templates/    what is filled            parts/        what the browser gets as it is, unbuilt

It only reads: frozen releases, through `bot.viewing`. What one may read says the link, sealed by the store.
"""

from adapters.page.routes import routes

__all__ = ["routes"]
