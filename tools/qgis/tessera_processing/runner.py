"""Runs the tessera command: progress while it lasts, an end on request, and its errors as exceptions. Needs no QGIS."""
import os
import queue
import re
import signal
import subprocess
import threading
import time

try:
    import pty
except ImportError:  # Windows has no pseudo-terminals.
    pty = None

# Such as "training: 37 of 200 steps, 3.1 a second, 1 min 2 s left, main loss -1.305"; a training by minutes has no total.
PROGRESS = re.compile(
    r"(?P<label>[a-z ]+): (?P<done>\d+)(?: of (?P<total>\d+))? [^,]+, [\d.]+ a second(?:, (?P<left>[^,]+) left)?")
SECONDS = {"s": 1, "min": 60, "h": 3600}
PARTIAL = re.compile(r"(\d+) of (\d+) \w+ could not be \w+")
ERASE = re.compile(rb"\x1b\[2K")


class CommandError(Exception):
    """The command has failed, or cannot be started. The text is what it has said."""


class Progress:
    """What the progress lines of the command mean as a part of its current stage."""

    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.label = None
        self.start = clock()

    def read(self, line):
        """The stage and its done part, 0 to 1 or None where the line does not tell; None for any other line."""
        found = PROGRESS.match(line)
        if not found:
            return None
        if found["label"] != self.label:
            # The first stage has begun with the command, and any other shortly before its first line.
            if self.label is not None:
                self.start = self.clock()
            self.label = found["label"]
        if found["total"]:
            return self.label, int(found["done"]) / int(found["total"])
        if found["left"] is None:
            return self.label, None
        passed, left = self.clock() - self.start, seconds(found["left"])
        return self.label, passed / (passed + left) if passed + left > 0 else None


def seconds(duration):
    """The number of seconds of a duration such as "1 h 3 min"."""
    words = duration.split()
    return sum(float(number) * SECONDS[unit] for number, unit in zip(words[::2], words[1::2]))


def run(words, progress=None, note=None, is_cancelled=None, patience=120):
    """Runs the command until it ends.

    Progress shows on terminals alone, so the command's standard error is a pseudo-terminal where there are any.

    - words: the command and its arguments.
    - progress: called with the stage and its done part.
    - note: called with each other line of standard error.
    - is_cancelled: asked several times a second; once it is true, the command is interrupted, which lets a training
      end its step, cluster, and write a checkpoint. After `patience` seconds without a line it is ended at once.

    Returns the lines of standard output, or None where the command was cancelled. Raises CommandError.
    """
    process, errors = start(words)
    events = queue.Queue()
    for stream, name in ((process.stdout.fileno(), "out"), (errors, "error")):
        threading.Thread(target=read, args=(stream, name, events), daemon=True).start()
    meter, said, out = Progress(), [], []
    cancelled, deadline = False, None
    endings = [process.terminate, process.kill]
    open_streams = 2
    while open_streams:
        if not cancelled and is_cancelled and is_cancelled():
            cancelled = True
            deadline = time.monotonic() + patience
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        if endings and deadline and time.monotonic() > deadline:
            endings.pop(0)()
            deadline = time.monotonic() + 5
        try:
            name, line = events.get(timeout=0.2)
        except queue.Empty:
            continue
        if deadline and len(endings) == 2:
            deadline = time.monotonic() + patience
        if line is None:
            open_streams -= 1
        elif name == "out":
            out.append(line)
        else:
            known = meter.read(line)
            if known and progress:
                progress(*known)
            elif not known:
                said.append(line)
                if note:
                    note(line)
    code = process.wait()
    process.stdout.close()
    os.close(errors) if pty else process.stderr.close()
    if cancelled:
        return None
    if code != 0 and not is_partial(said):
        raise CommandError(reason(said, code))
    return out


def start(words):
    """The process, and the file descriptor of its standard error."""
    master, slave = pty.openpty() if pty else (None, subprocess.PIPE)
    try:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave)
    except OSError as error:
        if pty:
            os.close(master)
        raise CommandError(f"{words[0]}: cannot be started: {error.strerror}") from error
    finally:
        if pty:
            os.close(slave)
    return process, master if pty else process.stderr.fileno()


def read(stream, name, events):
    """Puts the lines of a stream into the queue, and None at its end. A progress line ends where the next one begins."""
    rest = b""
    while True:
        try:
            data = os.read(stream, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal as an error.
            data = b""
        lines = re.split(rb"[\r\n]+", rest + data)
        rest = lines.pop() if data else b""
        # The next progress line can be a long time off.
        latest = [rest] if PROGRESS.match(text(rest)) else []
        for line in map(text, lines + latest):
            if line:
                events.put((name, line))
        if not data:
            return events.put((name, None))


def text(line):
    return ERASE.sub(b"", line).decode(errors="replace").rstrip()


def is_partial(said):
    """Whether the command has done all but some of the images."""
    found = PARTIAL.fullmatch(said[-1]) if said else None
    return bool(found) and int(found[1]) < int(found[2])


def reason(said, code):
    """What the command has said about its failure."""
    first = next((index for index, line in enumerate(said) if line.startswith("Error: ")), None)
    if first is not None:
        return "\n".join([said[first][len("Error: "):], *said[first + 1:]])
    return "\n".join(said[-20:]) or f"The command ended with code {code} and said nothing."
