#include "errors.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace importer {
namespace {

std::vector<std::string> columns(const std::string& line) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (auto tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t', from)) {
    out.push_back(line.substr(from, tab - from));
    from = tab + 1;
  }
  out.push_back(line.substr(from));
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), std::istream_iterator<std::string>()};
}

void replace_all(std::string& s, std::string_view from, std::string_view to) {
  for (auto at = s.find(from); at != std::string::npos; at = s.find(from, at + to.size())) s.replace(at, from.size(), to);
}

/// `CampaignServiceAdGroupIdInvalid` -> `ad group ID invalid`.
std::string spoken(std::string_view symbol) {
  for (const std::string_view service :
       {"CampaignService", "BulkService", "ReportingService", "AdInsightService", "CampaignManagement"})
    if (symbol.starts_with(service) && symbol.size() > service.size() + 3) {
      symbol.remove_prefix(service.size());
      break;
    }
  static const std::map<std::string, std::string> special = {{"id", "ID"},
                                                             {"ids", "IDs"},
                                                             {"url", "URL"},
                                                             {"urls", "URLs"},
                                                             {"uet", "UET"},
                                                             {"api", "API"},
                                                             {"cpa", "CPA"},
                                                             {"cpc", "CPC"},
                                                             {"cpm", "CPM"},
                                                             {"cpv", "CPV"},
                                                             {"roas", "ROAS"},
                                                             {"utc", "UTC"},
                                                             {"html", "HTML"},
                                                             {"xml", "XML"},
                                                             {"sitelink", "sitelink"},
                                                             {"if", "IF"},
                                                             {"or", "or"},
                                                             {"dsa", "DSA"},
                                                             {"rsa", "RSA"},
                                                             {"bsc", "BSC"},
                                                             {"i", "I"},
                                                             {"nullor", "null or"},
                                                             {"goalid", "goal ID"},
                                                             {"tagid", "tag ID"},
                                                             {"isnull", "is null"},
                                                             {"cannot", "cannot"},
                                                             {"doesnot", "does not"},
                                                             {"exceedslimit", "exceeds limit"},
                                                             {"lcv", "LCV"},
                                                             {"oauth", "OAuth"},
                                                             {"msan", "MSAN"},
                                                             {"mcc", "MCC"},
                                                             {"ssrf", "SSRF"},
                                                             {"bmc", "BMC"},
                                                             {"gtin", "GTIN"},
                                                             {"sku", "SKU"},
                                                             {"ip", "IP"},
                                                             {"isbn", "ISBN"},
                                                             {"pii", "PII"}};
  std::string out, word;
  const auto flush = [&] {
    if (word.empty()) return;
    std::string low;
    for (const char c : word) low += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (const auto it = special.find(low); it != special.end()) low = it->second;
    out += (out.empty() ? "" : " ") + low;
    word.clear();
  };
  const auto is = [&](std::size_t i, int (*test)(int)) {
    return i < symbol.size() && test(static_cast<unsigned char>(symbol[i])) != 0;
  };
  for (std::size_t i = 0; i < symbol.size(); ++i) {
    const bool starts = is(i, std::isupper) && (!is(i - 1, std::isupper) || is(i + 1, std::islower));
    if (symbol[i] == '_' || (i != 0 && starts)) flush();
    if (symbol[i] != '_') word += symbol[i];
  }
  flush();
  replace_all(out, "linked in ", "LinkedIn ");
  replace_all(out, "microsoft", "Microsoft");
  replace_all(out, "busniess", "business");
  replace_all(out, "exceeeded", "exceeded");
  replace_all(out, "unsuported", "unsupported");
  replace_all(out, "avaliable", "available");
  return out;
}

struct Rule {
  std::regex pattern;
  const char* sentence;
};

