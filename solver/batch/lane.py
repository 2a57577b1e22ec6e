"""One server's part of a run: which model is loaded and what to ask it next. It has no thread of its own."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from solver.attempt import Question
from solver.batch import blocks
from solver.batch.missing import Task, tasks_of
from solver.batch.plan import PlannedModel
from solver.batch.selection import Candidate
from solver.batch.switching import Loaded, Switch
from solver.batch.widening import Widening
from solver.models.wire.exchange import ErrorKind


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A question to ask: the task's first open one, or a repair round."""

    task: Task
    question: Question | None = None  # None: not made yet, which takes the page and the log
    lost: int = 0  # answers thrown away because another model gave them or the server went away


@dataclass(slots=True)
class Block:
    """One model on one slice of the problems."""

    model: PlannedModel
    rounds: int
    leads: bool  # the first model on the slice: its time decides the slice's length
    began_s: float | None = None


@dataclass(slots=True)
class ServerLane:
    """The state of one server's work. Used only by the coordinator's thread."""

    server: str
    models: list[PlannedModel]
    rounds: Sequence[tuple[Candidate, ...]]
    switch: Switch
    wanted: Callable[[Task], bool]  # whether the task is missing and its cell not given up
    longest_first: bool = False  # so that slots without questions wait only for short answers
    slots: int = 1
    room: int | None = None  # tokens shared by all answers in progress; None: each has its own
    shares_context: bool = False  # as an answer that overflowed beside others has shown
    pending: deque[PendingQuestion] = field(default_factory=deque)
    asking: int = 0
    writing: int = 0  # generators and naive programs in progress, asked for once no questions are left
    asked_tokens: int = 0  # that the answers in progress may take, prompts included
    most_in_flight: int = 0  # most answers in progress since the lane was last idle
    lowered_at: int = 0  # most_in_flight when the slots were last lowered
    checking: int = 0  # answers being checked to be from the loaded model
    judging: int = 0
    loaded: Loaded | None = None
    model: PlannedModel | None = None  # the one that is loaded
    block: Block | None = None
    widening: Widening | None = None  # if the server does not say how many answers it makes at a time
    distrusted_load: int = 0  # number of the load whose server went away or changed its model: its answers do not count
    answers_as: str | None = None  # the name in the loaded model's first answer
    busy: bool = False  # a model is being loaded, or the server surveyed
    surveyed: bool = False
    corrections: list[PendingQuestion] = field(default_factory=list)  # repairs of what generated tests flagged
    over: bool = False
    ran_out: bool = False  # over only because nothing was left to ask
    stopped: bool = False  # ended before it ran out
    loaded_before: set[str] = field(default_factory=set)  # names of models that have been loaded: they may come back
    reported_errors: set[str] = field(default_factory=set)
    failures: int = 0  # SERVER_ERRORs in a row
    rests: int = 0  # since the last answer that was not a SERVER_ERROR
    rest_s: float = 0.0  # before the server is asked again
    loads: int = 0
    loading_s: float = 0.0
    load_s: dict[str, float] = field(default_factory=dict)
    round_s: dict[str, float] = field(default_factory=dict)
    _aside: tuple[Block, deque[PendingQuestion]] | None = None  # the next block, set aside for corrections
    _slice: int = 0
    _begin: int = 0
    _end: int = 0
    _turn: list[PlannedModel] | None = None

    def next_block(self, now_s: float) -> Block | None:
        """Fill `pending` with the next block, whichever model it needs, and return it; None if no work is left.

        Call when `pending` is empty.
        """
        if self.block is not None and self._grow(now_s):
            return self.block
        self._close_block(now_s)
        if self._aside is not None:
            (self.block, self.pending), self._aside = self._aside, None
            return self.block
        if self.corrections:
            # The loaded model's first: the others cost a load.
            model = self.model if self._corrected(self.model) else self.corrections[0].task.cell.model
            assert model is not None
            return self._take_up(model)
        while True:
            if self._turn is None:
                if self._begin >= len(self.rounds):
                    return None
                self._end = min(len(self.rounds), self._begin + blocks.FIRST_ROUNDS)
                self._turn = blocks.turn(self._slice, self.models)
                leads = True
            else:
                leads = False
            while self._turn:
                model = self._turn.pop(0)
                if model not in self.models:
                    continue
                tasks = list(self._tasks(model, self._begin, self._end))
                if tasks:
                    self.block = Block(model, self._end - self._begin, leads)
                    self.pending.extend(map(PendingQuestion, reversed(tasks) if self.longest_first else tasks))
                    return self.block
                leads = False
            self._begin, self._turn = self._end, None
            self._slice += 1

    @property
    def in_flight(self) -> int:
        return self.asking + self.checking + self.judging

    @property
    def has_free_slot(self) -> bool:
        """Whether one more question may be asked.

        A server with one slot may drop an answer for any other request (llama_cpp.server does when its models are
        listed), so there the last answer is checked first.
        """
        return self.asking + (self.checking if self.slots == 1 else 0) < self.slots

    @property
    def idle_slots(self) -> int:
        """How many effort tests may run at a time: the free slots, but at least one; only one in a shared context."""
        return max(1, self.slots - self.asking) if self.room is None else 1

    @property
    def waiting_for(self) -> str:
        """What the lane is waiting for, in words; empty while it works."""
        return "" if self.over else self.switch.waiting_for

    def end(self) -> None:
        """Ask this server nothing more."""
        self.pending.clear()
        self.corrections.clear()
        self._aside = None
        self.stopped = self.stopped or not self.over
        self.over, self.ran_out = True, False

    def begin_question(self, tokens: int) -> None:
        self.most_in_flight = max(self.most_in_flight, self.asking + 1) if self.asking else 1
        self.asking += 1
        self.asked_tokens += tokens

    def end_question(self, tokens: int) -> None:
        self.asking -= 1
        self.asked_tokens -= tokens

    def is_crowded(self, error: ErrorKind | None) -> bool:
        """Whether an answer failed because of others in progress: out of context, or given up for them."""
        crowded = (ErrorKind.CONTEXT_FULL, ErrorKind.CONTEXT_OVERFLOW, ErrorKind.UNFINISHED)
        return error in crowded and self.most_in_flight > 1

    def lower_concurrency(self, context_tokens: int | None) -> bool:
        """Lower the number of answers at a time; False if that was already done for those in progress."""
        if self.lowered_at == self.most_in_flight:
            return False
        self.lowered_at = self.most_in_flight
        self.widening = None
        if self.room is None and context_tokens is not None:
            self.room, self.shares_context = context_tokens, True
        else:
            self.slots = max(1, self.slots - 1)
        return True

    def has_room(self, tokens: int) -> bool:
        """Whether an answer of that many tokens, prompt included, fits beside those in progress."""
        return self.room is None or not self.asking or self.asked_tokens + tokens <= self.room

    def is_loaded(self, loaded: Loaded) -> bool:
        """Whether that load of a model is still the current one."""
        return self.loaded is not None and self.loaded.number == loaded.number

    def set_loaded(self, model: PlannedModel, loaded: Loaded, slots: int, widening: Widening | None) -> None:
        """Record the model as loaded, with that many answers at a time."""
        self.loaded, self.model, self.slots, self.widening = loaded, model, slots, widening
        self.loaded_before.add(model.name)
        self.most_in_flight = self.lowered_at = 0
        row = loaded.row
        shared = row is not None and (row.shared_context or self.shares_context)
        self.room = row.loaded_context_tokens if row is not None and shared else None

    def clear_loaded(self) -> None:
        """Forget the loaded model: nothing is asked until one is brought again."""
        self.loaded = self.model = self.answers_as = None

    @property
    def may_get_repairs(self) -> bool:
        """Whether a repair round may follow for the loaded model, so no other may be loaded yet."""
        repairs = self.block is not None and self.block.model.repair > 0
        return repairs and len(self.models) > 1 and self.in_flight > 0

    def put_first(self, item: PendingQuestion) -> None:
        """Ask this next; if the block already belongs to another model, before that model is loaded."""
        model = item.task.cell.model
        if self.block is None and model in self.models:
            self.block = Block(model, rounds=1, leads=False)  # the last block had only this left
        if self.block is not None and model is self.block.model:
            self.pending.appendleft(item)
        elif model in self.models:
            self.correct(item)

    def switch_to_corrections(self) -> bool:
        """Set the next block aside if the loaded model has corrections left; returns whether it had."""
        if self.loaded is None or self.model is None or self._aside is not None or not self._corrected(self.model):
            return False
        assert self.block is not None
        self._aside = self.block, self.pending
        self._take_up(self.model)
        return True

    def correct(self, item: PendingQuestion) -> None:
        """Queue a correction, reopening the lane if it had run out of questions."""
        if not self.over or self.ran_out:
            self.corrections.append(item)
            self.over = False

    def drop(self, model: PlannedModel) -> None:
        """Ask this model nothing more."""
        self.models = [other for other in self.models if other is not model]
        self.pending = deque(item for item in self.pending if item.task.cell.model is not model)
        self.corrections = [item for item in self.corrections if item.task.cell.model is not model]
        self.block = None
        if self._aside is not None and self._aside[0].model is model:
            self._aside = None

    def keep_only(self, wanted: Callable[[Task], bool]) -> None:
        self.pending = deque(item for item in self.pending if wanted(item.task))

    def _take_up(self, model: PlannedModel) -> Block:
        """Make the model's corrections the current block."""
        self.block, self.pending = Block(model, 1, leads=False), deque(self._corrected(model))
        self.corrections = [item for item in self.corrections if item.task.cell.model is not model]
        return self.block

    def _corrected(self, model: PlannedModel | None) -> list[PendingQuestion]:
        return [item for item in self.corrections if item.task.cell.model is model]

    def _tasks(self, model: PlannedModel, begin: int, end: int) -> Iterator[Task]:
        candidates = [candidate for one in self.rounds[begin:end] for candidate in one]
        return filter(self.wanted, tasks_of(model.cells, candidates))

    def _grow(self, now_s: float) -> bool:
        """Add a round to the slice if it is too short for the time that loading takes; returns whether it did."""
        block = self.block
        assert block is not None
        if not block.leads or len(self.models) < 2 or self._end >= len(self.rounds):
            return False
        elapsed_s = 0.0 if block.began_s is None else now_s - block.began_s
        if blocks.long_enough(
            block.model.name,
            elapsed_s,
            block.rounds,
            load_s=self.load_s,
            round_s=self.round_s,
            models=[model.name for model in self.models],
        ):
            return False
        tasks = list(self._tasks(block.model, self._end, self._end + 1))
        if not tasks:
            return False
        self._end += 1
        block.rounds += 1
        self.pending.extend(PendingQuestion(task) for task in tasks)
        return True

    def _close_block(self, now_s: float) -> None:
        if self.block is not None and self.block.began_s is not None:
            self.round_s[self.block.model.name] = (now_s - self.block.began_s) / max(1, self.block.rounds)
        self.block = None


def slots_at(server: str, lanes: Sequence[ServerLane]) -> int:
    """How many answers the server makes at a time, as far as is known."""
    return next((lane.slots for lane in lanes if lane.server == server), 1)
