// `adsbox coverage`: writes docs/coverage.md, or checks that it is up to date.
#include "cli/coverage.h"

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "cli/terminal.h"

namespace adsbox::cli {
namespace {

using schema::text;

struct Count {
  int offered = 0, implemented = 0, tested = 0;
};

/// `-` not offered, `no`, `yes`, `tested`.
std::string_view cell(const services::Registry& registry, const schema::OperationInfo& operation, std::string_view service,
                      const Tested& tested, bool soap, Count& count) {
  const bool offered = soap ? !operation.has(schema::OperationInfo::rest_only) : operation.rest_method.size != 0;
  if (!offered) return "-";
  ++count.offered;
  if (!registry.implemented(schema::id_of(operation))) return "no";
  ++count.implemented;
  if (!tested.contains({std::string(service), std::string(text(operation.name)), soap ? "SOAP" : "REST"})) return "yes";
  ++count.tested;
  return "tested";
}

std::string figures(const Count& c) {
  return std::to_string(c.offered) + " | " + std::to_string(c.implemented) + " | " + std::to_string(c.tested);
}

}  // namespace

Tested parse_tested(std::string_view tsv) {
  Tested t;
  while (!tsv.empty()) {
    const auto end = std::min(tsv.find('\n'), tsv.size());
    const auto line = tsv.substr(0, end);
    tsv.remove_prefix(std::min(end + 1, tsv.size()));
    const auto first = line.find('\t');
    const auto second = first == line.npos ? first : line.find('\t', first + 1);
    if (line.starts_with('#') || second == line.npos) continue;
    t.emplace(line.substr(0, first), line.substr(first + 1, second - first - 1), line.substr(second + 1));
  }
  return t;
}

std::string coverage_markdown(const services::Registry& registry, const Tested& tested) {
  std::string sections, summary;
  Count all_rest, all_soap;
  for (const auto& service : schema::contract.services) {
    if (service.internal) continue;
    const auto name = text(service.name);
    Count rest, soap;
    sections.append("\n## ").append(name).append("\n\n| operation | REST | SOAP |\n|---|---|---|\n");
    for (std::size_t i = 0; i < service.operation_count; ++i) {
      const auto& o = schema::contract.operations[service.first_operation + i];
      sections.append("| ").append(text(o.name)).append(" | ").append(cell(registry, o, name, tested, false, rest)).append(" | ");
      sections.append(cell(registry, o, name, tested, true, soap)).append(" |\n");
    }
    summary.append("| ").append(name).append(" | ").append(figures(rest)).append(" | ").append(figures(soap)).append(" |\n");
    for (auto [from, to] : {std::pair{&rest, &all_rest}, std::pair{&soap, &all_soap}}) {
      to->offered += from->offered;
      to->implemented += from->implemented;
      to->tested += from->tested;
    }
  }
  std::string o =
      "# Coverage\n\n"
      "Written by `adsbox coverage` from the registry of handlers; not by hand. Contract ";
  o.append(text(schema::contract.version));
  o += ".\n\n"
       "`no`: answers with a typed fault that says so. `yes`: has a handler. `tested`: a whole-system test calls it over that "
       "wire.\n"
       "`-`: the contract does not offer it there.\n\n"
       "| service | REST: offered | implemented | tested | SOAP: offered | implemented | tested "
       "|\n|---|---|---|---|---|---|---|\n";
  o.append(summary).append("| all | ").append(figures(all_rest)).append(" | ").append(figures(all_soap)).append(" |\n");
  return o + sections;
}

int coverage(int argc, char** argv) {
  Parser app("Writes the table of operations: which are offered, implemented and tested, over which wire.", "coverage");
  std::string output = "docs/coverage.md", tested_file = "tests/tested-operations.tsv";
  bool check = false;
  app.add_option("--output", output, "file to write; - for standard output")->capture_default_str();
  app.add_option("--tested", tested_file, "lines `service TAB operation TAB wire` of what the tests call")->capture_default_str();
  app.add_flag("--check", check, "write nothing; fail when the file differs");
  if (const auto code = parse(app, argc, argv)) return *code;

  const auto text = coverage_markdown(make_registry(), parse_tested(read_file(tested_file).value_or("")));
  if (output == "-") return out(text), 0;
  if (check) {
    const auto old = read_file(output);
    if (old && *old + "\n" == text) return 0;
    return fail("coverage", output + " is out of date: adsbox coverage writes it");
  }
  std::FILE* f = std::fopen(output.c_str(), "wbe");
  if (f == nullptr) return fail("coverage", "cannot write " + output);
  const bool written = std::fwrite(text.data(), 1, text.size(), f) == text.size();
  return std::fclose(f) == 0 && written ? 0 : fail("coverage", "cannot write " + output);
}

}  // namespace adsbox::cli
