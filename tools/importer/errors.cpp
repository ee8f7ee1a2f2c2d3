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

/// `CampaignServiceAdGroupIdInvalid` -> `ad group ID invalid`.
std::string spoken(std::string_view symbol) {
  for (const std::string_view service : {"CampaignService", "BulkService", "ReportingService", "AdInsightService", "CampaignManagement"})
    if (symbol.starts_with(service) && symbol.size() > service.size() + 3) {
      symbol.remove_prefix(service.size());
      break;
    }
  static const std::map<std::string, std::string> special = {
      {"id", "ID"}, {"ids", "IDs"}, {"url", "URL"}, {"urls", "URLs"}, {"uet", "UET"}, {"api", "API"}, {"cpa", "CPA"}, {"cpc", "CPC"}, {"cpm", "CPM"},
      {"cpv", "CPV"}, {"roas", "ROAS"}, {"utc", "UTC"}, {"html", "HTML"}, {"xml", "XML"}, {"sitelink", "sitelink"}, {"if", "IF"}, {"or", "or"},
      {"dsa", "DSA"}, {"rsa", "RSA"}, {"bsc", "BSC"}, {"i", "I"}, {"nullor", "null or"}, {"goalid", "goal ID"}, {"tagid", "tag ID"}, {"isnull", "is null"},
      {"cannot", "cannot"}, {"doesnot", "does not"}, {"exceedslimit", "exceeds limit"}, {"lcv", "LCV"}, {"oauth", "OAuth"}, {"msan", "MSAN"},
      {"mcc", "MCC"}, {"ssrf", "SSRF"}, {"bmc", "BMC"}, {"gtin", "GTIN"}, {"sku", "SKU"}, {"ip", "IP"}, {"isbn", "ISBN"}, {"pii", "PII"}};
  std::string out, word;
  const auto flush = [&] {
    if (word.empty()) return;
    std::string low;
    for (const char c : word) low += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (const auto it = special.find(low); it != special.end()) low = it->second;
    out += (out.empty() ? "" : " ") + low;
    word.clear();
  };
  const auto is = [&](std::size_t i, int (*test)(int)) { return i < symbol.size() && test(static_cast<unsigned char>(symbol[i])) != 0; };
  for (std::size_t i = 0; i < symbol.size(); ++i) {
    const bool starts = is(i, std::isupper) && (!is(i - 1, std::isupper) || is(i + 1, std::islower));
    if (symbol[i] == '_' || (i != 0 && starts)) flush();
    if (symbol[i] != '_') word += symbol[i];
  }
  flush();
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
      r("customer not (?:eligible|enabled) for (.+)", "The customer is not eligible for $1."),
      r("customer not in pilot for (.+)", "The customer is not in the pilot for $1."),
      r("account not (?:eligible|enabled) for (.+)", "The account is not eligible for $1."),
      r("(.+) pilot not enabled for (.+)", "The pilot for $1 is not enabled for the $2."),
      r("(.+) (?:is |are |was |list |array )?(?:null or empty|null empty)", "The $1 is null or empty."),
      r("(?:null|missing) (.+)", "The $1 is missing."),
      r("empty (.+)", "The $1 is empty."),
      r("(?:cannot) (.+) in (?:current state|this state)", "It is not possible to $1 in the current state."),
      r("cannot (.+)", "It is not possible to $1."),
      r("(?:invalid) (.+) in (.+)", "The $1 in the $2 is not valid."),
      r("(?:invalid) (.+) for (.+)", "The $1 is not valid for the $2."),
      r("(?:invalid) (.+)", "The $1 is not valid."),
      r("(.+) has invalid (.+)", "The $1 has $2 that are not valid."),
      r("(.+) (?:contains|with) invalid (.+)", "The $1 contains $2 that are not valid."),
      r("(.+) is invalid(?: for (.+))", "The $1 is not valid for the $2."),
      r("(.+) (?:is |are )?invalid for (.+)", "The $1 is not valid for the $2."),
      r("(.+) (?:is |are )?invalid(?: value)?", "The $1 is not valid."),
      r("(.+) invalid (.+)", "The $2 of the $1 is not valid."),
      r("duplicate (?:in )?(.+)", "The same $1 occurs more than once or exists already."),
      r("(.+) duplicate (.+)", "The $2 of the $1 occurs more than once."),
      r("too many (.+) in (.+)", "There are too many $1 in the $2."),
      r("too many (.+)", "There are too many $1."),
      r("(.+) too many (.+)", "The $1 has too many $2."),
      r("too few (.+)", "There are too few $1."),
      r("too much (.+)", "There is too much $1."),
      r("not enough (.+)", "There is not enough $1."),
      r("(.+) (?:array |list |collection )?(?:exceeds|exceeded|exceed)(?: the| max| maximum)? (?:limit|length|size)(?: .+)?", "The $1 exceeds its limit."),
      r("(?:max|maximum) (.+) (?:reached|exceeded)", "The limit for $1 is reached."),
      r("(.+) (?:limit|max) (?:exceeded|reached)", "The limit for $1 is exceeded."),
      r("(.+) over(?: the)? limit", "The $1 exceeds its limit."),
      r("(.+) (?:is )?too (long|short|large|small|big|low|high|old)", "The $1 is too $2."),
      r("(.+) too (.+)", "The $1 is too $2."),
      r("(?:unsupported) (.+)", "The $1 is not supported."),
      r("(.+) unsupported for (.+)", "The $1 is not supported for the $2."),
      r("(.+) not (supported|allowed|enabled|available|permitted|found|specified|passed|provided|defined|accepted)(| .+)", "The $1 is not $2$3."),
      r("(.+) (?:is |are )?(?:missing|required)", "The $1 is required."),
      r("(.+) (?:missing|required) (.+)", "The $1 is required $2."),
      r("(.+) does not (.+)", "The $1 does not $2."),
      r("(.+) not exists?", "The $1 does not exist."),
      r("(.+) (?:already exists?)", "The $1 exists already."),
      r("(.+) not in (.+)", "The $1 is not in the $2."),
      r("(.+) not (.+)", "The $1 is not $2."),
      r("(.+) mismatch(?:ed|es)?", "The $1 do not match."),
      r("(.+) less than (.+)", "The $1 is less than the $2."),
      r("(.+) greater than (.+)", "The $1 is greater than the $2."),
      r("(.+) (blank|empty|immutable|disabled|expired|deleted|paused|overlapping|incompatible|inactive|failed)", "The $1 is $2."),
      r("(forbidden|disallowed) (.+) in (.+)", "The $3 contains a forbidden $2."),
      r("(syntax error|editorial error|error) in (.+)", "There is a $1 in the $2."),
      r("(.+ (?:is|are|has|have|must|should|can|cannot|may|could|does|do|was|were|contains|requires|require|needs|belongs|exists|conflicts|overlap|overlaps|already) .+)",
        "The $1."),
  };
  return all;
}