/// First match wins. `$1` is what the pattern caught.
const std::vector<Rule>& rules() {
  const auto r = [](const char* pattern, const char* sentence) { return Rule{std::regex(pattern), sentence}; };
  static const std::vector<Rule> all = {
      r("customer not (?:eligible|enabled?) for (.+)", "The customer is not eligible for $1."),
      r("(?:customer )?not in pilot for (.+)", "The customer is not in the pilot for $1."),
      r("account not (?:eligible|enabled?) for (.+)", "The account is not eligible for $1."),
      r("(.+) pilot not enabled for (.+)", "The pilot for $1 is not enabled for the $2."),
      // Missing things.
      r("(.+?) (?:array |list |collection )?should not be null or empty", "The $1 must not be null or empty."),
      r("(.+?) (?:array |list |collection )?(?:is |are )?null or empty", "The $1 is null or empty."),
      r("null (.+) passed", "The $1 is null."),
      r("(?:null|missing) (.+)", "The $1 is missing."),
      r("empty (.+)", "The $1 is empty."),
      r("(?:required )?(.+?) (?:is |are )?(?:missing|required)", "The $1 is required."),
      r("(.+) is not null", "The $1 must be null."),
      r("(.+?)(?: is| are)? null", "The $1 is null."),
      r("(.+) required (when|for) (.+)", "The $1 is required $2 $3."),
      r("(.+) missing (in|for|between) (.+)", "The $1 is missing $2 the $3."),
      r("request missing (.+)", "The request has no $1."),
      // What cannot be done.
      r("(?:cannot) (.+) in (?:current state|this state)", "It is not possible to $1 in the current state."),
      r("cannot (.+)", "It is not possible to $1."),
      r("immutable (.+)", "The $1 cannot be changed."),
      // Values that are not valid.
      r("invalid (.+) in (.+)", "The $1 in the $2 is not valid."),
      r("invalid (.+) for (.+)", "The $1 is not valid for the $2."),
      r("invalid (.+)", "The $1 is not valid."),
      r("unknown (.+)", "The $1 is unknown."),
      r("(.+) has invalid (.+)", "The $1 has $2 that are not valid."),
      r("(.+) (?:contains|with) invalid (.+)", "The $1 contains $2 that are not valid."),
      r("(.+?) (?:is |are )?invalid for (.+)", "The $1 is not valid for the $2."),
      r("(.+?) (?:is |are )?invalid(?: value)?", "The $1 is not valid."),
      r("(.+) invalid (.+)", "The $2 of the $1 is not valid."),
      r("(.+?)(?: is)? (bigger|later|earlier|less|greater) than (.+)", "The $1 is $2 than the $3."),
      r("(.+) (?:is |should be )?out of (range|window)", "The $1 is out of $2."),
      // Numbers of things.
      r("duplicate (?:in )?(.+)", "The same $1 occurs more than once or exists already."),
      r("(.+) duplicate (.+)", "The $2 of the $1 occurs more than once."),
      r("too many (.+) in (.+)", "There are too many $1 in the $2."),
      r("too many (.+)", "There are too many $1."),
      r("(.+) too (many|much) (.+)", "The $1 has too $2 $3."),
      r("too few (.+)", "There are too few $1."),
      r("too much (.+)", "There is too much $1."),
      r("(?:not|no) enough (.+)", "There is not enough $1."),
      r("(.+) not enough (.+)", "The $1 has not enough $2."),
      r("max (.+?) (?:limit )?(?:reached|exceeded) for (.+)", "The limit of $1 for the $2 is reached."),
      r("(?:max|maximum) (.+?) (?:limit )?(?:reached|exceeded)", "The limit for $1 is reached."),
      r("(.+) limit (?:exceeded|reached) (?:for|per) (.+)", "The limit of $1 for the $2 is exceeded."),
      r("(.+?) (?:array |list |collection )?(?:limit|max|max count|max array size) (?:exceeded|reached)",
        "The limit for $1 is exceeded."),
      r("(.+?) (?:array |list |collection )?(?:exceeds|exceeded|exceed)(?: the| max| maximum)? "
        "(?:limit|length|size|count|limitation)(?: .+)?",
        "The $1 exceeds its limit."),
      r("(.+?) (?:length )?(?:exceeded|over(?: the)? limit|overlimit)", "The $1 exceeds its limit."),
      r("(.+) (?:is )?too (.+)", "The $1 is too $2."),
      // What is not there or not offered.
      r("unsupported (.+)", "The $1 is not supported."),
      r("(.+) unsupported for (.+)", "The $1 is not supported for the $2."),
      r("(.+) unsupported (.+)", "The $2 of the $1 are not supported."),
      r("(.+) not exists?", "The $1 does not exist."),
      r("(?:(.+) )?(syntax error|editorial error|forbidden word|forbidden text|exclusive word|incorrect ad format) in (.+)",
        "There is a $2 in the $3."),
      r("no (.+)", "There is no $1."),
      // A sentence already.
      r("(.+ "
        "(?:is|are|has|have|must|should|can|cannot|may|could|does|do|was|were|contains|requires|require|needs|belongs|exists?|"
        "exceeds?|conflicts?|overlaps?"
        "|precedes|already)(?: .+|))",
        "The $1."),
      r("(.+) not (supported|allowed|enabled|available|permitted|found|specified|passed|provided|defined|accepted)(| .+)",
        "The $1 is not $2$3."),
      r("(.+) not in (.+)", "The $1 is not in the $2."),
      r("(.+) not (.+)", "The $1 is not $2."),
      r("(.+) mismatch(?:ed|es)?", "The $1 does not match."),
      r("(.+) (before|after) (.+)", "The $1 is $2 the $3."),
      r("(.+) (blank|empty|immutable|disabled|expired|deleted|paused|overlapping|incompatible|inactive)(| .+)",
        "The $1 is $2$3."),
  };
  return all;
}

