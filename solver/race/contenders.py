"""The contenders of a race. Each owns its lane and changes it by events; none prints, waits or reads a clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from judge.attempt import Attempt, Outcome, Reply
from judge.judgement import Judgement, Verdict
from judge.progress import Compiling, Judged, Running, StressRun
from solver import progress as solving
from solver.likely import passed_samples, rejects
from solver.race import events, rules
from solver.race.rules import End, HandIn, Lane, Pause, Try
from solver.race.state import RATES, Activity, LaneState, Stage
from solver.view.text import safe_line

Give = Callable[[events.RaceOrder], None]  # takes an order for the race's threads
MARKS = {Verdict.AC: "A", Verdict.UNCHECKED: "?"}


class Contender:
    """One lane: what it is doing, what it handed in, how it ended."""

    def __init__(self, place: int, lane: Lane, tasks: Sequence[str], give: Give, *, checks: bool = True) -> None:
        """checks: whether programs that pass the samples are run on generated tests before they count."""
        self.place, self.state = place, LaneState(lane)
        self.tasks, self.give, self.checks = tuple(tasks), give, checks
        self.closed = False  # time is up: nothing more is accepted

    @property
    def lane(self) -> Lane:
        return self.state.lane

    @lane.setter
    def lane(self, lane: Lane) -> None:
        self.state = replace(self.state, lane=lane)

    def set_stage(self, stage: Stage, task: str = "", **counts: object) -> None:
        self.state = replace(self.state, doing=Activity(stage, task, **counts))  # type: ignore[arg-type]

    def take(self, event: events.Event, race_s: float) -> None:
        """Change the lane for an event, if it is one of this contender's."""
        match event:
            case events.Progressed():
                self.on_progress(event.task, event.event, event.race_s)
            case events.Checked(handed=handed, attempt=attempt) if handed in self.lane.pending:
                self.on_checked(handed, attempt, race_s)

    def on_progress(self, task: str, event: object, race_s: float) -> None:
        """Take in a progress value from the solver or the judge."""
        if rules.is_pending(self.lane, task) != isinstance(event, StressRun):
            return  # the check in progress says more; one that no longer counts says nothing
        doing = next_activity(event, task, self.state.doing)
        if doing is not None:
            self.state = replace(self.state, doing=doing)
        if isinstance(event, Judged):
            self.state = replace(self.state, marks=marks(event.judgement))

    def submit(self, task: str, race_s: float, attempt: Attempt, verdict: Verdict) -> bool:
        """Hand in the attempt. True if it must be checked first; it then counts from this moment."""
        if self.closed:
            return False
        own_s = rules.own_time(self.lane, race_s)
        if not self.checks or not passed_samples(attempt):
            tried = Try(task, own_s, verdict, attempt=attempt.id)
            self.lane = rules.submit(self.lane, tried, self.tasks, race_s)
            return False
        handed = HandIn(task, own_s, race_s, verdict, attempt.id)
        self.lane = rules.hand_in(self.lane, handed)
        self.set_stage(Stage.CHECKING, task)
        self.give(events.CheckBeyond(self.place, handed, attempt))
        return True

    def on_checked(self, handed: HandIn, attempt: Attempt, race_s: float) -> None:
        """Record the result of a program that was handed in."""
        verdict, detail = handed.verdict, ""
        if attempt.likely is not None and rejects(attempt.likely):
            verdict, detail = attempt.likely.verdict or verdict, safe_line(attempt.likely.detail.shown())
        stage = Stage.REJECTED if detail or verdict is not handed.verdict else Stage.JUDGED
        self.set_stage(stage, handed.task, verdict=verdict, detail=detail)
        tried = Try(handed.task, handed.own_s, verdict, attempt=attempt.id)
        self.lane = rules.settle(self.lane, handed, tried, self.tasks)

    def catch_up(self, race_s: float) -> None:
        """Catch up with the clock: a ghost hands in what it has solved by then."""

    def end(self, how: End, race_s: float) -> None:
        """End the lane, unless it has ended."""
        self.lane = rules.end(replace(self.lane, pending=()), how, race_s)


