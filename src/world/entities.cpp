#include "world/entities.h"

namespace adsbox::world {

box<object> decode_body(const store::RowView& row, store::Kind kind, TypeId declared) {
  auto value = codec::read_binary(row.body, declared);
  if (!value) throw store::StorageFailure("damaged body in row " + std::to_string(row.id) + " of kind " + std::to_string(kind));
  return value;
}

void save_object(store::Writer& writer, store::RowView row, const object& value) {
  save_object(writer, schema::type_info(schema::type_info(value.contract_type).root).number, row, value);
}

void save_object(store::Writer& writer, store::Kind kind, store::RowView row, const object& value) {
  // Batches save a thousand objects in a row: one buffer serves them all.
  thread_local std::string body;
  body.clear();
  codec::write_binary(body, value);
  row.body = body;
  writer.put(kind, row);
  constexpr std::size_t kKeep = 64 * 1024;
  if (body.capacity() > kKeep) body = std::string();
}

}  // namespace adsbox::world
