"""A call on its way to the service."""
import dataclasses

OTHERS = 999_999_999  # nobody's id


@dataclasses.dataclass
class Call:
    operation: str
    account: int
    kind: str
    parent: int
    body: dict
    size: int             # item operations in it
    predict: object       # of the world: engine.Outcome, and the store has changed
    ids: str = None       # member of the answer with the new ids
    scopes: tuple = ()    # (kind, parent) whose listings it may change
