"""Books from their files, each checked before anything is made of it."""

from pathlib import Path

from benchmarks.faults.book import Book
from benchmarks.faults.proof import complaints
from pod2post import codec
from pod2post.errors import BadInput


def read(path: Path) -> Book:
    """The book in this file, well formed and consistent.

    Raises:
        BadInput: not readable, not of the format, or not true where it says so; with places.
    """
    step = "Mend the file; the format is told in benchmarks/cases/README.md."
    try:
        book = codec.decode(Book, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}", "Name a folder of books.") from error
    except codec.Undecodable as error:
        raise BadInput(f"{path.name} is no book of cases: {error}", step) from error
    if found := complaints(book):
        shown = "; ".join(found[:5])
        more = f" (and {len(found) - 5} more)" if len(found) > 5 else ""
        raise BadInput(f"{path.name} contradicts itself: {shown}{more}", step)
    return book


def read_all(folder: Path) -> dict[str, Book]:
    """Every book of a folder by its file's stem, in the order of names.

    Raises:
        BadInput: no books there, a bad one, or a case id that stands in two.
    """
    books = {path.stem: read(path) for path in sorted(folder.glob("*.json"))}
    if not books:
        step = "Name a folder that holds books with --cases; see benchmarks/cases/README.md."
        raise BadInput(f"there is no book (*.json) in {folder}", step)
    seen: dict[str, str] = {}
    for stem, book in books.items():
        for case in book.cases:
            if case.id in seen:
                cause = f"the case {case.id} stands in {seen[case.id]} and in {stem}"
                raise BadInput(cause, "Give each case an id of its own.")
            seen[case.id] = stem
    return books
