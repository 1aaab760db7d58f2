"""The keys of one question: they come in one by one until they are enough."""

import asyncio


class Keys:
    """What has been keyed in answer to one Gather. Knows nothing of time and calls."""

    def __init__(self, loop: asyncio.AbstractEventLoop, wanted: int | None, finish: str) -> None:
        """`wanted`: how many keys are enough; `finish`: the key that ends them, or nothing."""
        self._loop = loop
        self._wanted, self._finish = wanted, finish
        self.next: asyncio.Future[str] = loop.create_future()
        """Done at the next key."""
        self.digits = ""
        self.finished_on = ""
        self.silent = False
        """True once the prompts have been spoken to their end or cut short."""

    @property
    def complete(self) -> bool:
        """True if no further key is wanted."""
        return bool(self.finished_on) or len(self.digits) == self._wanted

    def press(self, key: str) -> bool:
        """Takes one key; False if it comes too late."""
        if self.complete:
            return False
        if key == self._finish:
            self.finished_on = key
        else:
            self.digits += key
        pressed, self.next = self.next, self._loop.create_future()
        pressed.set_result(key)
        return True
