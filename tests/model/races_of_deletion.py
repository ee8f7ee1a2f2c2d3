"""Callers who add to what another deletes at the same time: what was deleted is gone with all that was added below it."""
import items
from items_campaigns import shares_none
from races import Caller
from reading import Mismatch, same
from store import Row
from wire import Wire

GONE = {"CampaignServiceInvalidAdGroupId", "CampaignServiceInvalidCampaignId", "CampaignServiceEntityIdInvalid"}
FULL = {"CampaignServiceMaxKeywordsReachedForAdGroup", "CampaignServiceMaxKeywordsReachedForAccount", "CampaignServiceMaximumAdGroupsReached",
        "CampaignServiceMaxAdsReached", "CampaignServiceMaxAdsReachedForAccount", "CampaignServiceNegativeKeywordsLimitExceeded",
        "CampaignServiceNegativeKeywordsAccountLimitExceeded", "CampaignServiceMaxActiveResponsiveSearchAdsPerAdGroupLimitReached"}


def together(run, calls):
    """Sends [(operation, body)] at the same time; the callers, who have their answers."""
    callers = [Caller(Wire(run.machine.server.http, run.machine.accounts[0]), ("REST", "SOAP")[n % 2], operation, body)
               for n, (operation, body) in enumerate(calls)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    return callers


def good(make, rng, world, kind, account, parent, count):
    """Items with which nothing is wrong, as far as they can be told alone."""
    made = [make(rng, world, account, parent, None) for _ in range(count * 2)]
    return [item for item in made if not kind.judge(world, item, None, None, account, parent, None).codes][:count]


def delete_a_campaign(run, kinds):
    """False: there is no campaign with ad groups to add to."""
    rng, world, account = run.rng, run.world, run.machine.accounts[0].id
    campaigns = [c for c in world.store.children("Campaign", account) if world.store.count("AdGroup", c.id)]
    if not campaigns:
        return False
    campaign = rng.choice(campaigns)
    group = rng.choice(world.store.children("AdGroup", campaign.id))
    calls = [("AddKeywords", {"AdGroupId": group.id, "Keywords": good(items.keyword, rng, world, kinds["Keyword"], account, group.id, 60)}),
             ("DeleteCampaigns", {"AccountId": account, "CampaignIds": [campaign.id]}),
             ("AddAdGroups", {"CampaignId": campaign.id, "AdGroups": good(items.adgroup, rng, world, kinds["AdGroup"], account, campaign.id, 5)}),
             ("AddAds", {"AdGroupId": group.id, "Ads": good(items.ad, rng, world, kinds["Ad"], account, group.id, 3)})]
    calls = [call for call in calls if [] not in call[1].values()]
    for caller in together(run, calls):
        if caller.operation == "DeleteCampaigns":
            same("the errors of a deletion that others disturb", caller.refused.codes if caller.refused else caller.answer["PartialErrors"], [])
        elif caller.refused:
            same(f"{caller.operation} to what is deleted, as a whole", set(caller.refused.codes) <= GONE, True)
        else:
            taken = {k.taken_on_add for k in kinds.values() if k.taken_on_add}
            wrong = {e["ErrorCode"] for e in caller.answer["PartialErrors"]} - GONE - FULL - taken
            same(f"errors of {caller.operation} to what is deleted", wrong, set())
    world.take_down("Campaign", campaign)
    world.store.changes()
    run.operations += sum(len(next(v for v in body.values() if isinstance(v, list))) for _, body in calls)
    run.outcomes["races against a deletion"] += 1
    protocol = rng.choice(("REST", "SOAP"))
    for kind, parent in (("Keyword", group.id), ("Ad", group.id), ("AdGroup", campaign.id)):
        run.reading.check_gone(account, protocol, kind, parent)
    for kind in ("Campaign", "Budget"):
        run.reading.check(account, protocol, (kind, account))
    return True


def delete_a_budget(run, kinds):
    """A budget that campaigns join while it is deleted: it goes, and none has it, or it stays."""
    rng, world, account = run.rng, run.world, run.machine.accounts[0].id
    free = [b for b in world.store.children("Budget", account) if not world.sharers(account, b.id)]
    campaigns = [c for c in world.store.children("Campaign", account) if not shares_none(c.view["CampaignType"], {}, c)]
    joiners = rng.sample(campaigns, min(3, len(campaigns), world.limits["campaigns-per-budget"]))
    if not free or not joiners:
        return False
    budget = rng.choice(free)
    calls = [("UpdateCampaigns", {"AccountId": account, "Campaigns": [{"Id": c.id, "BudgetId": budget.id}]}) for c in joiners]
    calls.insert(rng.randint(0, len(calls)), ("DeleteBudgets", {"BudgetIds": [budget.id]}))
    joined, told = [], {}
    for caller in together(run, calls):
        if caller.refused:
            raise Mismatch(f"{caller.operation} against a deletion: {caller.refused}")
        codes = [e["ErrorCode"] for e in caller.answer["PartialErrors"]]
        if caller.operation == "DeleteBudgets":
            told["deletion"] = codes
        else:
            same("why a campaign did not join a budget that is deleted", codes in ([], ["CampaignServiceBudgetIdInvalid"]), True)
            joined += [caller.body["Campaigns"][0]["Id"]] * (not codes)
    same(f"the deletion of a budget that {len(joined)} campaigns joined", told["deletion"],
         ["CampaignServiceBudgetIsSharedWithCampaigns"] if joined else [])
    for id_ in joined:
        row = world.store.get("Campaign", id_)
        view = {**row.view, "BudgetId": str(budget.id), "DailyBudget": budget.view["Amount"], "BudgetType": budget.view["BudgetType"]}
        world.store.put("Campaign", Row(row.id, row.account, row.parent, row.key, view))
    if not joined:
        world.take_down("Budget", budget)
    world.store.changes()
    run.operations += len(calls)
    run.outcomes[f"races for a budget: it {'stays' if joined else 'goes'}"] += 1
    for kind in ("Campaign", "Budget"):
        run.reading.check(account, rng.choice(("REST", "SOAP")), (kind, account))
    return True
