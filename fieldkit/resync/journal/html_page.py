"""The page that holds the journal: one file, no links to the outside, for screen, phone and print."""

from html import escape

STYLE = """
body{font:15px/1.4 sans-serif;margin:1.5rem auto;max-width:75rem;padding:0 1rem;color:#111}
h1{margin:0 0 .5rem;font-size:1.6rem}
h2{margin:1.8rem 0 .4rem;font-size:1.15rem;break-after:avoid}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0 0 1rem}
dt{font-weight:bold}
dd{margin:0;overflow-wrap:anywhere}
dd ul,nav ul{margin:0;padding-left:1.1rem}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top}
td:nth-child(5){overflow-wrap:anywhere;width:50%}
tr.l td:nth-child(n+6),tr.l td:nth-child(4){font-size:.9em;color:#333}
td a{white-space:nowrap}
thead{display:table-header-group}
.run{display:none}
td:nth-child(-n+2){white-space:nowrap;font-variant-numeric:tabular-nums}
td:nth-child(3){min-width:7rem}
tr{break-inside:avoid}
small{display:block;color:#444}
b.x{display:block;font-size:.8em}
tr.fork,tr.bad{background:#fff3c4}
.mark{border:1px solid #555;border-radius:3px;padding:0 .3em;font-size:.85em;white-space:nowrap}
.next{display:block;margin-top:.2rem;padding-left:.6rem;border-left:3px solid #888}
.n{border-bottom:1px dotted #000}
.f{background:#eef3f8}
tr:target td{outline:2px solid #06c}
section.forks h2{margin-top:.2rem}
section.forks{border:2px solid #b00;padding:.5rem 1rem;margin:1rem 0}
@media (max-width:700px){
body{margin:.7rem 0;padding:0 .7rem}
dl{display:block}
dd{margin:0 0 .5rem}
thead{display:none}
table,tbody,tr,td{display:block}
tr{border-bottom:1px solid #999;padding:.4rem 0}
td{border:0;padding:0}
tr.l td:nth-child(-n+2){display:inline-block;margin-right:.6rem;font-weight:bold}
b.x,td:nth-child(3) small{display:inline;margin-left:.4rem}
tr.l td:nth-child(5){width:auto}
tr.l td:nth-child(3),tr.l td:nth-child(4),tr.l td:nth-child(n+6){display:inline;font-size:.9rem}
tr.l td:nth-child(4)::before,tr.l td:nth-child(6):not(:empty)::after{content:" · "}
}
@media print{
body{margin:0;padding:0;max-width:none;font-size:9pt}
nav{display:none}
.run{display:table-row}
.run th{border-bottom:2px solid #111;padding-top:0}
h2.s{display:none}
section.s{margin-top:1rem}
th,td{padding:.2rem .3rem}
.f,tr.fork,tr.bad{print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit;text-decoration:none}
}
""".strip()
_PRINTED = """
@page{{size:A4;margin:18mm 12mm 16mm;font:8pt sans-serif;
@top-left{{content:{title}}}@top-right{{content:{period}}}
@bottom-left{{content:{what}}}@bottom-right{{content:{page} counter(page) {of} counter(pages)}}}}
""".strip()
HEAD = """<!doctype html>
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
<dl>
{facts}
</dl>
{forks}{contents}
"""
END = """</body>
</html>
"""
FORKS = """<section class="forks">
<h2>{title}</h2>
<p>{why}</p>
<table>
{rows}
</table>{more}
</section>
"""
SECTION = """<section class="s" id="{anchor}">
<h2 class="s">{title}</h2>
<table>
<thead><tr class="run"><th colspan="{columns}">{title}</th></tr><tr>{headings}</tr></thead>
<tbody>
"""
SECTION_END = "\n</tbody>\n</table>\n</section>\n"


def style(title: str, period: str, what: str, page: str, of: str) -> str:
    """The style sheet; what stands in the margins of a printed page is part of it."""
    told = {"title": title, "period": period, "what": what, "page": page, "of": of}
    return STYLE + "\n" + _PRINTED.format(**{name: _css_text(text) for name, text in told.items()})


def fact(key: str, *values: str) -> str:
    """A fact of the head; several values as a list. `values` are HTML already."""
    told = values[0] if len(values) == 1 else f"<ul>{''.join(f'<li>{value}</li>' for value in values)}</ul>"
    return f"<dt>{escape(key)}</dt><dd>{told}</dd>"


def _css_text(text: str) -> str:
    """A text in quotes for CSS inside HTML: whatever could end either is told by its number."""
    plain = "".join(c if c.isalnum() or c in " .,:;()·–-“”" else f"\\{ord(c):x} " for c in text)
    return f'"{plain}"'
