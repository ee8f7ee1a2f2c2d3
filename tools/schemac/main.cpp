// schemac SCHEMA-FOLDER OUTPUT-FOLDER: compiles the contract into C++ structs and constant tables.
#include <cstdio>
#include <exception>

#include "catalog.h"
#include "model.h"
#include "rules.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: schemac SCHEMA-FOLDER OUTPUT-FOLDER\n");
    return 2;
  }
  try {
    const auto schema = schemac::load(argv[1]);
    const schemac::Output output{argv[2]};
    schemac::emit_headers(schema, output);
    schemac::emit_tables(schema, output);
    schemac::compile_catalog(argv[1], output);
    schemac::emit_rules(schemac::load_rules(schema, argv[1]), output);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "schemac: %s\n", e.what());
    return 1;
  }
  return 0;
}
