// The SOAP reader on arbitrary bytes. What it accepts must survive a second trip: written and read again it is the same message.
#include <cstdlib>

#include "codec/codec.h"

using namespace adsbox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view document(reinterpret_cast<const char*>(data), size);
  codec::SoapReader reader(document, {.strict = size % 2 == 0});
  if (!reader.open()) return 0;
  for (const auto& service : schema::contract.services) {
    if (service.internal) continue;
    const auto* type = schema::find_type(service, reader.body_name());
    if (type == nullptr || !type->has(schema::TypeInfo::message)) continue;
    const box<object> message(create_object(schema::id_of(*type)));
    if (!reader.read(*type, *message)) return 0;
    std::string again;
    codec::write_soap(again, service, *message, {}, {});
    codec::SoapReader second(again, {.strict = true});
    const box<object> copy(create_object(schema::id_of(*type)));
    if (!second.open() || !second.read(*type, *copy) || !equal_objects(*message, *copy)) std::abort();
    return 0;
  }
  return 0;
}
