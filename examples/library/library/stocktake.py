"""The yearly walk along the shelves with a barcode scanner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from library.clock import Clock
from library.model import CopyState
from library.repository import Repository

SCANNER_PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class StocktakeResult:
    """Barcodes by what is wrong with them; copies in their place are only counted."""

    present: int
    found_again: tuple[str, ...]
    not_on_shelf: tuple[str, ...]
    should_be_elsewhere: tuple[str, ...]
    unknown: tuple[str, ...]


class Stocktake:
    def __init__(self, repository: Repository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    def compare(self, scanned: Iterable[str]) -> StocktakeResult:
        """Compare the shelves with the catalogue; lost copies that turn up are available again.

        The scanner needs a short pause after each copy.
        """
        seen: set[str] = set()
        found_again, elsewhere, unknown = [], [], []
        present = 0
        for barcode in scanned:
            self._clock.sleep(SCANNER_PAUSE_SECONDS)
            if barcode in seen:
                continue
            seen.add(barcode)
            copy = self._repository.find_copy(barcode)
            if copy is None:
                unknown.append(barcode)
            elif copy.state is CopyState.AVAILABLE:
                present += 1
            elif copy.state is CopyState.LOST:
                self._repository.set_copy_state(barcode, CopyState.AVAILABLE)
                found_again.append(barcode)
            else:
                elsewhere.append(barcode)
        absent = [
            copy.barcode
            for copy in self._repository.copies()
            if copy.state is CopyState.AVAILABLE and copy.barcode not in seen
        ]
        return StocktakeResult(
            present, tuple(found_again), tuple(absent), tuple(elsewhere), tuple(unknown)
        )
