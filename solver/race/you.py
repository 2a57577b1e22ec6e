"""You in a race: your saves, what your keys do, and what only you see."""

from collections.abc import Sequence
from dataclasses import replace

from judge.attempt import Attempt
from judge.judgement import Verdict
from solver.race import events, rules
from solver.race.contenders import Contender, Give
from solver.race.messages import N_, NOTHING, message
from solver.race.rules import End, HandIn, HintTaken, Lane, RaceSettings
from solver.race.state import Activity, LastTest, PinnedHint, Stage, YourState
from solver.view.text import safe_line

VERDICTS = {word.lower(): Verdict(word) for word in ("AC", "WA", "TLE", "MLE", "OLE", "RE", "CE")}
HINTS = 4
GIVE_UP = message(N_("Give up? Press g again; any other key continues."))


class Closing:
    """How long you may still type what AtCoder said, once every lane has ended."""

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._until_s: float | None = None  # None: the race goes on

    def begin(self, race_s: float) -> None:
        if self._until_s is None:
            self._until_s = race_s + self._within_s

    def call_off(self) -> None:
        self._until_s = None

    def wait(self) -> None:
        """Let it have no time limit."""
        self._within_s = float("inf")
        if self._until_s is not None:
            self._until_s = self._within_s

    def finish(self) -> None:
        """End it now, if it has begun."""
        if self._until_s is not None:
            self._until_s = 0.0

    def left_s(self, race_s: float) -> float | None:
        """The seconds that are left; None before it has begun."""
        return None if self._until_s is None else max(0.0, self._until_s - race_s)


