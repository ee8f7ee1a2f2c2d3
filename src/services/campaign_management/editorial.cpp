#include "services/campaign_management/editorial.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

#include "services/campaign_management/ad_texts.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace campaign_management;
using schema::EditorialRow;

namespace {

/// A member that is reviewed, what it is called where the review objects to it, and by which error it refuses it at once.
struct Location {
  std::string_view member, location;
  Error error;
};

/// Rows of the family: `set editorial-locations.FAMILY`, of each location its members and its error.
std::vector<Location> read_locations(std::string_view family) {
  std::vector<Location> out;
  for (const auto n : schema::values_of(*schema::find_set("editorial-locations." + std::string(family)))) {
    const auto location = schema::rule_book.text(n);
    const auto name = "editorial-location." + std::string(family) + "." + std::string(location);
    const auto error = static_cast<Error>(schema::find_limit(name).error);
    for (const auto member : schema::values_of(*schema::find_set(name)))
      out.push_back({schema::rule_book.text(member), location, error});
  }
  return out;
}
const std::vector<Location>& ad_locations() {
  static const auto all = read_locations("Ad");
  return all;
}
const std::vector<Location>& keyword_locations() {
  static const auto all = read_locations("Keyword");
  return all;
}

void add_member(std::vector<ReviewedText>& out, const Location& at, const schema::FieldInfo& f, const void* value, DateTime now) {
  const auto add = [&](std::string field, std::string_view s) {
    // Addresses hold tags, not dynamic text.
    auto shown =
        at.location == "DestinationUrl" || s.find('{') == std::string_view::npos ? std::string(s) : measure(s, now).shown;
    if (!shown.empty()) out.push_back({std::move(field), at.location, std::move(shown), at.error});
  };
  if (state_of(f.kind, value) != presence::value) return;
  const std::string name(at.member);
  if (f.kind == schema::Kind::string) return add(name, static_cast<const text*>(value)->view());
  if (schema::contract.lists[f.type].item.kind == schema::Kind::string) {
    const auto& texts = *static_cast<const list<text>*>(value);
    for (std::size_t i = 0; i < texts.size(); ++i) add(name + "[" + std::to_string(i) + "]", texts[i].view());
    return;
  }
  const auto& links = *static_cast<const list<box<AssetLink>>*>(value);
  for (std::size_t i = 0; i < links.size(); ++i)
    if (const auto* asset = links[i] && links[i]->asset ? links[i]->asset.as<TextAsset>() : nullptr)
      add(name + "[" + std::to_string(i) + "].Asset.Text", asset->text.view());
}

/// A text as the words of the policy are compared with it; an address as the words between its marks.
std::string words_of(const ReviewedText& t) {
  if (t.location != "DestinationUrl" && t.location != "DisplayUrl") return keyword_key(t.text);
  auto spaced = t.text;
  for (auto& c : spaced)
    if (std::ispunct(static_cast<unsigned char>(c)) != 0) c = ' ';
  return keyword_key(spaced);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The first run of characters that `fits` and is at least `least` long by `counts`.
template <class Fits, class Counts>
std::string first_run(std::string_view s, std::size_t least, Fits&& fits, Counts&& counts) {
  for (std::size_t i = 0; i < s.size();) {
    std::size_t end = i, n = 0;
    while (end < s.size() && fits(s[end])) n += counts(s[end++]) ? 1 : 0;
    if (n >= least) return std::string(s.substr(i, end - i));
    i = std::max(end, i + 1);
  }
  return {};
}

/// What of a text a row objects to; empty when nothing. `words`: the text as keyword_key() makes it.
std::string objection(const EditorialRow& row, const ReviewedText& t, const std::string& words) {
  const auto term = schema::rule_book.text(row.term);
  const bool address = t.location == "DestinationUrl" || t.location == "DisplayUrl";
  switch (row.kind) {
    case EditorialRow::Kind::word:
    case EditorialRow::Kind::trademark: {
      if (address && row.kind == EditorialRow::Kind::trademark) return {};  // it may be the owner's
      for (auto at = words.find(term); at != std::string::npos; at = words.find(term, at + 1)) {
        const auto end = at + term.size();
        if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return std::string(term);
      }
      return {};
    }
    case EditorialRow::Kind::capitals: {
      if (address) return {};
      const auto least = static_cast<std::size_t>(std::stoul(std::string(term)));
      // A whole word: a run of letters, none of them small.
      for (std::size_t i = 0; i < t.text.size();) {
        std::size_t end = i;
        bool small = false;
        while (end < t.text.size() && is_letter(t.text[end])) small = (t.text[end++] >= 'a') || small;
        if (!small && end - i >= least) return t.text.substr(i, end - i);
        i = std::max(end, i + 1);
      }
      return {};
    }
    case EditorialRow::Kind::repeated:
      if (address) return {};
      for (std::size_t i = 1; i < t.text.size(); ++i)
        if (t.text[i] == t.text[i - 1] && term.find(t.text[i]) != std::string_view::npos) return t.text.substr(i - 1, 2);
      return {};
    case EditorialRow::Kind::phone:
      if (address) return {};
      return first_run(
          t.text, std::stoul(std::string(term)),
          [](char c) { return (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '(' || c == ')' || c == '+' || c == '.'; },
          [](char c) { return c >= '0' && c <= '9'; });
  }
  return {};
}

bool is_about_words(const EditorialRow& row) {
  return row.kind == EditorialRow::Kind::word || row.kind == EditorialRow::Kind::trademark;
}

/// What a character is at first sight: part of a word, then its small letter; between words; or more than that look can tell.
class Letters {
 public:
  static constexpr char unknown = 0, gap = 1;
  constexpr explicit Letters(bool address) {
    for (int c = 0; c < 0x80; ++c) {
      const auto letter = static_cast<char>(c);
      char& small = small_[static_cast<std::size_t>(c)];
      if (letter >= 'A' && letter <= 'Z')
        small = static_cast<char>(c + 0x20);
      else if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || (letter == '\'' && !address))
        small = letter;
      else if (letter == ' ' || letter == '-' || (address && letter > ' ' && c < 0x7f))
        small = gap;
    }
  }
  constexpr char operator[](char c) const { return small_[static_cast<unsigned char>(c)]; }

 private:
  std::array<char, 256> small_{};
};
constexpr Letters letters_of_texts(false), letters_of_addresses(true);

/// The first words of the policy's terms.
class FirstWords {
 public:
  FirstWords() {
    for (const auto& row : schema::rule_book.editorial) {
      const auto term = schema::rule_book.text(row.term);
      if (!is_about_words(row)) continue;
      const auto word = term.substr(0, term.find(' '));
      words_.insert(word);
      lengths_[first(word)] |= bit(word.size());
    }
  }
  /// Of nearly all words the first letter and the length say that they are none.
  [[nodiscard]] bool has(std::string_view word, const Letters& letters) const {
    if (word.empty() || (lengths_[static_cast<unsigned char>(letters[word[0]])] & bit(word.size())) == 0) return false;
    std::string small(word);
    for (char& c : small) c = letters[c];
    return words_.contains(small);
  }

 private:
  static std::size_t first(std::string_view word) { return static_cast<unsigned char>(word.empty() ? 0 : word[0]); }
  static std::uint64_t bit(std::size_t length) { return std::uint64_t{1} << std::min<std::size_t>(length, 63); }

  std::array<std::uint64_t, 256> lengths_{};
  std::unordered_set<std::string_view> words_;
};

/// Whether no term of the policy can be in a text, told from its words as they stand. False also where that takes more: letters
/// beyond ASCII, signs within a word of a text.
bool surely_without_terms(std::string_view s, bool address) {
  static const FirstWords first_words;
  const auto& character = address ? letters_of_addresses : letters_of_texts;
  const char* at = s.data();
  const char* const end = at + s.size();
  while (at != end) {
    const char* const begin = at;
    while (at != end && character[*at] > Letters::gap) ++at;
    if (first_words.has({begin, static_cast<std::size_t>(at - begin)}, character)) return false;
    if (at == end) break;
    if (character[*at] == Letters::unknown) return false;
    ++at;
  }
  return true;
}

bool counts_in(const EditorialRow& row, std::string_view country) {
  const auto all = schema::rule_book.text(row.countries);
  return all.empty() || ("|" + std::string(all) + "|").find("|" + std::string(country) + "|") != std::string::npos;
}

}  // namespace

std::string_view editorial_location(std::string_view ad_member) {
  const auto found = std::ranges::find(ad_locations(), ad_member, &Location::member);
  return found == ad_locations().end() ? std::string_view() : found->location;
}

std::vector<ReviewedText> reviewed_texts(const object& entity, DateTime now) {
  std::vector<ReviewedText> out;
  const auto& type = schema::type_info(entity.contract_type);
  const bool keyword = entity.contract_type == Keyword::type_id;
  for (const auto& at : keyword ? keyword_locations() : ad_locations())
    if (const auto* f = schema::find_field(type, at.member)) add_member(out, at, *f, member(entity, *f), now);
  return out;
}

std::vector<Finding> review(const std::vector<ReviewedText>& texts, std::uint8_t where, EditorialRow::Stage stage,
                            const std::vector<std::string_view>& countries) {
  std::vector<Finding> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto words = words_of(texts[i]);
    for (const auto& row : schema::rule_book.editorial) {
      if (row.stage != stage || (row.where & where) == 0) continue;
      auto term = objection(row, texts[i], words);
      if (term.empty()) continue;
      Finding f{&row, i, std::move(term), {}};
      for (const auto c : countries)
        if (counts_in(row, c)) f.countries.push_back(c);
      if (!f.countries.empty()) out.push_back(std::move(f));
    }
  }
  return out;
}

