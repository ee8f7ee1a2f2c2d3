// adsbox-importer: upstream's contract files -> schema/, and what differs between WSDL documents. See docs/importer.md.
#include <CLI/CLI.hpp>
#include <iostream>

#include "commands.h"

int main(int argc, char** argv) {
  using std::filesystem::path;
  CLI::App app{"Brings the upstream contract (WSDLs, REST surface, error table) into schema/ and prints what changed."};
  importer::ImportOptions import;
  app.add_option("--facts", import.facts, "folder with wsdl/, rest/ and error-codes.tsv");
  app.add_option("--schema", import.schema, "folder of the schema files")->default_val("schema");
  app.add_option("--contract", import.contract, "contract version of the facts; without it the one of the schema files stays");
  app.add_flag("--check", import.check, "write nothing; exit code 2 when something would change");

  path facts;
  std::vector<path> served, documents;
  auto* compare = app.add_subcommand("compare", "differences between served WSDL documents and the official ones");
  compare->add_option("--facts", facts, "folder with wsdl/")->required();
  compare->add_option("--served", served, "WSDL files as served")->required();
  auto* fingerprint = app.add_subcommand("fingerprint", "a hash for each declaration of WSDL documents");
  fingerprint->add_option("files", documents, "WSDL files")->required();
  CLI11_PARSE(app, argc, argv);

  if (*compare) return importer::run_compare(facts, served, std::cout);
  if (*fingerprint) return importer::run_fingerprint(documents, std::cout);
  if (import.facts.empty()) {
    std::cerr << "--facts is required\n";
    return 1;
  }
  return importer::run_import(import, std::cout);
}
