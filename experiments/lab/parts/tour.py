"""The component of the page that shows a visitor around a view; what it does in the browser stands in tour.js."""

from __future__ import annotations

from nicegui.element import Element

Step = tuple[str, str, str]  # what it points at, and what it says

STEPS: dict[str, tuple[Step, ...]] = {
    "/watch": (
        (
            "[data-play]",
            "Press Play",
            "Thirty days pass. Every dot is a person; its colour says how far they have come.",
        ),
        (".crowd canvas", "Click a person", "You read what happened to them, and why they did what they did."),
        (
            "form.asking",
            "Change the launch",
            "Choose other launches or slide the budget; the towns follow at once. Then see Compare in the menu: it "
            "plays up to a hundred times and says what was luck.",
        ),
    ),
    "/virality": (
        (
            "[data-content] figure",
            "Two things at once",
            "To the right: more was passed on by people. Upwards: those reached trust the brand more than before.",
        ),
        (
            '[aria-label="Mechanisms of the model"]',
            "Switch something off",
            "Each switch removes one mechanism exactly. What does not move the picture is not the cause.",
        ),
        ("[data-puzzles]", "Try a puzzle", "Each has a goal that is measured. What is to be learnt comes at the end."),
    ),
    "/compare": (
        ("[data-answer]", "The answer so far", "It says which launch does better, by how much, and how sure that is."),
        (
            "[data-content] .player",
            "It goes on by itself",
            "Each replicate is another town with another luck. Intervals tighten; stop when you have seen enough.",
        ),
        ("[data-risk]", "Profit, and what may go wrong", "How often a launch loses money, and what its bad tenth is."),
    ),
    "/plan": (
        ("form.asking", "Say the rules", "Your budget, what counts, and further down what must not be."),
        ("[data-content]", "Drop your list", "What was understood of it is read back before anything is planned."),
        (".files", "Open and save", "A scenario of your own, other assumptions, and what you see here as a file."),
    ),
    "/schedule": (
        ("[data-bars]", "Drag the bars", "Each bar is a phase: who posts, from which day, over how many days."),
        ("[data-phase]", "Or type", "The bar that is chosen, in numbers. Arrow keys move a bar, with Shift its end."),
        ("[data-take]", "Take it along", "As a file for the command line, or straight to Watch and Compare."),
    ),
    "/assumptions": (
        ("[data-answer]", "What the answer is", "The difference between two launches under all the numbers below."),
        ("[data-tornado]", "Which number matters", "Each is moved to both ends of its range; the longest bars matter."),
        ("[data-count]", "Change one", "Every number of the model, with how well it stands and where it is from."),
    ),
}
COMES_BY_ITSELF = "/watch"


class Tour(Element, component="tour.js"):
    """A button that starts the tour of a view. That of Watch also comes by itself, until it was ended or closed."""

    def __init__(self, view: str) -> None:
        super().__init__()
        self._props["steps"] = [{"target": to, "title": title, "words": words} for to, title, words in STEPS[view]]
        self._props["itself"] = view == COMES_BY_ITSELF