bool suspicious(const Keyword& keyword, DateTime now) {
  static const bool words_only = std::ranges::all_of(schema::rule_book.editorial, [](const EditorialRow& row) {
    return (row.where & EditorialRow::keywords) == 0 || is_about_words(row);
  });
  const auto clean = [](const text& t) { return surely_without_terms(t.view(), false); };
  const auto clean_all = [](const list<text>& urls) {
    return std::ranges::all_of(urls, [](const text& t) { return surely_without_terms(t.view(), true); });
  };
  if (words_only && clean(keyword.text) && clean(keyword.param1) && clean(keyword.param2) && clean(keyword.param3) &&
      clean_all(keyword.final_urls) && clean_all(keyword.final_mobile_urls))
    return false;
  return std::ranges::any_of(reviewed_texts(keyword, now), [](const ReviewedText& t) {
    const auto words = words_of(t);
    return std::ranges::any_of(schema::rule_book.editorial, [&](const EditorialRow& row) {
      return (row.where & EditorialRow::keywords) != 0 && !objection(row, t, words).empty();
    });
  });
}

std::vector<std::string_view> publisher_countries(const AdGroup& group, const Campaign& campaign) {
  std::vector<std::string_view> out;
  const auto add = [&](std::string_view set_name) {
    const auto* set = schema::find_set(set_name);
    if (set == nullptr) return false;
    for (const auto n : schema::values_of(*set))
      if (const auto c = schema::rule_book.text(n); std::ranges::find(out, c) == out.end()) out.push_back(c);
    return true;
  };
  const auto add_language = [&](std::string_view language) {
    if (!add("publisher-countries." + std::string(language))) add("publisher-countries");
  };
  if (group.language && !group.language.empty())
    add_language(group.language.view());
  else
    for (const auto& language : campaign.languages) add_language(language.view());
  if (out.empty()) add("publisher-countries");
  return out;
}

