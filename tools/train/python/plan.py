"""How much is trained: shapes of the networks, and how long each learns."""

from dataclasses import dataclass

from inputs import Shape


@dataclass(frozen=True)
class Course:
    """A network and its training."""

    shape: Shape
    passes: float
    """Over all words of the sets."""
    rate: float
    rows: int
    length: int
    seed: int


@dataclass(frozen=True)
class Plan:
    student: Course
    teachers: tuple[Course, ...]
    made_up: int
    """Sentences from templates."""


FULL = Plan(
    student=Course(Shape(160, 160, 64_000, "s s m s"), passes=68, rate=2.5e-3, rows=48, length=512, seed=2),
    teachers=(
        Course(
            Shape(320, 384, 96_000, "q m q m s", vector=100, scale=2, dropout=0.2),
            passes=4.8, rate=1.3e-3, rows=32, length=512, seed=4,
        ),
        Course(
            Shape(352, 384, 96_000, "q m s q m s", vector=100, scale=2, dropout=0.2),
            passes=4.3, rate=1.3e-3, rows=32, length=512, seed=5,
        ),
    ),
    made_up=3_200,
)  # fmt: skip

TINY = Plan(
    student=Course(Shape(16, 16, 500, "s m s"), passes=20, rate=1e-2, rows=4, length=128, seed=2),
    teachers=(
        Course(
            Shape(16, 16, 600, "q m s", vector=100, scale=2, dropout=0.2),
            passes=6,
            rate=5e-3,
            rows=4,
            length=128,
            seed=4,
        ),
    ),
    made_up=300,
)
"""For the trainer's own test: seconds on a processor."""
