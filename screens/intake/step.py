"""A step of a case that is open over intake, or over the window: its form, its preview."""

from __future__ import annotations

from counter.rules.scan import names_a_person
from screens.shell.place import Place


class CaseStep(Place):
    """What is scanned here is for the case whose step this is, and the step stays with all that was typed."""

    case: str

    def scanned(self, text: str) -> None:
        """A card is the applicant's; the code of another case leads to it."""
        self.start(self._for_the_case(text))

    async def _for_the_case(self, text: str) -> None:
        app = self.app
        if not any(getattr(one, "takes_in", False) for one in app.screen_stack):
            while len(app.screen_stack) > 1:
                app.pop_screen()
            await app.open_step("intake", self.case)
        intake = next(one for one in reversed(app.screen_stack) if getattr(one, "takes_in", False))
        if not names_a_person(text):
            while app.screen is not intake:
                app.pop_screen()
        assert isinstance(intake, Place)
        intake.scanned(text)
