"""Negotiators of one's own, good and bad; imported by name in processes of their own."""

import os
import sys
import time

import detente


class Steps(detente.Negotiator):
    """Asks for its best, and for a tenth of the way less in every round."""

    def propose(self, seat):
        low, high = max(seat.range[0], seat.walk_away), seat.range[1]
        return seat.at_least(high - 0.1 * seat.step * (high - low))

    def respond(self, seat, offer):
        return seat.worth(offer) >= seat.worth(self.propose(seat))


class Seeded(detente.Negotiator):
    """Draws by the seed it is given."""

    def __init__(self, party, parties, seed):
        import random

        self.random = random.Random(seed)

    def propose(self, seat):
        return seat.ranked(self.random.randrange(max(1, seat.rational)))

    def respond(self, seat, offer):
        return "accept" if self.random.random() < 0.2 and seat.accepts(offer) else "reject"


class Throws(Steps):
    def propose(self, seat):
        raise KeyError("where is it")


class Hangs(Steps):
    def propose(self, seat):
        time.sleep(3600)


class Nonsense(Steps):
    def propose(self, seat):
        return 10**9


class Words(Steps):
    def propose(self, seat):
        return "the moon"


class Maybe(Steps):
    def respond(self, seat, offer):
        return "maybe"


class Dies(Steps):
    def propose(self, seat):
        os.kill(os.getpid(), 9)


class Leaves(Steps):
    def propose(self, seat):
        sys.exit(3)


class Prints(Steps):
    """Prints where answers go; its answers are not harmed."""

    def propose(self, seat):
        print('{"said": 0}')
        sys.stdout.flush()
        return super().propose(seat)


class Unmade(Steps):
    def __init__(self):
        raise RuntimeError("cannot be made")


class GivesUp(Steps):
    def respond(self, seat, offer):
        raise detente.Lost("it gives up")


class Remembers(Steps):
    """Fails if it finds anything from an earlier negotiation."""

    seen = []

    def propose(self, seat):
        if any(pid != os.getpid() or worths != seat.worths() for pid, worths in self.seen):
            raise RuntimeError("it knows another negotiation")
        self.seen.append((os.getpid(), seat.worths()))
        return super().propose(seat)


class Early(Steps):
    """Answers the next question before it is asked."""

    def propose(self, seat):
        for fd in range(3, 20):
            try:
                os.write(fd, b'{"said": 3, "number": 99}\n')
            except OSError:
                pass
        return super().propose(seat)


class Interrupted(Steps):
    def respond(self, seat, offer):
        raise KeyboardInterrupt


class EndsWell(Steps):
    """Ends its process as if all were well."""

    def propose(self, seat):
        sys.exit(0)


class Outer:
    class Inner(Steps):
        pass