Verdict verdict_of(const std::vector<Finding>& findings, const std::vector<std::string_view>& countries) {
  if (findings.empty()) return Verdict::active;
  const bool everywhere = std::ranges::all_of(countries, [&](std::string_view c) {
    return std::ranges::any_of(findings,
                               [&](const Finding& f) { return std::ranges::find(f.countries, c) != f.countries.end(); });
  });
  return everywhere ? Verdict::disapproved : Verdict::active_limited;
}

Outcome outcome_of(const object& entity, const internal::AdReview* kept, std::vector<std::string_view> countries, DateTime now) {
  Outcome out;
  out.countries = std::move(countries);
  if (kept == nullptr) return out;
  if (now < kept->decided_at.value_or(now)) {
    out.verdict = Verdict::inactive;
    return out;
  }
  const bool keyword = entity.contract_type == Keyword::type_id;
  out.texts = reviewed_texts(entity, now);
  out.findings =
      review(out.texts, keyword ? EditorialRow::keywords : EditorialRow::ads, EditorialRow::Stage::review, out.countries);
  const bool appealed = kept->appealed_at.has_value();
  const bool decided_again = appealed && now >= kept->appeal_decided_at.value_or(now);
  if (decided_again) std::erase_if(out.findings, [](const Finding& f) { return f.row->appeal == EditorialRow::Appeal::granted; });
  out.verdict = verdict_of(out.findings, out.countries);
  const bool open =
      std::ranges::any_of(out.findings, [](const Finding& f) { return f.row->appeal != EditorialRow::Appeal::never; });
  if (!out.findings.empty() && open && !decided_again)
    out.appeal = appealed ? AppealStatus::AppealPending : AppealStatus::Appealable;
  return out;
}

}  // namespace adsbox::services