std::string capitalised(std::string s) {
  if (!s.empty()) s[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(s[0])));
  return s;
}

/// True when a meaning says no more than the symbol: upstream's fragments are mostly the symbol's words.
bool only_echoes(std::string_view symbol, std::string_view meaning) {
  static const std::set<std::string> stock = {"bad", "too",    "many",  "over",    "its",   "length", "missing", "or",   "empty", "absent", "not",  "usable",
                                              "needed", "may", "given", "twice",   "for",   "valid",  "do",      "does", "fit",   "lacks",  "access", "to",
                                              "without", "max", "min",  "below",   "minimum", "under", "before", "after", "outside", "of", "in", "is", "on",
                                              "used", "already", "past", "no", "a", "the", "be", "and", "customer"};
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
      {std::regex("(.+) (not valid|not accepted|too long|missing or empty|absent|missing|fixed|needed|not possible)"), "The $1 is $2."},
      {std::regex("too many (.+)"), "There are too many $1."},
      {std::regex("(.+) absent or out of range"), "The $1 is absent or out of range."},
  };
  for (const auto& form : forms)
    if (std::regex_match(f, m, form.pattern)) return capitalised(m.format(form.sentence));
  return capitalised(f) + ".";
}

}  // namespace

std::string error_sentence(std::string_view symbol, std::string_view meaning) {
  if (symbol.empty() || (!meaning.empty() && !only_echoes(symbol, meaning))) return sentence_of_fragment(meaning);
  const auto said = spoken(symbol);
  std::smatch m;
  for (const auto& r : rules())
    if (std::regex_match(said, m, r.pattern)) return capitalised(m.format(r.sentence));
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
