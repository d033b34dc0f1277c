"""The frame of an evaluation's page and how it looks: on a screen, on a phone 390 pixels wide, and printed on A4."""

STYLE = """
*{box-sizing:border-box}
body{font:16px/1.45 system-ui,sans-serif;color:#16202a;background:#fff;margin:0 auto;padding:1rem 1.2rem;
max-width:60rem}
h1{font-size:1.6rem;line-height:1.2;margin:.2rem 0 .4rem}
h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:2px solid #16202a;padding-bottom:.15rem;break-after:avoid}
h3{font-size:1rem;margin:1rem 0 .2rem;break-after:avoid}
p{margin:.3rem 0;max-width:46rem}
.exercise{background:#ffd54a;color:#000;font-weight:bold;letter-spacing:.2em;text-align:center;padding:.2rem;
border:2px solid #000;max-width:none}
nav{font-size:.9rem;margin:.6rem 0}
nav a{color:#2f6f9f;margin-right:.8rem;white-space:nowrap;display:inline-block;padding:.15rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.6rem 0}
dt{color:#5a6875}
dd{margin:0}
.nr,.short{white-space:nowrap}
.late{color:#b3261e;font-weight:bold}
figure{margin:.8rem 0;max-width:38rem;break-inside:avoid}
figcaption{font-size:.85rem;color:#5a6875}
svg{display:block;width:100%;height:auto}
svg text{font:10px system-ui,sans-serif;fill:#16202a;paint-order:stroke;stroke:#fff;stroke-width:3px}
svg .middle{text-anchor:middle}
svg .beside{fill:#5a6875}
svg .late-word{font-weight:bold;fill:#b3261e}
svg .fine{fill:#2f6f9f}
svg .late{fill:#b3261e}
svg .open{fill-opacity:.55;stroke:#16202a;stroke-dasharray:3 2}
svg .limit{stroke:#000;stroke-width:2}
svg .grid{stroke:#c9d1d8;stroke-width:1}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.92rem}
th,td{border-bottom:1px solid #c9d1d8;padding:.25rem .5rem .25rem 0;text-align:left;vertical-align:top}
th{color:#5a6875;font-weight:600}
thead{display:table-header-group}
tr{break-inside:avoid}
blockquote{margin:.2rem 0 .6rem;padding:.1rem 0 .1rem .7rem;border-left:3px solid #2f6f9f;white-space:pre-line}
blockquote footer{color:#5a6875;font-size:.85rem}
.unanswered{color:#5a6875}
footer.foot{margin-top:2rem;border-top:1px solid #c9d1d8;padding-top:.4rem;color:#5a6875;font-size:.85rem}
@media screen and (max-width:640px){
body{padding:.8rem}
dl{grid-template-columns:1fr;gap:0}
dd{margin-bottom:.4rem}
thead{display:none}
table,tbody,tr{display:block;width:100%}
tr{border-bottom:1px solid #c9d1d8;padding:.35rem 0}
td{display:inline-block;border:0;padding:0;margin-right:.7rem;max-width:100%;overflow-wrap:anywhere}
td.long,td.first:not(.short){display:block;margin:0}
td.first{font-weight:600}
td:empty{display:none}
td[data-h]::before{content:attr(data-h)" ";color:#5a6875;font-size:.85rem}
}
@media print{
@page{size:A4;margin:16mm 14mm}
body{font-size:10pt;max-width:none;padding:0}
nav{display:none}
h2{margin-top:1.2rem}
table{font-size:8.5pt}
figure{max-width:15cm}
.unanswered{color:transparent;border-bottom:1px solid #000;height:2.2rem}
svg .fine{fill:#6d8aa0}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
""".strip()
PAGE = """<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{exercise}<h1>{title}</h1>
<nav>{links}</nav>
{sections}
<footer class="foot">{foot}</footer>
</body>
</html>
"""
