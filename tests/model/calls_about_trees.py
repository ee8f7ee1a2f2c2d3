"""Random calls about trees of product partitions and hotel groups."""
import items_trees
from call import OTHERS, Call
from tree_kinds import HOTELS, PRODUCTS
from trees import Apply


class CallsAboutTrees:
    def partitions(self, account, _):
        return self.tree(PRODUCTS, account)

    def hotels(self, account, _):
        return self.tree(HOTELS, account)

    def tree(self, kind, account):
        rng, store = self.rng, self.world.store
        groups = [r for r in store.of("AdGroup").values() if r.account == account]
        fitting = [r for r in groups if self.has_trees(kind, r)]
        if not fitting:
            return None
        group = rng.choice(fitting)
        scopes = ((kind.name, group.id),)
        actions = items_trees.actions(rng, self.world, kind, group)
        way = rng.random()
        if way < 0.02:
            actions = []
        elif way < 0.06:  # of another ad group: nobody's, the other account's, one without trees, or beside the first
            wrong = rng.choice([OTHERS, *[r.id for r in store.of("AdGroup").values() if r.account != account][:2], rng.choice(groups).id])
            actions = [a for a in actions if a]
            for action in actions[:rng.choice((1, len(actions)))]:
                action["AdGroupCriterion"]["AdGroupId"] = wrong
            if wrong != group.id and len({a["AdGroupCriterion"]["AdGroupId"] for a in actions}) == 1 and self.has_trees(kind, store.get("AdGroup", wrong)):
                return None
        return Call(kind.operation, account, kind.name, group.id, {"CriterionActions": actions}, max(1, len(actions)),
                    lambda w: Apply(w, kind, account, actions)(), "AdGroupCriterionIds", scopes)

    def has_trees(self, kind, row):
        if row is None:
            return False
        if kind is HOTELS:
            return row.view["AdGroupType"] == "HotelAds"
        return self.world.store.get("Campaign", row.parent).view["CampaignType"] == "Shopping"