class ModelContender(Contender):
    _task = ""
    _rounds = 0  # of repair on that problem
    _outcome: Outcome | None = None
    _failure: str | None = None  # set once the model has nothing left to do
    _seen_s = 0.0
    _seen = 0
    _thought = _written = 0  # tokens of the answers that are complete

    def take(self, event: events.Event, race_s: float) -> None:
        match event:
            case events.LaneStarted(offset_s=offset_s):
                self.lane = replace(self.lane, start_offset_s=offset_s)
            case events.AnswerJudged():
                self._on_answer(event)
            case events.LaneDone(failure=failure):
                self._on_done(failure, race_s)
            case _:
                super().take(event, race_s)

    def on_progress(self, task: str, event: object, race_s: float) -> None:
        if task != self._task:
            self._task, self._rounds = task, 0
        if isinstance(event, solving.Tokens):
            self._count(event, race_s)
        super().on_progress(task, event, race_s)
        self.state = replace(self.state, doing=replace(self.state.doing, round=self._rounds))

    def _count(self, tokens: solving.Tokens, race_s: float) -> None:
        """Keep the tokens of each second; a gap counts as seconds without tokens."""
        count = tokens.reasoning + tokens.answer
        if count < self._seen:
            self._seen, self._seen_s = 0, race_s  # another answer
        rates, seconds = self.state.rates, int(race_s - self._seen_s)
        if seconds >= 1:
            each = round((count - self._seen) / seconds)
            rates = (*rates, *(each for _second in range(min(seconds, RATES))))[-RATES:]
            self._seen, self._seen_s = count, self._seen_s + seconds
        thought, written = self._thought + tokens.reasoning, self._written + tokens.answer
        self.state = replace(self.state, reasoning=thought, answer=written, per_s=tokens.per_s, rates=rates)

    def _counted(self, reply: Reply) -> int:
        """Count a complete answer's tokens, now that they are known exactly; returns how many of them were written."""
        whole = reply.completion_tokens
        thought, written = self.state.reasoning - self._thought, self.state.answer - self._written
        if whole is not None:
            known = thought if reply.reasoning_tokens is None else reply.reasoning_tokens
            thought = min(whole, known) if reply.text.strip() else whole
            written = whole - thought
        self._thought, self._written = self._thought + thought, self._written + written
        self.lane = replace(self.lane, tokens=self._thought + self._written)
        self.state = replace(self.state, reasoning=self._thought, answer=self._written)
        return written

    def _on_answer(self, event: events.AnswerJudged) -> None:
        """Take in an answer, judged if it is a program."""
        attempt = event.solved.attempt
        reply, judgement = attempt.reply, attempt.judgement
        if reply is not None:
            written = self._counted(reply)
            self._outcome = reply.outcome
            if reply.outcome is Outcome.SERVER_ERROR:
                why = next((one.shown() for one in reversed(attempt.notes) if one.code == "failed"), "?")
                self.lane = replace(self.lane, failure=safe_line(why))
            if reply.outcome is not Outcome.ANSWERED:
                self.set_stage(Stage.NO_ANSWER, event.task, number=written, detail=reply.outcome.value)
        self._task, self._rounds = event.task, 0 if attempt.key is None else attempt.key.round + 1
        # A model hands in what passes the samples, as you do; repairing other programs costs it nothing. Programs that
        # this judge cannot decide are handed in too, but do not count as AC.
        if judgement is not None and judgement.verdict in (Verdict.AC, Verdict.UNCHECKED):
            self.submit(event.task, event.race_s, attempt, judgement.verdict)

    def on_checked(self, handed: HandIn, attempt: Attempt, race_s: float) -> None:
        super().on_checked(handed, attempt, race_s)
        if self.lane.ended is None:
            # Waiting for the check costs the model no time.
            self.lane = replace(self.lane, pauses=(*self.lane.pauses, Pause(handed.race_s, race_s)))
        self._end_if_done(handed.race_s)

    def _on_done(self, failure: str, race_s: float) -> None:
        """The model has nothing left to do, though checks of its programs may still be running."""
        self._failure = failure
        if failure:
            self.lane = replace(self.lane, failure=safe_line(failure))
        self._end_if_done(race_s)

    def _end_if_done(self, race_s: float) -> None:
        if self._failure is None or self.lane.pending:
            return
        how = End.NO_AC
        if self._failure or self._outcome is Outcome.SERVER_ERROR:
            how = End.SERVER_FAILED
        elif any(rules.unchecked_at(self.lane, task) is not None for task in self.tasks):
            how = End.UNCHECKED
        self.end(how, race_s)


class GhostContender(Contender):
    """A ghost: its solve times are known in advance."""

    def __init__(self, place: int, lane: Lane, tasks: Sequence[str], give: Give, at_s: Mapping[str, float]) -> None:
        super().__init__(place, lane, tasks, give)
        self._at_s = at_s

    def catch_up(self, race_s: float) -> None:
        for task, at_s in self._at_s.items():
            if at_s <= race_s and rules.solved_at(self.lane, task) is None:
                self.lane = rules.submit(self.lane, Try(task, at_s, Verdict.AC), self.tasks, at_s)


class DistantContender(Contender):
    """A lane that runs on another machine and is only shown here."""

    def take(self, event: events.Event, race_s: float) -> None:
        """Copy the lane's state from the other machine; the kind, and the name if none came, are kept from here."""
        if isinstance(event, events.LaneSeen):
            lane = replace(event.state.lane, name=event.name or self.lane.name, kind=self.lane.kind, distant=True)
            self.state = replace(event.state, lane=lane)


def marks(judgement: Judgement) -> str:
    """One letter per sample."""
    return "".join(MARKS.get(case.verdict, "W") for case in judgement.cases)


def next_activity(event: object, task: str, before: Activity) -> Activity | None:
    """The stage for a progress value; None if it changes nothing."""
    match event:
        case solving.Waiting():
            return Activity(Stage.WAITING, task)
        case solving.Loading(waited_s=waited_s):
            return Activity(Stage.LOADING, task, number=int(waited_s))
        case solving.ReadingPrompt(share=share):
            return Activity(Stage.READING, task, number=int(100 * share))
        case solving.ThinkingEnded(tokens=tokens):
            return Activity(Stage.ENDING, task, number=tokens)
        case solving.QuestionRetried(why=why):
            return Activity(Stage.RETRYING, task, detail=safe_line(why))
        case solving.Tokens(answer=0):
            return Activity(Stage.THINKING, task)
        case solving.Tokens():
            return Activity(Stage.WRITING, task)
        case Compiling():
            return Activity(Stage.COMPILING, task)
        case Running(number=number, total=total):
            return Activity(Stage.SAMPLES, task, number=number, total=total)
        case Judged(verdict=verdict, judgement=judgement):
            passed = sum(case.verdict is Verdict.AC for case in judgement.cases)
            return Activity(Stage.JUDGED, task, number=passed, total=len(judgement.cases), verdict=verdict)
        case StressRun(number=number, total=total):
            return replace(before, stage=Stage.CHECKING, task=task, number=number, total=total)
        case _:
            return None
