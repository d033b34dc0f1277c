"""The journal's Danish words and the page that holds them: one file, no links to the outside, for screen and print."""

TITLE = "Journal"
EXERCISE = "ØVELSE"
UNNAMED = "Hændelse"
NOTHING = "Ingen hændelser."
YES = "ja"
REPLACED = "erstattet af nr."
FORKED = "to udgaver af nummeret"
FORKS_TITLE = "Numre med flere udgaver"
FORKS_WHY = (
    "Et kit har talt de samme numre to gange, fordi dets disk blev kopieret eller gendannet. Begge udgaver er bevaret; "
    "et menneske må afgøre, hvad der gælder."
)
INCIDENTS = "Hændelser"
OUTSIDE = "Uden for hændelser"
KEPT_ON = "Ført på kit"
NO_NAMES = "ingen navne er noteret"
CSV_HEADINGS = (
    "nummer",
    "tid",
    "tid (ISO)",
    "hændelse",
    "slags",
    "hvad skete der",
    "flere udgaver",
    "erstattet af",
    "kit",
    "epoke",
    "id",
)
HTML_HEADINGS = ("Nr.", "Tid", "Hændelse", "Slags", "Hvad skete der")


def span(count: int, first: str, last: str) -> str:
    """`214 hændelser fra … til …`."""
    return f"1 hændelse, {first}." if count == 1 else f"{count} hændelser fra {first} til {last}. Dansk tid."


KEPT_MOST = 40
"""Names and incidents told at the head; the rest are counted, and stand in the lines."""


def several(told: list[str], between: str = ", ") -> str:
    """`a, b og 3 andre`."""
    more = len(told) - KEPT_MOST
    return between.join(told[:KEPT_MOST]) + (f" og {more} andre" if more > 0 else "")


def period(first: str, last: str) -> str:
    """From when to when."""
    return first if first == last else f"{first} til {last}"


STYLE = """
body{font:15px/1.4 sans-serif;margin:1.5rem;color:#111}
h1{margin:0 0 .3rem}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}
thead{display:table-header-group}
td:first-child,td:nth-child(2){white-space:nowrap;font-variant-numeric:tabular-nums}
tr{break-inside:avoid}
tr.exercise td:nth-child(3){font-weight:bold}
tr.fork{background:#fff3c4}
.mark{border:1px solid #555;border-radius:3px;padding:0 .3em;font-size:.85em;white-space:nowrap}
section{border:2px solid #b00;padding:.5rem 1rem;margin:1rem 0}
@media print{body{margin:0;font-size:10pt}@page{margin:15mm}}
""".strip()
PAGE = """<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{span}</p>
{kept}{forks}<table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""
FORKS = """<section>
<h2>{title}</h2>
<p>{why}</p>
<table>
{rows}
</table>
</section>
"""
