"""FieldPath: what is wrong with addresses and their parameters says where it is, and what says a place names one of the request."""
import re

ADDRESS_ERRORS = {
    "InvalidUrlScheme", "UrlTooLong", "InvalidTag", "MissingLandingPageUrlTag", "TrackingTemplateTooLong", "CountExceedsLimit", "KeyNullOrEmpty",
    "KeyTooLong", "InvalidCharactersInKey", "DuplicatesInField", "ValueNullOrEmpty", "ValueTooLong", "ParameterIsNull", "FinalUrlSuffixTooLong",
    "FinalUrlSuffixInvalidCharacters", "FinalUrlSuffixInvalidParameters"}

# What an error may be about that is not in an item: an update that leaves an entity without what others of its members need.
MEMBERS = ("FinalUrls", "FinalMobileUrls", "TrackingUrlTemplate", "FinalUrlSuffix", "UrlCustomParameters")


def errors_in(answer):
    yield from answer.get("PartialErrors") or ()
    for collection in answer.get("NestedPartialErrors") or ():
        if collection["Code"] is not None:
            yield collection
        yield from collection["BatchErrors"] or ()


def leads_somewhere(value, path):
    """Whether all members of a path are there, of which the last may be nil."""
    for step in re.findall(r"\w+|\[\d+\]", path):
        if step[0] == "[":
            if not isinstance(value, list) or int(step[1:-1]) >= len(value):
                return False
            value = value[int(step[1:-1])]
        elif not isinstance(value, dict) or step not in value:
            return False
        else:
            value = value[step]
    return True


def wrong_paths(call, answer):
    """A line for each error whose FieldPath is not as it should be."""
    items = next((v for v in call.body.values() if isinstance(v, list)), [])
    for error in errors_in(answer):
        code, path = error["ErrorCode"], error["FieldPath"]
        if path is None:
            if code in ADDRESS_ERRORS:
                yield f"{code} of item {error['Index']} has no FieldPath"
            continue
        if re.match(r"\w+", path).group() not in MEMBERS:
            yield f"{code} of item {error['Index']} has the FieldPath {path}"
        item = items[error["Index"]]
        if code in ADDRESS_ERRORS and not leads_somewhere(item.get("AdGroupCriterion", item), path):
            yield f"{code} of item {error['Index']} has the FieldPath {path}, which the item does not have"
