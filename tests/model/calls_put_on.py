"""Random calls about what is put on entities: labels, targets, negative keywords and sites, properties of the account."""
import criterions
import engine
import items_pages
import items_put_on
import shared
from call import Call
from campaign_types import type_of
from targets import HOTEL_TARGETS
from world import KINDS


class CallsPutOn:
    def label(self, account, most):
        rng = self.rng
        entity_type = rng.choice(shared.LABELLED)
        labels = [r.id for r in self.world.store.children("Label", account)]
        entities = [r.id for r in self.world.store.of(entity_type).values() if r.account == account]
        if not labels or not entities:
            return None
        setting = rng.random() < 0.7
        entities = rng.sample(entities, min(len(entities), 12))
        there = [(int(r.view["LabelId"]), int(r.view["EntityId"])) for e in entities for r in self.world.labels_on(entity_type, e).values()]
        sent = []
        for _ in range(rng.randint(1, most)):
            label, entity = rng.choice(labels), rng.choice(entities)
            if not setting and there and rng.random() < 0.8:
                label, entity = rng.choice(there)
            if rng.random() < 0.04:
                label = self.foreign("Label", account)
            if rng.random() < 0.04:
                entity = self.foreign(entity_type, account)
            sent.append(None if rng.random() < 0.01 else {"EntityId": entity, "LabelId": label})
        return Call(f"{'Set' if setting else 'Delete'}LabelAssociations", account, "Labelled", account,
                    {"EntityType": entity_type, "LabelAssociations": sent}, len(sent),
                    lambda w: shared.change_labels(w, account, entity_type, sent, setting), None,
                    tuple({("Labelled", (label, entity_type)) for label in labels[:6]} | {("On", (entity_type, e)) for e in entities}))

    def entity_with(self, what, account):
        """Of a campaign or ad group: which of both, its row (None: there is none), the kind of what is put on it, and what is there."""
        of = self.rng.choice(("Campaign", "AdGroup"))
        row, kind = self.row_of(of, account), KINDS[of + what]
        return of, row, kind, self.world.store.children(kind.name, row.id) if row else []

    def targets(self, account, most):
        rng = self.rng
        of, row, kind, here = self.entity_with("Criterion", account)
        if row is None:
            return None
        scopes = ((kind.name, row.id),)
        way = rng.choice(("Add", "Update", "Delete") if here else ("Add",))
        if way == "Delete":
            ids = [r.id for r in rng.sample(here, rng.randint(1, min(3, len(here))))]
            devices = [r.id for r in here if criterions.is_device(r)]
            if devices and rng.random() < 0.5:
                ids = [i for i in ids if i not in devices] + devices
            ids += [rng.choice(ids), self.foreign(kind.name, account)] if rng.random() < 0.2 else []
            body = {kind.name + "Ids": ids, of + "Id": row.id, "CriterionType": "Targets"}
            return Call(f"Delete{kind.name}s", account, kind.name, row.id, body, len(ids),
                        lambda w: criterions.delete(w, kind, account, row.id, ids, engine.delete), None, scopes)
        if way == "Add":
            audience = type_of(self.world, of, row.id) == "Audience"
            sent = [items_put_on.target(rng, of, row.id, None, audience) for _ in range(rng.randint(1, most))]
            if rng.random() < 0.3:
                sent += [items_put_on.target(rng, of, row.id, device) for device in ("Computers", "Smartphones", "Tablets")]
        else:
            sent = [items_put_on.changed_target(rng, of, row.id, r) for r in rng.sample(here, rng.randint(1, len(here)))]
            if rng.random() < 0.2:
                sent += [sent[0], {**sent[0], "Id": self.foreign(kind.name, account)}, {**sent[0], "Id": None}]
        if rng.random() < 0.05:
            sent[0] = None
        if way == "Add":
            sent += self.misplaced(of, account, {"Type": "AgeCriterion", "AgeRange": "FiftyToSixtyFour"})
        body = {kind.name + "s": sent, "CriterionType": "Targets"}
        if way == "Update":
            return Call(f"Update{kind.name}s", account, kind.name, row.id, body, len(sent),
                        lambda w: engine.update(w, kind, account, row.id, sent), None, scopes)
        return Call(f"Add{kind.name}s", account, kind.name, row.id, body, len(sent),
                    lambda w: criterions.add(w, kind, account, row.id, sent, engine.add), kind.name + "Ids", scopes)

    def misplaced(self, of, account, criterion):
        """Now and then a good item on what the caller does not have."""
        if self.rng.random() > 0.1:
            return []
        return [{"Type": "NegativeCampaignCriterion" if criterion["Type"] == "Webpage" and of == "Campaign" else f"Biddable{of}Criterion",
                 of + "Id": self.foreign(of, account), "Criterion": criterion}]

    def webpages(self, account, most):
        kind = KINDS[self.rng.choice(("CampaignWebpageCriterion", "AdGroupWebpageCriterion", "AdGroupWebpageCriterion"))]
        return self.criterions(kind, account, most, items_pages.webpage, lambda row: kind.no_place(self.world, row.id) is None)

    def hotel_targets(self, account, most):
        kind = KINDS[self.rng.choice(list(HOTEL_TARGETS)) + "Criterion"]
        return self.criterions(kind, account, most, items_put_on.hotel_target(kind), lambda row: kind.group_fits(self.world, row.id))

    def scopes(self, account, most):
        return self.criterions(KINDS["ScopeCriterion"], account, most, items_pages.scope, lambda row: row.view["CampaignType"] in ("Shopping", "Search"))

    def criterions(self, kind, account, most, make, fits):
        """Criterions that are not targets: added, changed, deleted."""
        rng, of, world = self.rng, kind.of, self.world
        rows = [r for r in world.store.of(of).values() if r.account == account]
        rows = [r for r in rows if fits(r)] or rows if rng.random() < 0.9 else rows
        if not rows:
            return None
        row = rng.choice(rows)
        here, scopes = world.store.children(kind.name, row.id), ((kind.name, row.id),)
        member, operation = of + "Criterion", of + "Criterions"
        way = rng.choice(("Add", "Update", "Delete", "Add") if here else ("Add",))
        if way == "Delete":
            ids = [r.id for r in rng.sample(here, rng.randint(1, min(3, len(here))))]
            if rng.random() < 0.2:
                ids += [rng.choice(ids), self.foreign(kind.name, account)]
            return Call("Delete" + operation, account, kind.name, row.id, {member + "Ids": ids, of + "Id": row.id, "CriterionType": kind.criterion_type},
                        len(ids), lambda w: engine.delete(w, kind, account, row.id, ids), None, scopes)
        if way == "Add":
            sent = [make(rng, world, of, row.id, None) for _ in range(rng.randint(1, most))]
        else:
            sent = [make(rng, world, of, row.id, r) for r in rng.sample(here, rng.randint(1, len(here)))]
            if rng.random() < 0.15:
                sent += [{**sent[0], "Criterion": None}, {**sent[0], "Id": self.foreign(kind.name, account), "Criterion": None}]
        if rng.random() < 0.05:
            sent[0] = None
        if way == "Add":
            sent += self.misplaced(of, account, items_pages.PLAIN.get(kind.criterion_type) or items_put_on.hotel(rng, kind.criterion_type))
        body = {member + "s": sent, "CriterionType": kind.criterion_type}
        run = engine.add if way == "Add" else engine.update
        return Call(way + operation, account, kind.name, row.id, body, len(sent), lambda w: run(w, kind, account, row.id, sent),
                    member + "Ids" if way == "Add" else None, scopes)

    def negatives(self, account, most):
        rng = self.rng
        of, row, kind, rows = self.entity_with("Negative", account)
        if row is None:
            return None
        here = [r.id for r in rows]
        entity = {"EntityId": row.id, "EntityType": of}
        if here and rng.random() < 0.4:
            ids = rng.sample(here, rng.randint(1, len(here)))
            ids += [rng.choice(ids), self.foreign(kind.name, account)] if rng.random() < 0.3 else []
            body = {"EntityNegativeKeywords": [entity | {"NegativeKeywords": [{"Id": i} for i in ids]}]}
            return Call("DeleteNegativeKeywordsFromEntities", account, kind.name, row.id, body, len(ids),
                        lambda w: engine.delete(w, kind, account, row.id, ids), None, ((kind.name, row.id),))
        sent = [items_put_on.negative(rng) for _ in range(rng.randint(1, most))]
        body = {"EntityNegativeKeywords": [entity | {"NegativeKeywords": sent}]}
        return Call("AddNegativeKeywordsToEntities", account, kind.name, row.id, body, len(sent),
                    lambda w: engine.add(w, kind, account, row.id, sent), "NegativeKeywordIds", ((kind.name, row.id),))

    def sites(self, account, most):
        rng = self.rng
        of = rng.choice(("Campaign", "AdGroup"))
        parent = self.parent_of(of, account)
        rows = self.world.store.children(of, parent) if parent else []
        if not rows:
            return None
        sent = []
        for _ in range(rng.randint(1, most)):
            id_ = self.foreign(of, account) if rng.random() < 0.05 else rng.choice(rows).id
            sent.append(None if rng.random() < 0.02 else {of + "Id": id_, "NegativeSites": items_put_on.sites(rng)})
        body = {"AccountId" if of == "Campaign" else "CampaignId": parent, of + "NegativeSites": sent}
        return Call(f"SetNegativeSitesTo{of}s", account, of + "Sites", parent, body, len(sent),
                    lambda w: shared.set_sites(w, account, of, parent, sent), None, ((of + "Sites", parent),))

    def properties(self, account, most):
        sent = [items_put_on.account_property(self.rng) for _ in range(self.rng.randint(1, most))]
        return Call("SetAccountProperties", account, "Property", account, {"AccountProperties": sent}, len(sent),
                    lambda w: shared.set_properties(w, account, sent), None, (("Property", account),))
