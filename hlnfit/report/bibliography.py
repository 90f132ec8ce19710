"""References as text and as BibTeX; a DOI only where the reference gives one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hlnfit.models import Reference

HLNFIT_TITLE = (
    "hlnfit: weak localization, antilocalization and interaction corrections from magnetoresistance files"
)
LMFIT = Reference(
    "M. Newville, T. Stensitzki, D. B. Allen and A. Ingargiola, LMFIT: Non-Linear Least-Square Minimization "
    "and Curve-Fitting for Python, Zenodo (2014)",
    doi="10.5281/zenodo.11813",
    bibtex_key="lmfit",
)
GOLUB_PEREYRA_1973 = Reference(
    "G. H. Golub and V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973)", bibtex_key="golub1973"
)
EFRON_1979 = Reference("B. Efron, Ann. Statist. 7, 1 (1979)", bibtex_key="efron1979")
KUNSCH_1989 = Reference("H. R. Künsch, Ann. Statist. 17, 1217 (1989)", bibtex_key="kunsch1989")
WILKS_1938 = Reference("S. S. Wilks, Ann. Math. Statist. 9, 60 (1938)", bibtex_key="wilks1938")

_ARTICLE = re.compile(
    r"^(?P<author>.+), (?P<journal>[^,]+?) (?P<volume>\d+[A-Z]?), (?P<pages>[\w()./–-]+) \((?P<year>\d{4})\)"
)
_YEAR = re.compile(r"\((?:[^()]*\b)?(?P<year>\d{4})\)")
_SPECIAL = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$"}


def unique(references: Iterable[Reference]) -> list[Reference]:
    """Return each paper once, in the order of first use, whatever equation of it is meant."""
    found: dict[str, Reference] = {}
    for one in references:
        found.setdefault(one.bibtex_key or one.text, one)
    return list(found.values())


def bibtex(reference: Reference) -> str:
    """Return one BibTeX entry.

    >>> print(bibtex(GOLUB_PEREYRA_1973))
    @article{golub1973,
      author = {G. H. Golub and V. Pereyra},
      journal = {SIAM J. Numer. Anal.},
      volume = {10},
      pages = {413},
      year = {1973},
    }
    """
    match = _ARTICLE.match(reference.text)
    fields: dict[str, str] = {}
    if match:
        fields = {**match.groupdict(), "author": _authors(match["author"])}
    else:
        authors, _, rest = _split_authors(reference.text)
        fields["author"] = _authors(authors)
        fields["title"] = f"{{{rest}}}"
        year = _YEAR.search(reference.text)
        if year:
            fields["year"] = year["year"]
    if reference.doi:
        fields["doi"] = reference.doi
    return _entry("article" if match else "misc", reference.bibtex_key or _key(reference), fields)


def hlnfit_bibtex(version: str) -> str:
    """Return the entry of hlnfit itself."""
    fields = {"author": "{the hlnfit developers}", "title": f"{{{HLNFIT_TITLE}}}", "version": version}
    return _entry("software", "hlnfit", {k: v for k, v in fields.items() if v})


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{_tex(value, name)}}}," for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _tex(value: str, name: str) -> str:
    if name == "doi":
        return value
    return "".join(_SPECIAL.get(c, c) for c in value)


def _split_authors(text: str) -> tuple[str, str, str]:
    """Split at the comma after the last author."""
    head, joined, tail = text.partition(" and ")
    if not joined:
        return text.partition(", ")
    last, comma, rest = tail.partition(", ")
    return head + joined + last, comma, rest


def _authors(text: str) -> str:
    """Return a list of authors joined by ``and``, as BibTeX wants it."""
    others = text.removesuffix(" et al.")
    names = [n.strip() for part in others.split(" and ") for n in part.split(", ") if n.strip()]
    return " and ".join([*names, *(["others"] if others != text else [])])


def _key(reference: Reference) -> str:
    year = _YEAR.search(reference.text)
    surname = re.sub(r"[^a-z]", "", _split_authors(reference.text)[0].split(" and ")[0].split()[-1].lower())
    return f"{surname}{year['year'] if year else ''}"