class You(Contender):
    """The user's own lane."""

    def __init__(
        self, place: int, lane: Lane, tasks: Sequence[str], give: Give, settings: RaceSettings, *, has_models: bool
    ) -> None:
        super().__init__(place, lane, tasks, give, checks=settings.checks)
        self.state = replace(self.state, doing=Activity(Stage.NOT_SAVED))
        self.shown = YourState(place, self.tasks[0], has_hints=settings.has_hints)
        self._settings, self._has_models = settings, has_models
        self._saves: dict[str, events.Saved] = {}  # the newest of each problem
        self._tested: dict[str, events.SaveJudged] = {}
        self._handed_in: dict[tuple[str, int], float] = {}  # handed-in saves whose tests are not done, and when
        self.unsaved: dict[str, events.Saved] = {}  # what was in your files before the race
        self.closing = Closing(settings.report_within_s)

    def take(self, event: events.Event, race_s: float) -> None:
        match event:
            case events.Saved():
                self._on_save(event)
            case events.UnreadableSave(why=why):
                self.tell("{why}", why=why)
            case events.SaveJudged():
                self._on_tested(event)
            case events.HintCame():
                self._on_hint(event, race_s)
            case events.PageOpened(text=text):
                self.closing.wait()
                if text:
                    self.tell("{said}", said=text)
            case events.ProblemChosen(task=task) if task in self.tasks:
                self.shown = replace(self.shown, task=task)
            case events.KeyPressed(character=character):
                self._key(character, race_s)
            case _:
                super().take(event, race_s)

    # --- saves -------------------------------------------------------------------------------------------------------

    def _on_save(self, save: events.Saved) -> None:
        """Test a file that was saved, unless your clock is paused."""
        if self.lane.ended is not None or self.closed:
            return
        if self.lane.paused:
            self.tell(N_("Your clock is paused: press p to resume. This save was not tested."))
            return
        before = self._saves.get(save.task)
        save = replace(save, number=1 if before is None else before.number + 1)
        self._saves[save.task] = save
        self.shown = replace(self.shown, task=save.task, message=NOTHING)
        self.state = replace(self.state, saves=self.state.saves + 1, file=safe_line(save.file), saved_s=save.race_s)
        if not rules.is_pending(self.lane, save.task):
            self.set_stage(Stage.SAVED, save.task)
        self.give(events.JudgeSave(save))

    def _on_tested(self, event: events.SaveJudged) -> None:
        """Show a judged save, and hand it in if it passes or is due to be handed in."""
        save, verdict = event.save, event.judgement.verdict
        last = self.shown.last
        if last is None or last.task != save.task or last.number <= save.number:
            last = LastTest(save.task, save.file, self.own_s(save.race_s), event.judgement, save.number)
            self.shown = replace(self.shown, last=last)
            self._tested[save.task] = event
            if verdict is Verdict.UNCHECKED:
                self.tell(N_("This judge cannot tell whether it is right; s hands it in."))
        passed = self._settings.submits_on_ac and verdict is Verdict.AC
        race_s = self._handed_in.pop((save.task, save.number), save.race_s if passed else None)
        if race_s is not None and not rules.is_pending(self.lane, save.task):
            self._hand_over(event, race_s)

    def on_checked(self, handed: HandIn, attempt: Attempt, race_s: float) -> None:
        super().on_checked(handed, attempt, race_s)
        self._tell_result(handed.task)
        newest = self._tested.get(handed.task)
        if newest is None or not self._settings.submits_on_ac or newest.judgement.verdict is not Verdict.AC:
            return
        # A later save may have passed the samples while this one was being checked.
        if newest.save.race_s > handed.race_s:
            self._hand_over(newest, newest.save.race_s)

    def _hand_over(self, judged: events.SaveJudged, race_s: float) -> None:
        task = judged.save.task
        if self.closed or self.lane.ended is not None or rules.solved_at(self.lane, task) is not None:
            return
        if not self.submit(task, race_s, judged.attempt, judged.judgement.verdict):
            self._tell_result(task)

    def _tell_result(self, task: str) -> None:
        tried = next(tried for tried in reversed(self.lane.tries) if tried.task == task)
        if tried.verdict is Verdict.UNCHECKED:
            self.tell(
                N_("Handed in. Only AtCoder can tell whether it is right: press o to open it, then type ac or wa.")
            )
        elif tried.verdict is not Verdict.AC:
            self.tell(N_("Handed in: {verdict}"), verdict=tried.verdict.value)

    # --- keys --------------------------------------------------------------------------------------------------------

    def _key(self, character: str, race_s: float) -> None:
        """Act on a key. Letters without a key of their own begin AtCoder's verdict."""
        asked = self.shown.message == GIVE_UP
        if asked:
            self.shown = replace(self.shown, message=NOTHING)
        if character in "\r\n":
            self._enter(race_s)
            return
        if character in "\x7f\b\x1b":
            kept = "" if character == "\x1b" else self.shown.typed[:-1]
            self.shown = replace(self.shown, typed=kept)
            return
        letter = character.lower()
        running = self.lane.ended is None
        match letter if not self.shown.typed else "":
            case "s" if running:
                self._hand_in(race_s)
            case "p" if running:
                self._pause(race_s)
            case "g" if running and asked:
                self.end(End.GAVE_UP, race_s)
            case "g" if running:
                self.shown = replace(self.shown, message=GIVE_UP)
            case "h" if running:
                self._ask_hint(race_s)
            case "x" if self.shown.hint is not None:
                hint = self.shown.hint
                self.shown = replace(self.shown, hint=replace(hint, shown=not hint.shown or not hint.text))
            case "o":
                save = self._saves.get(self.shown.task)
                self.give(events.OpenAtCoder(self.shown.task, save.submission.source if save else ""))
            case "!" if self._has_models:
                self.give(events.ForceAnswers())
                self.tell(N_("The models were asked to answer now."))
            case "?":
                self.shown = replace(self.shown, shows_keys=not self.shown.shows_keys)
            case "\t":
                chosen = (self.tasks.index(self.shown.task) + 1) % len(self.tasks)
                self.shown = replace(self.shown, task=self.tasks[chosen])
            case _ if letter.isalpha():
                self._type(self.shown.typed + letter)

    def _type(self, typed: str) -> None:
        """Take what may become a verdict, and nothing else: a slip must not swallow the keys after it."""
        if any(verdict.startswith(typed) for verdict in VERDICTS):
            self.shown = replace(self.shown, typed=typed)
        elif len(typed) == 1:
            self.tell(N_("{key} does nothing now; ? shows the keys."), key=safe_line(typed))
        else:
            self._not_a_verdict(typed)

    def _not_a_verdict(self, typed: str) -> None:
        self.shown = replace(self.shown, typed="")
        verdicts = ", ".join(sorted(VERDICTS))
        self.tell(N_("{typed} is not a verdict; there are {verdicts}."), typed=safe_line(typed), verdicts=verdicts)

    def _enter(self, race_s: float) -> None:
        typed = self.shown.typed
        if not typed:
            self.closing.finish()
        elif typed in VERDICTS:
            self.shown = replace(self.shown, typed="")
            self._record_reported_verdict(VERDICTS[typed], race_s)
        else:
            self._not_a_verdict(typed)

    def _record_reported_verdict(self, verdict: Verdict, race_s: float) -> None:
        """Record AtCoder's verdict on the last program handed in or, if there is none, on the newest save."""
        task = self.shown.task
        handed = next((one for one in self.lane.pending if one.task == task), None)
        if handed is not None:  # AtCoder was faster than the check
            tried = rules.Try(task, handed.own_s, handed.verdict, attempt=handed.attempt)
            self.lane = rules.settle(self.lane, handed, tried, self.tasks)
        elif not any(tried.task == task for tried in self.lane.tries) and task in self._tested:
            judged = self._tested[task]
            at_s, verdict_here = judged.save.race_s, judged.judgement.verdict
            tried = rules.Try(task, self.own_s(at_s), verdict_here, attempt=judged.attempt.id)
            self.lane = rules.submit(self.lane, tried, self.tasks, at_s)
        before = self.lane
        changed = rules.reported(before, verdict, self.tasks, race_s, task)
        if changed is None:
            self.tell(N_("Nothing has been handed in yet."))
            return
        self.lane = changed
        if changed.ended is None:
            self.closing.call_off()
            self.set_stage(Stage.REPORTED, task, verdict=verdict)
        self.tell(N_("Kept: AtCoder said {verdict}."), verdict=verdict.value)

    def _hand_in(self, race_s: float) -> None:
        task = self.shown.task
        if task not in self._saves and task in self.unsaved:
            self._on_save(replace(self.unsaved[task], race_s=race_s))
        save, tested = self._saves.get(task), self._tested.get(task)
        if save is None:
            self.tell(N_("There is nothing to hand in yet: save your file first."))
        elif rules.is_pending(self.lane, task):
            self.tell(N_("It was handed in and is being checked."))
        elif tested is not None and tested.save.number == save.number:
            self.shown = replace(self.shown, message=NOTHING)
            self._hand_over(tested, race_s)
        else:
            # It counts from now, no matter when its tests are done.
            self._handed_in[save.task, save.number] = race_s
            self.give(events.KeepSave(save))
            self.tell(N_("Handed in."))

    def _pause(self, race_s: float) -> None:
        self.lane = rules.pause(self.lane, race_s)
        if self.lane.paused:
            self.tell(N_("Your clock is paused; the models' clocks run on. p resumes."))
        else:
            self.shown = replace(self.shown, message=NOTHING)

    def _ask_hint(self, race_s: float) -> None:
        task, hint = self.shown.task, self.shown.hint
        level = 1 + max((one.level for one in self.lane.hints if one.task == task), default=0)
        if not self._settings.has_hints:
            self.tell(N_("No model of yours is in this race to write hints."))
        elif hint is not None and not hint.text:
            self.tell(N_("A hint is being written."))
        elif level > HINTS:
            self.tell(N_("There are only four hints."))
        else:
            self.shown = replace(self.shown, hint=PinnedHint(task, level, asked_s=race_s), message=NOTHING)
            self.give(events.AskHint(task, level))

    def _on_hint(self, event: events.HintCame, race_s: float) -> None:
        """Show a hint, which costs, or say why there is none."""
        if not event.given:
            self.shown = replace(self.shown, hint=None)
            if self.lane.ended is None:  # what to do about it, as long as the key h does something
                self.tell("{said}", said=event.text)
            return
        self.lane = rules.take_hint(self.lane, HintTaken(event.task, self.own_s(race_s), event.level))
        self.shown = replace(self.shown, hint=PinnedHint(event.task, event.level, event.text, race_s))

    # --- the end -----------------------------------------------------------------------------------------------------

    def has_nothing_left_to_report(self, race_s: float) -> bool:
        """Whether there is nothing more to report, once every lane has ended."""
        accepted = [tried for tried in self.lane.tries if tried.result is Verdict.AC]
        if self.lane.ended is not End.SOLVED or all(tried.reported for tried in accepted):
            return True
        self.closing.begin(race_s)
        return self.closing.left_s(race_s) == 0

    def current_state(self, race_s: float) -> YourState:
        return replace(self.shown, closing_s=self.closing.left_s(race_s))

    def tell(self, text: str, **fields: object) -> None:
        self.shown = replace(self.shown, message=message(text, **fields))

    def own_s(self, race_s: float) -> float:
        """Your own clock at a moment of the race, as if you were still in it."""
        return rules.own_time(replace(self.lane, ended=None, ended_s=None), race_s)
