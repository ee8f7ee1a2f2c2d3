// The importer speaks of schema files all the time.
#pragma once

#include "schema_text/files.h"
#include "schema_text/schema_file.h"

namespace importer {

using namespace schema_text;

}  // namespace importer
