// The JSON reader on arbitrary bytes: the first two bytes choose the operation. What it accepts must survive a second trip, and
// must mean the same through SOAP.
#include <cstdlib>

#include "codec/codec.h"

using namespace adsbox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto& operation = schema::contract.operations[(std::size_t{data[0]} << 8 | data[1]) % schema::contract.operations.size()];
  const std::string_view document(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto& type = schema::type_info(operation.request);
  const box<object> message(create_object(operation.request));
  if (!codec::read_json(document, type, *message, {.strict = size % 2 == 0})) return 0;
  std::string again;
  codec::write_json(again, *message, {});
  const box<object> copy(create_object(operation.request));
  if (!codec::read_json(again, type, *copy, {.strict = true})) std::abort();
  std::string binary;
  codec::write_binary(binary, *message);
  const box<object> stored(create_object(operation.request));
  if (!codec::read_binary(binary, *stored) || !equal_objects(*message, *stored)) std::abort();
  return 0;
}
