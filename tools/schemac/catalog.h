// The catalogue of locations and profiles: schema/catalog/*.tsv to the constant tables behind adsbox::catalog::tables.
#pragma once

#include <string>

#include "model.h"

namespace schemac {

/// Reads the tables and writes catalog.cpp. Throws std::runtime_error with file and row for what is wrong: a number twice, a
/// parent that is not there, an unknown word.
void compile_catalog(const std::string& folder, const Output& output);

}  // namespace schemac
