"""The level of the crisis: who decided which step when, the clock to a complete staff, and standing down."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import NamedTuple

from textual.content import Content

from fieldkit.acts import activation, incidents, warnings
from fieldkit.console.form import Field, Values, choices_of
from fieldkit.console.messages import Deed
from fieldkit.console.row_list import Row
from fieldkit.console.sheets import Action, Count, Desk, fact, gap
from fieldkit.console.typed import people_names
from fieldkit.console.words import BOLD, DIM, LATE, SOON, clock_da, cut
from fieldkit.core.clock.said import happened_at
from fieldkit.core.documents import ContactList, Wanted
from fieldkit.core.errors import InputError
from fieldkit.core.facts.staff import MAX_LEVEL, WARNING_SOURCE_DA, LevelChange, Warned, WarningSource
from fieldkit.core.roster.roster import LevelStep
from fieldkit.core.tell.parts import join
from fieldkit.core.tell.staff import warning_words
from fieldkit.core.text.wording import how_long
from fieldkit.core.views.activation import CHANGE_DA, Activation, Change, LevelLine, decided_words, make_activation
from fieldkit.core.views.crew import role_words
from fieldkit.core.views.warnings import WarningView, make_warnings


class StepLine(NamedTuple):
    """Key of a step of the ladder."""

    level: int


class Level:
    """B decides a step, F says that the staff is complete, S stands it down, V notes a warning that came."""

    tab = "Niveau"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found = Activation(None, "", "", None, None, ())
        self._warnings: list[WarningView] = []

    def look(self) -> Count:
        kit = self._desk.kit
        self._found = make_activation(kit.state, kit.roster, kit.now())
        self._warnings = make_warnings(kit.state)
        clock = self._found.clock
        late = clock is not None and clock.full_at is None and clock.late
        return Count(self._found.level or 0, late)

    def begins_at(self) -> Hashable:
        """The present step, so that B decides no other by mistake."""
        return None if self._found.level is None else StepLine(self._found.level)

    def rows(self, width: int) -> list[Row]:
        found, roster = self._found, self._desk.kit.roster
        rows = [*self._now(), gap("h:ladder", "Kommunens stige")]
        for step in roster.levels:
            here = step.level == found.level
            text = f"{'nu' if here else '  '} {step.level}  {step.name}" + (f": {step.when}" if step.when else "")
            rows.append(Row(StepLine(step.level), Content.assemble((cut(text, width), BOLD if here else ""))))
        if not roster.levels:
            rows.append(
                Row("", Content.assemble(("  ingen stige i listerne; skriv tallet selv (B)", DIM)), heading=True)
            )
        if found.history:
            rows.append(gap("h:history", "Besluttet"))
            rows += [self._line(line, width) for line in reversed(found.history)]
        if self._warnings:
            rows.append(gap("h:warnings", "Varsler, det seneste først"))
            rows += [self._warning(one, width) for one in self._warnings]
        return rows

    def _now(self) -> list[Row]:
        found, now = self._found, self._desk.kit.now()
        if found.level is None:
            return [gap("h:now", "Intet niveau er besluttet.")]
        since = f" {clock_da(found.since, now=now)}" if found.since is not None else ""
        name = f", {found.name}" if found.name else ""
        told = f"Niveau {found.level}{name}:{since} {decided_words(found.decided_by)}"
        rows = [Row("h:now", Content.assemble((told, BOLD)), heading=True)]
        clock = found.clock
        if clock is None:
            return rows
        by = clock_da(clock.full_by, now=now)
        if clock.full_at is not None:
            late = " (for sent)" if clock.late else ""
            text, style = f"Staben var fuldtallig {clock_da(clock.full_at, now=now)}{late}.", ""
        elif clock.late:
            text, style = f"Staben skulle være fuldtallig {by}: {how_long(now - clock.full_by)} OVER TIDEN", LATE
        else:
            text, style = f"Staben skal være fuldtallig {by}: {how_long(clock.full_by - int(now))} tilbage", SOON
        rows.append(Row("h:clock", Content.assemble((text, style)), heading=True))
        endure = f"Den skal kunne holde til {clock_da(clock.endure_until, now=now)}."
        if clock.missing:
            endure += f" Ingen på vagt som: {', '.join(role_words(role) for role in clock.missing)}."
        rows.append(Row("h:endure", Content(endure), heading=True))
        return rows

    def _line(self, line: LevelLine, width: int) -> Row:
        step = "" if line.level is None or line.change is Change.FULL else f"niveau {line.level} "
        why = f": {line.reason}" if line.reason else ""
        when = clock_da(line.at, sure=line.time_sure, now=self._desk.kit.now())
        text = f"  {when:>9} {line.number:<8} {step}{CHANGE_DA[line.change]}{join(' af ', line.by)}{why}"
        return Row(f"line.{line.number}", Content(cut(text, width)))

    def _warning(self, one: WarningView, width: int) -> Row:
        when = clock_da(one.at, sure=one.time_sure, now=self._desk.kit.now())
        text = f"  {when:>9} {one.number:<8} {warning_words(one.text, one.source, one.sender)}"
        return Row(f"warning.{one.number}", Content(cut(text, width)))

    def _step(self, key: Hashable) -> LevelStep | None:
        return self._desk.kit.roster.level(key.level) if isinstance(key, StepLine) else None

    def page(self, key: Hashable, width: int) -> tuple[str, list[Row]] | None:
        step = self._step(key)
        if step is None:
            return None
        rows = [fact("when", "Hvornår", step.when), fact("who", "Besluttes", step.decides or "står ikke i listen")]
        full = (
            f"inden {step.full_within_min // 60} t {step.full_within_min % 60:02d}"
            if step.full_within_min
            else "ingen frist"
        )
        rows.append(fact("full", "Fuldtallig", full))
        rows.append(gap("h", "Indkaldes i denne rækkefølge"))
        rows += [Row(f"role.{role}", Content(f"  {role_words(role)}")) for role in step.calls]
        return f"Niveau {step.level}: {step.name}", rows

    def actions(self, key: Hashable, *, opened: bool, line: Hashable) -> list[Action]:
        made = [Action("b", "beslut niveau", partial(self._decide, self._step(key)))]
        clock = self._found.clock
        if clock is not None and clock.full_at is None:
            made.append(Action("f", "fuldtallig", self._complete))
        if self._found.level is not None:
            made.append(Action("s", "staben ophører", self._stand_down))
        made.append(Action("v", "varsel", self._warned))
        return made

    def print_request(self, key: Hashable) -> Wanted | None:
        return ContactList()

    def _decide(self, step: LevelStep | None) -> None:
        """Which level was decided: the step under the cursor, or the present one, is suggested."""
        kit = self._desk.kit
        current = self._found.level
        picked = str(step.level) if step is not None else "" if current is None else str(current)
        steps = [(str(one.level), str(one.level)) for one in kit.roster.levels]
        if steps and picked not in [value for value, _ in steps]:
            picked = steps[0][0]
        decider = step.decides if step is not None else ""

        def read(values: Values) -> Deed[LevelChange]:
            level = _level(values["level"])
            if level is None:
                raise InputError("Skriv, hvilket niveau der er besluttet.")
            by, at, reason = values["by"], happened_at(values["at"], kit.now()), values["reason"]
            return lambda kit, _by: activation.decide(kit, level, by=by, at=at, reason=reason)

        which = Field("level", "Niveau", picked, "0, 1, 2 …", choices=steps)
        fields = (which, self._decider(decider), _REASON, _AT)
        self._form("set", "Hvilket niveau er besluttet?", fields, read)

    def _complete(self) -> None:
        def read(values: Values) -> Deed[LevelChange]:
            by, at = values["by"], happened_at(values["at"], self._desk.kit.now())
            return lambda kit, _by: activation.complete(kit, by=by, at=at)

        self._form("full", "Staben er fuldtallig", (self._decider(), _AT), read)

    def _stand_down(self) -> None:
        kit, current = self._desk.kit, self._found.level
        lower = [str(one.level) for one in kit.roster.levels if current is None or one.level < current]

        def read(values: Values) -> Deed[LevelChange]:
            level = _level(values["level"])
            by, at, reason = values["by"], happened_at(values["at"], kit.now()), values["reason"]
            return lambda kit, _by: activation.stand_down(kit, level, by=by, at=at, reason=reason)

        which = Field("level", "Niveau", "", "0, 1, 2 …", choices=[("", "intet"), *((one, one) for one in lower)])
        fields = (which, self._decider(), _REASON, _AT)
        opened = incidents.still_open(kit)
        title = f"Staben ophører; niveauet sænkes til\n{opened}" if opened else "Staben ophører; niveauet sænkes til"
        self._form("stand-down", title, fields, read)

    def _warned(self) -> None:
        """A warning that came: it often is why a level is decided."""

        def read(values: Values) -> Deed[Warned]:
            text, source = values["text"], WarningSource(values["source"])
            sender, received = values["sender"], happened_at(values["received"], self._desk.kit.now())
            return lambda kit, by: warnings.receive(kit, text, source, sender=sender, received=received, by=by)

        fields = (
            Field("text", "Varsel", hint="hvad der varsles om"),
            Field("source", "Kilde", WarningSource.WEATHER.value, choices=choices_of(WARNING_SOURCE_DA)),
            Field("sender", "Fra", hint="hvem der varsler; må være tomt"),
            Field("received", "Modtaget", hint="14.30; tomt: nu"),
        )
        self._desk.form("warning", "Varsel modtaget", fields, read, "Varslet er noteret som {number}.")

    def _decider(self, meant: str = "") -> Field:
        names = people_names(self._desk.kit.roster)
        return Field(
            "by", "Besluttet af", hint=f"navn eller titel, fx {meant}" if meant else "navn eller titel", names=names
        )

    def _form(
        self, name: str, title: str, fields: Sequence[Field], read: Callable[[Values], Deed[LevelChange]]
    ) -> None:
        self._desk.form(f"level.{name}", title, fields, read, "Noteret som {number}.", signed=False)


_REASON = Field("reason", "Hvorfor", hint="må være tomt")
_AT = Field("at", "Klokken", hint="14.30; tomt: nu")


def _level(text: str) -> int | None:
    if not text:
        return None
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_LEVEL))
    if not digits or int(text) > MAX_LEVEL:
        raise InputError(f"“{text}” er ikke et niveau; skriv et tal fra 0 til {MAX_LEVEL}.")
    return int(text)
