"""The merged journal for filing: byte for byte the same from every kit that has the same events and checkpoints.

So it holds nothing of the kit that writes it: no time of making, no carrier, no local table, no roster of its own.
`choice` says which lines, `line` what stands in one, `whole` goes through the log; `html_form`, `csv_form` and
`json_form` write it, a piece at a time.
"""

from fieldkit.resync.journal.choice import Choice as Choice
from fieldkit.resync.journal.forms import FORMATS as FORMATS
from fieldkit.resync.journal.forms import journal_pieces as journal_pieces
from fieldkit.resync.journal.line import JournalLine as JournalLine
from fieldkit.resync.journal.whole import Journal as Journal
from fieldkit.resync.journal.whole import clock_of as clock_of
