"""What hotel ad groups bid on or exclude: when a stay is booked, when it begins, how long it is. Each has a CriterionType of its own."""
from criterions import Criterions
from targets import DAYS, HOTEL_TARGETS, Target, one_of

MISSING, RANGE = "CampaignServiceAdGroupCriterionInvalidConditionType", "ValueOutOfRange"


def span(first, last, least, most):
    def judge(c):
        wrong = [MISSING if c.get(m) is None else RANGE for m in (first, last) if c.get(m) is None or not least <= c[m] <= most]
        return wrong or ([RANGE] if c[first] > c[last] else [])
    return judge


def dates(c):
    wrong = [MISSING for m in ("EndDate", "StartDate") if c.get(m) is None]
    return wrong or ([RANGE] if c["StartDate"][:10] > c["EndDate"][:10] else [])


def in_hotels(members, judge, least=-90, most=900):
    places = ("Hotel", "Search")
    return Target(members, judge, "InvalidBidMultiplier", (), places, not_group=places, least=least, most=most)


HOTEL_TARGETS |= {
    "HotelAdvanceBookingWindow": in_hotels(("MaxDays", "MinDays"), span("MinDays", "MaxDays", 0, 330)),
    "HotelLengthOfStay": in_hotels(("MaxNights", "MinNights"), span("MinNights", "MaxNights", 1, 30)),
    "HotelCheckInDate": in_hotels(("EndDate", "StartDate"), dates),
    "HotelCheckInDay": in_hotels(("CheckInDay",), one_of("CheckInDay", DAYS, MISSING)),
    "HotelDateSelectionType": in_hotels(("HotelDateSelectionType",), one_of("HotelDateSelectionType", ("DefaultSelection", "UserSelection"), MISSING),
                                        -50, 100),
}


class HotelTargets(Criterions):
    def __init__(self, kind):
        super().__init__("AdGroup")
        self.criterion_type, self.name = kind, kind + "Criterion"

    def group_fits(self, world, parent):
        return world.store.get("AdGroup", parent).view["AdGroupType"] == "HotelAds"

    def no_place(self, world, parent):
        """For those who make items."""
        return None if self.group_fits(world, parent) else "elsewhere"
