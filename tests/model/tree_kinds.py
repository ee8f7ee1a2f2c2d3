"""The two kinds of trees: what their nodes are called, and what a node may say."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class TreeKind:
    name: str         # of the criterion and of its CriterionType
    operation: str
    condition: str    # member with operand and attribute
    node_type: str    # member that says Subdivision or Unit
    campaign: str     # type of the campaigns that have it
    operands: dict    # operand -> greatest length of the attribute, or its values
    has_urls: bool


def numbered(name, first, last, most):
    return {f"{name}{n}": most for n in range(first, last + 1)}


PRODUCTS = TreeKind("ProductPartition", "ApplyProductPartitionActions", "Condition", "PartitionType", "Shopping", {
    "All": (), "Brand": 1000, "Id": 1000, "Condition": ("New", "Used", "Refurbished"), "Channel": ("Local Stores", "Online"),
    "ChannelExclusivity": ("Single-channel", "Multi-channel"), **numbered("CategoryL", 1, 5, 100), **numbered("ProductType", 1, 5, 100),
    **numbered("CustomLabel", 0, 4, 100)}, True)
HOTELS = TreeKind("HotelGroup", "ApplyHotelGroupActions", "Listing", "ListingType", "Hotel", {
    "All": (), "Brand": 200, "Category": 200, "City": 200, "Country": 200, "State": 200, "HotelId": 1024, "StarRating": ("1", "2", "3", "4", "5"),
    **numbered("CustomLabel", 0, 4, 200)}, False)
TREES = {kind.name: kind for kind in (PRODUCTS, HOTELS)}


class Node:
    """Of the tree as the call leaves it."""

    def __init__(self, id_, parent, operand, attribute, subdivision, index=None):
        self.id, self.parent, self.operand, self.attribute = id_, parent, operand, attribute
        self.subdivision, self.index = subdivision, index  # the action that adds it
        self.good = True
