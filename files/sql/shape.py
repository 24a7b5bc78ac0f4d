"""What decides where a statement ends, by psql's rules."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Shape:
    """What has been read of a statement so far."""

    line: int
    words: list[bytes] = field(default_factory=list)  # its first four
    tail: tuple[bytes, bytes] = (b"", b"")  # the last two marks, if words
    brackets: int = 0
    begins: int = 0  # BEGIN ATOMIC … END in a function
    escaped: bool = False  # an E'' string has just ended

    def add_word(self, word: bytes) -> None:
        word = word.lower()
        self.tail = (self.tail[1], word)
        if len(self.words) < 4:
            self.words.append(word)
        if self.brackets or not self._is_routine():
            return
        if word == b"begin" or (word == b"case" and self.begins):
            self.begins += 1
        elif word == b"end" and self.begins:
            self.begins -= 1

    def add_mark(self) -> None:
        self.tail = (self.tail[1], b"")

    def _is_routine(self) -> bool:
        words = [word for word in self.words if word not in (b"or", b"replace")]
        return words[:1] == [b"create"] and words[1:2] in (
            [b"function"],
            [b"procedure"],
        )

    @property
    def is_copy(self) -> bool:
        return self.words[0:1] == [b"copy"] and self.tail == (b"from", b"stdin")
