"""One thread that computes, so that memory is bounded, and what waits for it."""

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from chromacel.studio.refusal import RefusedError

Made = TypeVar("Made")
MOST_WAITING = 48
SOON, LATER = 0, 1
"""A stroke's colors go before pictures that are only looked at."""


class Worker:
    """Does one thing after the other, in the order asked for."""

    def __init__(self, name: str) -> None:
        self.waiting: queue.PriorityQueue[tuple[int, int, Callable[[], object], Future[Any]]] = (
            queue.PriorityQueue()
        )
        self.count = itertools.count()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    async def do(self, work: Callable[[], Made], when: int = LATER) -> Made:
        """What `work` returns, or raises.

        Raises:
            RefusedError: too much is waiting.
        """
        if self.waiting.qsize() >= MOST_WAITING:
            raise RefusedError(503, "The studio has too much to do: ask again in a while.")
        future: Future[Made] = Future()
        self.waiting.put((when, next(self.count), work, future))
        return await asyncio.wrap_future(future)

    def _work(self) -> None:
        while True:
            _, _, work, future = self.waiting.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
            del work, future
