// The JSON that identity's answers are made of.
#pragma once

#include "codec/json_object.h"

namespace adsbox::identity {

using Json = codec::JsonObject;
using codec::append_json_string;
using codec::json_array;
using codec::utf8_length;

}  // namespace adsbox::identity
