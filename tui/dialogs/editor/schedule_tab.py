"""The editor's third tab: when the campaign runs, how many people per run, and its share of the sender's week."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Button, Input, Static

from core.rules.schedule import in_zone
from tui.dialogs.editor.form_state import SlotForm
from tui.dialogs.editor.preview_data import Seen
from tui.dialogs.editor.tab import EditorPane
from tui.style.cells import glyph
from tui.style.moment_text import date_beside_time, long_weekday_time, weekday_time
from tui.style.theme import Palette
from tui.widgets.field import Field, FieldNote
from tui.widgets.line_input import LineInput
from tui.widgets.slot_row import SlotRow
from tui.widgets.week_grid import WeekGrid
from tui.widgets.zone_field import ZoneField

MAX_SLOTS = 50


class SchedulePane(EditorPane):
    """The tab with time zone, cohort, slots, the next openings, and the share of the sender's week."""

    keys = ("time_zone", "slots", "cohort_size")

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False, id="schedule"):
            with Vertical(id="when"):
                yield Field("Time zone", ZoneField(self.form.time_zone), key="time_zone")
                cohort = LineInput(self.form.cohort_size, compact=True, classes="short", max_length=4, id="cohort")
                yield Field("Cohort", cohort, key="cohort_size", unit="new people for each run, 1 to 25")
                with Vertical(id="slots"):
                    for slot in self.form.slots:
                        yield SlotRow(slot.days, slot.start, slot.minutes)
                yield FieldNote(id="slots-said")
                yield Button(Text("Add a slot"), id="add-slot", compact=True, classes="small")
                yield WeekGrid(id="grid")
            yield Static("", id="means")

    @property
    def slot_rows(self) -> list[SlotRow]:
        """The slots on the screen, in order."""
        return list(self.query(SlotRow))

    @on(Input.Changed, "#cohort")
    def _cohort(self, event: Input.Changed) -> None:
        event.stop()
        if self.form.cohort_size != event.value:
            self.form.cohort_size = event.value
            self.edited("cohort_size")

    @on(Input.Changed, "#zone")
    def _zone(self, event: Input.Changed) -> None:
        event.stop()
        if self.form.time_zone != event.value:
            self.form.time_zone = event.value
            self.edited("time_zone")

    @on(SlotRow.Changed)
    def _slot(self, event: SlotRow.Changed) -> None:
        event.stop()
        wanted = [SlotForm(row.days, row.start, row.minutes) for row in self.slot_rows]
        if wanted != self.form.slots:
            self.form.slots[:] = wanted
            self.edited("slots")

    @on(Button.Pressed, "#add-slot")
    async def _add(self, event: Button.Pressed) -> None:
        event.stop()
        if len(self.form.slots) >= MAX_SLOTS:
            return
        last = self.form.slots[-1] if self.form.slots else SlotForm()
        new = SlotForm(last.days, "", last.minutes)
        self.form.slots.append(new)
        row = SlotRow(new.days, new.start, new.minutes)
        await self.query_one("#slots", Vertical).mount(row)
        row.go_to("start")
        self.edited("slots")

    @on(SlotRow.Removed)
    async def _remove(self, event: SlotRow.Removed) -> None:
        event.stop()
        place = self.slot_rows.index(event.row)
        del self.form.slots[place]
        await event.row.remove()
        rows = self.slot_rows
        if rows:
            rows[min(place, len(rows) - 1)].go_to("days")
        else:
            self.query_one("#add-slot", Button).focus()
        self.edited("slots")

    # -- showing

    def faults(self, found: Mapping[str, str]) -> None:
        super().faults(found)
        for place, row in enumerate(self.slot_rows):
            at = f"slots[{place}]"
            row.fault(next((text for path, text in found.items() if path == at or path.startswith(f"{at}.")), ""))
        self.query_one("#slots-said", FieldNote).say(found.get("slots", ""), fault=True)

    def go_to(self, path: str) -> None:
        rows = self.slot_rows
        place = int(path[6 : path.index("]")]) if path.startswith("slots[") else None
        if place is not None and place < len(rows):
            rows[place].go_to(path.rpartition(".")[2])
        elif path == "slots":
            self.query_one("#add-slot", Button).focus()
        else:
            super().go_to(path)

    def show(self, seen: Seen, colours: Palette) -> None:
        self.query_one(WeekGrid).show(seen.slots, colours)
        self.query_one("#means", Static).update(self._means(seen, colours))
        now = "" if seen.zone is None else f"It is {long_weekday_time(in_zone(seen.now, seen.zone))} there."
        self.query_one("#field-time_zone", Field).hint(now)

    def _means(self, seen: Seen, colours: Palette) -> Text:
        text = Text("Next openings while the campaign is on\n", style=colours.dim)
        if not seen.openings:
            text.append("none\n")
        for opening in seen.openings:
            zone = seen.zone or self.choices.zone
            text.append(date_beside_time(in_zone(opening.opens, zone)))
            if zone != self.choices.zone:
                here = weekday_time(in_zone(opening.opens, self.choices.zone))
                text.append(f"  {glyph('dot')} {here} ", colours.dim)
                text.append(self.choices.zone, style=colours.dim)
            text.append("\n")
        if seen.asked.campaign is None:
            text.append("Nothing runs on the day a campaign is created.\n", style=colours.dim)
        if seen.week is not None:
            text.append("\nThe sender's week\n", style=colours.dim)
            text.append(seen.week.sentence, style="" if seen.week.fits else colours.warning)
        return text