/// The sentences are made for one thing; here they are turned for many: `The IDs is` -> `The IDs are`.
std::string agreed(std::string s) {
  replace_all(s, " a e", " an e");
  replace_all(s, " a i", " an i");
  auto verb = s.find(" is ");
  const bool exceeds = verb == std::string::npos;
  if (exceeds) verb = s.find(" exceeds its limit.");
  if (!s.starts_with("The ") || verb == std::string::npos) return s;
  std::string_view subject(s.data() + 4, verb - 4);
  subject = subject.substr(0, subject.find(" of the "));
  subject = subject.substr(0, subject.find(" in "));
  subject = subject.substr(0, subject.find(" for "));
  const auto word = subject.substr(subject.rfind(' ') + 1);
  const bool plural =
      word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") && word != "ROAS";
  if (plural && exceeds)
    s.replace(verb, std::string::npos, " exceed their limit.");
  else if (plural)
    s.replace(verb, 4, " are ");
  return s;
}

std::string capitalised(std::string s) {
  if (!s.empty()) s[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(s[0])));
  return s;
}

/// True when a meaning says no more than the symbol: upstream's fragments are mostly the symbol's words.
bool only_echoes(std::string_view symbol, std::string_view meaning) {
  static const std::set<std::string> stock = {
      "bad",     "too",  "many",    "over",  "its",     "length", "missing", "or",    "empty",   "absent",  "not",    "usable",
      "needed",  "may",  "given",   "twice", "for",     "valid",  "do",      "does",  "fit",     "lacks",   "access", "to",
      "without", "max",  "min",     "below", "minimum", "under",  "before",  "after", "outside", "of",      "in",     "is",
      "on",      "used", "already", "past",  "no",      "a",      "the",     "be",    "and",     "customer"};
  std::string low;
  for (const char c : symbol) low += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (auto w : words_of(meaning)) {
    std::erase(w, ':');
    std::erase(w, ',');
    for (auto& c : w) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!stock.contains(w) && low.find(w) == std::string::npos) return false;
  }
  return true;
}

std::string sentence_of_fragment(std::string_view fragment) {
  std::smatch m;
  const std::string f(fragment);
  struct {
    std::regex pattern;
    const char* sentence;
  } static const forms[] = {
      {std::regex("bad (.+)"), "The $1 is not valid."},
      {std::regex("(.+?) (not valid|not accepted|too long|missing or empty|absent|missing|fixed|needed|not possible)"),
       "The $1 is $2."},
      {std::regex("too many (.+)"), "There are too many $1."},
      {std::regex("(.+) absent or out of range"), "The $1 is absent or out of range."},
  };
  for (const auto& form : forms)
    if (std::regex_match(f, m, form.pattern)) return capitalised(agreed(m.format(form.sentence)));
  return capitalised(f) + ".";
}

}  // namespace

std::string error_sentence(std::string_view symbol, std::string_view meaning) {
  if (symbol.empty() || (!meaning.empty() && !only_echoes(symbol, meaning))) return sentence_of_fragment(meaning);
  const auto said = spoken(symbol);
  std::smatch m;
  for (const auto& r : rules())
    if (std::regex_match(said, m, r.pattern)) return capitalised(agreed(m.format(r.sentence)));
  return "The request was refused: " + said + ".";
}

std::vector<ErrorRow> read_errors(const std::filesystem::path& path) {
  std::vector<ErrorRow> rows;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto c = columns(line);
    if (line.empty() || line[0] == '#' || c.size() < 3) continue;
    rows.push_back({std::atoi(c[0].c_str()), c[1], c[2]});
  }
  return rows;
}

std::vector<ErrorRow> read_upstream_errors(const std::filesystem::path& path) {
  std::vector<ErrorRow> rows;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  std::set<std::pair<int, std::string>> seen;
  while (std::getline(in, line)) {
    const auto c = columns(line);
    if (c.size() < 4) continue;
    ErrorRow row{std::atoi(c[0].c_str()), c[1], error_sentence(c[1], c[3])};
    // One symbol may stand for several codes: find_error(symbol) must know which, so the first keeps it.
    if (seen.insert({row.code, row.symbol}).second) rows.push_back(std::move(row));
  }
  return rows;
}

std::string print_errors(const std::vector<ErrorRow>& rows) {
  std::string out = "code\tsymbol\tmessage\n";
  for (const auto& r : rows) out += std::to_string(r.code) + '\t' + r.symbol + '\t' + r.message + '\n';
  return out;
}

std::vector<std::string> merge_errors(std::vector<ErrorRow>& upstream, const std::vector<ErrorRow>& existing) {
  std::vector<std::string> changes;
  std::map<std::pair<int, std::string>, const ErrorRow*> old;
  for (const auto& r : existing) old[{r.code, r.symbol}] = &r;
  for (auto& r : upstream) {
    const auto it = old.find({r.code, r.symbol});
    if (it == old.end()) {
      changes.push_back("+ error " + std::to_string(r.code) + " " + r.symbol);
      continue;
    }
    r.message = it->second->message;
    old.erase(it);
  }
  // Codes that upstream dropped may still be met in old logs, and some rows are ours: they stay.
  for (const auto& [key, row] : old) {
    changes.push_back("! error " + std::to_string(row->code) + " " + row->symbol + " is not upstream's; kept");
    upstream.push_back(*row);
  }
  std::ranges::stable_sort(upstream, {}, &ErrorRow::code);
  return changes;
}

}  // namespace importer
