// adsbox-importer: upstream's contract files -> schema/, and what differs between WSDL documents.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "commands.h"

int main(int argc, char** argv) {
  CLI::App app{"Brings the upstream contract (WSDLs, REST surface, error table) into schema/ and prints what changed."};
  importer::ImportOptions import;
  app.add_option("--facts", import.facts, "folder with wsdl/, rest/ and error-codes.tsv");
  app.add_option("--schema", import.schema, "folder of the schema files")->default_val("schema");
  app.add_flag("--check", import.check, "write nothing; exit code 2 when something would change");
  app.add_option("--contract", import.contract, "contract version of the facts; without it the one of the schema files stays");
  CLI11_PARSE(app, argc, argv);
  return importer::run_import(import, std::cout);
}
