"""The makers: what each of `core.documents` is made by."""

from typing import assert_never

from fieldkit.core import documents as core
from fieldkit.core.errors import InputError
from fieldkit.core.remedies import PrintList
from fieldkit.paper.blocks import Document
from fieldkit.paper.documents import handwork, people, picture, technical
from fieldkit.paper.documents.action_card import action_card, card_named
from fieldkit.paper.documents.answers import answer_sheet
from fieldkit.paper.documents.dockets import docket
from fieldkit.paper.documents.evaluation import evaluation_sheet
from fieldkit.paper.documents.handover import handover
from fieldkit.paper.documents.open_items import open_items
from fieldkit.paper.documents.receipts import receipt
from fieldkit.paper.documents.source import DocumentSource


def make(wanted: core.Wanted, source: DocumentSource) -> Document:
    """The document that somebody wants. InputError in one sentence for a number, card, place or list that is not there.

    Blank chits without a first number begin at the source's next.
    """
    match wanted:
        case core.Receipt(number):
            return receipt(source.find(number), source)
        case core.Docket(number, places):
            stops = [source.roster.resolve(place) for place in places]
            return docket(source.find(number), source, stops)
        case core.CardSheet(card):
            return action_card(card_named(card, source), source)
        case core.RosterList(place):
            return people.roster_list(source, source.roster.resolve(place) if place else None)
        case core.SignInSheet(place):
            own = source.roster.place(source.place)
            return people.sign_in_sheet(source, source.roster.resolve(place) if place else own)
        case core.PlaceList():
            return people.place_list(source)
        case core.ContactList():
            return people.contact_list(source)
        case core.BoardPicture():
            return picture.board_picture(source)
        case core.OpenMessages():
            return open_items(source)
        case core.LogSheet(after):
            return picture.message_log(source, source.find(after) if after else None)
        case core.HandoverSheet():
            return handover(source)
        case core.EvaluationSheet(incident):
            return evaluation_sheet(source.evaluated(incident), source)
        case core.NoticeSheet(number, hours):
            return handwork.notice(source.find(number), source, hours)
        case core.AnswerSheet(instruks):
            return answer_sheet(instruks, source)
        case core.BlankChits(count, first):
            return handwork.chits(count, source, first)
        case core.Badge(who):
            return handwork.badge(who, source)
        case core.EmergencyList(name):
            if source.find_list is None:
                raise InputError("Nødlister ligger låst inde.", PrintList())
            return people.emergency_list(name, source.find_list(name), source)
        case core.KeyCard():
            return technical.key_card(source.key, source)
        case core.ChannelCard():
            return technical.channel_card(source.channel, source)
        case core.TestPage():
            return technical.test_page(source)
        case _:
            assert_never(wanted)
