"""One item of a request under judgement: the rules that several kinds of entity share. Codes are the symbols of the documentation."""
import functools
import unicodedata


@functools.lru_cache(1 << 16)
def fold(text):
    """As it is compared where case does not count: by Unicode's simple case folding, character by character."""
    return "".join(c.casefold() if len(c.casefold()) == 1 else c.lower() for c in text)


def small(text):
    """In small letters. What is small already stays as it is: the sigma at the end of a word as well."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@functools.lru_cache(1 << 16)
def words_of(text):
    """A keyword as it is compared: without case, accents and punctuation; hyphens are spaces, apostrophes stay."""
    out, gap = "", False
    for c in text:
        if c.isspace() or c == "-":
            gap = out != ""
        elif c == "'" or unicodedata.category(c)[0] not in "PM":
            out += " " * gap + fold(unicodedata.normalize("NFD", fold(c))[0])
            gap = False
    return out


def braces_fit(text):
    inside = None
    for c in text:
        if c == "{":
            if inside is not None:
                return False
            inside = ""
        elif c == "}":
            if not inside:
                return False
            inside = None
        elif inside is not None:
            inside += c
    return inside is None


LANDING_PAGES = ("{lpurl}", "{lpurl+2}", "{lpurl+3}", "{unescapedlpurl}", "{escapedlpurl}")


class Judged:
    """`sent`: the item; `stored`: the view of the entity that it changes, None on add. `codes`: what is wrong; `view`: what it becomes."""

    def __init__(self, sent, stored, members):
        self.sent, self.stored, self.adding = sent, stored, stored is None
        self.codes = []
        self.refused = set()  # members: each is refused once
        self.keyed = True  # whether the members of the natural key are good enough to compare
        self.view = dict.fromkeys(members) if stored is None else dict(stored)

    def refuse(self, code, member=None):
        if member is None or member not in self.refused:
            self.codes.append(code)
            self.refused.add(member)

    def takes(self, *names):
        """Members without rules: nil keeps what is stored."""
        for name in names:
            if self.sent.get(name) is not None:
                self.view[name] = self.sent[name]

    def id_is_refused(self, code):
        if self.adding and self.sent.get("Id") is not None:
            self.refuse(code)

    def name(self, member, least, most, missing, too_long=None, blank=None):
        value = self.sent.get(member)
        if value is None:
            if self.adding:
                self.refuse(missing)
                self.keyed = False
            return
        if len(value) < least:
            self.refuse(missing)
        elif len(value) > most:
            self.refuse(too_long or missing)
        else:
            if value.strip(" \t\r\n") == "":
                self.refuse(blank or missing)
            else:
                self.view[member] = value
                return
        self.keyed = False

    def one_of(self, member, values, code, default=None):
        value = self.sent.get(member)
        if value is None:
            if self.adding and default is not None:
                self.view[member] = default
        elif value not in values:
            self.refuse(code)
            return False
        else:
            self.view[member] = value
        return True

    def bid(self, member, zero, negative="CampaignServiceInvalidBidAmount"):
        amount = (self.sent.get(member) or {}).get("Amount")
        if amount is None:
            return
        if amount == 0:
            self.refuse(zero)
        elif amount < 0:
            self.refuse(negative)
        elif amount < 0.05:
            self.refuse("CampaignServiceBidAmountsLessThanFloorPrice")
        elif amount > 1000:
            self.refuse("CampaignServiceBidAmountsGreaterThanCeilingPrice")

    def urls(self, needs_landing_page):
        self._template(needs_landing_page)
        self._suffix()
        self._custom_parameters()

    def _template(self, needs_landing_page):
        value = self.sent.get("TrackingUrlTemplate")
        if value is None:
            return
        low, member = fold(value), "TrackingUrlTemplate"
        if len(value) > 2048:
            return self.refuse("TrackingTemplateTooLong", member)
        self.view["TrackingUrlTemplate"] = value or None
        if not value:
            return
        if not low.startswith(("http://", "https://", "{lpurl}", "{unescapedlpurl}")):
            self.refuse("InvalidUrlScheme", member)
        elif not braces_fit(low):
            self.refuse("InvalidTag", member)
        elif needs_landing_page and not any(tag in low for tag in LANDING_PAGES):
            self.refuse("MissingLandingPageUrlTag", member)

    def _suffix(self):
        value = self.sent.get("FinalUrlSuffix")
        if value is None:
            return
        if len(value) > 2048:
            return self.refuse("FinalUrlSuffixTooLong", "FinalUrlSuffix")
        self.view["FinalUrlSuffix"] = value or None
        if not value:
            return
        if value[0] in "?&#":
            self.refuse("FinalUrlSuffixInvalidCharacters", "FinalUrlSuffix")
        elif any(tag in fold(value) for tag in (*LANDING_PAGES, "{escapedlpurl+2}", "{escapedlpurl+3}", "{ignore}")):
            self.refuse("FinalUrlSuffixInvalidParameters", "FinalUrlSuffix")
        elif not braces_fit(value):
            self.refuse("InvalidTag", "FinalUrlSuffix")

    def _custom_parameters(self):
        value = self.sent.get("UrlCustomParameters")
        if value is None:
            return
        parameters = value.get("Parameters") or []
        self.view["UrlCustomParameters"] = {"Parameters": parameters} if parameters else None
        if len(parameters) > 8 or None in parameters:
            self.view["UrlCustomParameters"] = None
            return self.refuse("CountExceedsLimit" if len(parameters) > 8 else "ParameterIsNull")
        keys = set()
        for p in parameters:
            key, text = p.get("Key"), p.get("Value")
            if not key:
                self.refuse("KeyNullOrEmpty")
            elif len(key.encode()) > 16:
                self.refuse("KeyTooLong")
            elif set(key) & set("{}_"):
                self.refuse("InvalidCharactersInKey")
            elif key in keys:
                self.refuse("DuplicatesInField")
            keys.add(key)
            if text is None:
                self.refuse("ValueNullOrEmpty")
            elif len(text.encode()) > 250:
                self.refuse("ValueTooLong")

    def final_urls(self, blank=None):
        """`blank`: the error of an ad that has none."""
        good = True
        for member in ("FinalUrls", "FinalMobileUrls"):
            urls = self.sent.get(member)
            if member == "FinalUrls" and blank is not None and ((urls is None and self.adding) or urls == []):
                self.refuse(blank)
                good = False
            if urls is None:
                continue
            if len(urls) > 10:
                self.refuse("CountExceedsLimit")
                good = good and member != "FinalUrls"
                continue
            self.view[member] = urls or None
            for url in urls:
                low = fold(url)
                if not any(low.startswith(s) and len(low) > len(s) for s in ("http://", "https://")):
                    self.refuse("InvalidUrlScheme")
                elif len(url) > 2048:
                    self.refuse("UrlTooLong")
                elif not braces_fit(low):
                    self.refuse("InvalidTag")
        if self.view["FinalUrls"] or not good:
            return
        if self.view["FinalMobileUrls"]:
            self.refuse("FinalUrlRequiredWhenUsingMobileFinalUrl")
        if self.view["TrackingUrlTemplate"]:
            self.refuse("FinalUrlRequiredWhenUsingTrackingUrlTemplateOrUrlCustomParameter", "TrackingUrlTemplate")
        elif self.view["UrlCustomParameters"]:
            self.refuse("FinalUrlRequiredWhenUsingTrackingUrlTemplateOrUrlCustomParameter")
        if self.view["FinalUrlSuffix"]:
            self.refuse("FinalUrlRequiredWhenUsingFinalUrlSuffix", "FinalUrlSuffix")
