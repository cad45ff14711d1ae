# %% [markdown]
# From a case to a tournament, cell by cell. Run it as it is (`python examples/python/rehearse.py`), or open it as a notebook in an editor that
# knows cells.

# %% What is held, and how close are the sides?
from pathlib import Path

import detente

EXAMPLES = Path(__file__).resolve().parents[1]
case = detente.read(EXAMPLES / "wage-round")
analysis = case.analyze(worlds=512)
print(f"{case.title}: {analysis['zone']['packages']} packages suit all sides")

# %% How would it go, with and without a mediator?
rehearsal = case.rehearse([("alternating", ["linear"]), ("annealing", ["linear"]), ("mediated", ["linear"])], worlds=10)
for one in rehearsal["procedures"]:
    agreed = one["agreed"]
    print(f"{one['procedure']:22} agreed {agreed['share']:.2f} [{agreed['low']:.2f}, {agreed['high']:.2f}], rounds {one['rounds']:.0f}")

# %% What does every package come to, and which are not dominated?
worths = case.worths()
frontier = detente.frontier(worths)
print(f"{len(worths):,} packages, {len(frontier)} that no other dominates, walk-aways and red lines aside")


# %% A negotiator of one's own: asks for what it would have had by chance, and a little less each round
class Patient(detente.Negotiator):
    def propose(self, seat):
        low, high = max(seat.range[0], seat.walk_away), seat.range[1]
        return seat.at_least(high - (high - low) * seat.time**3)

    def respond(self, seat, offer):
        return seat.worth(offer) >= seat.worth(self.propose(seat))


scenario = case.scenario()
played = detente.simulate(scenario, [Patient, "boulware"], trace=True)
print(f"Patient and Boulware: {played.how} after {played.rounds} rounds")

# %% Everybody against everybody
if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        entered = ["boulware", "conceder", "tit-for-tat", detente.Maker(Patient)]
        results = detente.tournament([scenario], entered, folder, seeds=5)
        print(results)
        for one in results.standings["meetings"][:4]:
            print(f"  {one['negotiator']} beside {one['other']}: {one['share']:.2f}")
