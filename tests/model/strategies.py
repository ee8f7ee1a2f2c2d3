"""Portfolio bid strategies of the account, for Search or Shopping campaigns: those that are in one bid as it says."""
from checks import Judged, fold
from engine import Kind
from store import Row

NO_BID = {"Amount": None}  # a bid without an amount is none


class BidStrategies(Kind):
    name, most = "BidStrategy", 100
    null, unknown, twice = "NullArrayArgument", "PortfolioBidStrategyIdInvalid", "DuplicateId"
    taken_on_add = taken_on_update = "CampaignServiceEntityAlreadyExists"
    limits = (("bid-strategies-per-account", "CampaignServiceBatchLimitExceeded", "parent"),)

    def key(self, view):
        return fold(view["Name"])

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, ("AssociatedCampaignType", "BiddingScheme", "Id", "Name"))
        if j.adding:
            j.view["AssociatedCampaignType"] = sent.get("AssociatedCampaignType") or "Search"  # for good
        j.name("Name", 1, 255, "InvalidValue", "NameTooLong")
        scheme = sent.get("BiddingScheme")
        if scheme is None:
            if j.adding:
                j.refuse("UnsupportedBiddingScheme")
            return j
        if scheme["Type"] != "MaxClicks":
            j.refuse("UnsupportedBiddingScheme")
            return j
        bid = scheme.get("MaxCpc")
        if bid is None:
            bid = ((stored or {}).get("BiddingScheme") or {}).get("MaxCpc")
        elif bid == NO_BID:
            bid = None
        elif bid["Amount"] <= 0:
            j.refuse("MaxCpcLessThanOrEqualToZero")
        elif bid["Amount"] < 0.05:
            j.refuse("MaxCpcBidAmountsLessThanFloorPrice")
        elif bid["Amount"] > 1000:
            j.refuse("MaxCpcBidsAmountsGreaterThanCeilingPrice")
        j.view["BiddingScheme"] = {"Type": "MaxClicks", "MaxCpc": bid}
        return j

    def saved(self, world, before, row):
        if before is not None and before.view["BiddingScheme"] != row.view["BiddingScheme"]:
            change_members(world, row, {"BiddingScheme": row.view["BiddingScheme"]})

    def shown(self, world, row):
        return {**row.view, "AssociationCount": world.sharers(row.account, row.id, "BidStrategyId")}


def change_members(world, strategy, change):
    for campaign in world.store.children("Campaign", strategy.account):
        if campaign.view["BidStrategyId"] == str(strategy.id):
            world.store.put("Campaign", Row(campaign.id, campaign.account, campaign.parent, campaign.key, {**campaign.view, **change}))


def join(world, j, account):
    """BidStrategyId of a campaign. True: it is, or wants to be, in a portfolio, and its own BiddingScheme is not looked at."""
    wanted, scope, before = j.sent.get("BidStrategyId"), j.sent.get("BidStrategyScope"), int((j.stored or {}).get("BidStrategyId") or 0)
    if wanted is not None and wanted < 0:
        j.refuse("CampaignServiceEntityIdInvalid")
        wanted = None
    id_ = before if wanted is None else wanted
    if id_ == 0:
        j.view |= {"BidStrategyId": None, "BidStrategyScope": None}
        return False
    if wanted is None and scope is None and j.sent.get("BiddingScheme") is None:
        return True
    strategy = world.store.get("BidStrategy", id_)
    if strategy is None or strategy.account != account or scope == "Customer":  # all portfolios here are of accounts
        j.refuse("CampaignServiceEntityIdInvalid")
    elif j.view["CampaignType"] != strategy.view["AssociatedCampaignType"]:
        j.refuse("UnsupportedBiddingScheme")
    elif id_ != before and world.sharers(account, id_, "BidStrategyId") >= world.limits["campaigns-per-bid-strategy"]:
        j.refuse("CampaignServiceBatchLimitExceeded")
    else:
        j.view |= {"BidStrategyId": str(id_), "BidStrategyScope": "Account", "BiddingScheme": strategy.view["BiddingScheme"]}
    return True
