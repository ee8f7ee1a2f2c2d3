// Contract objects in the store. The kind of a row is the storage number of its family's root, so all ads are one kind; the body
// is the object in the binary codec and knows its own type.
//
//   const auto campaign = world::load<Campaign>(reader, id);           // std::optional<Stored<Campaign>>
//   world::save(writer, *campaign);
//   world::for_each_child<Campaign>(reader, account_id, [](Stored<Campaign>& c) { ...; return true; });
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adsbox/values.h"
#include "codec/codec.h"
#include "schema/tables.h"
#include "store/store.h"

namespace adsbox::world {

/// The store kind of T and of everything in its family.
template <class T>
[[nodiscard]] store::Kind kind_of() {
  return schema::type_info(schema::type_info(T::type_id).root).number;
}

/// An object with its place in the store. `value` may be of a type derived from T.
template <class T>
struct Stored {
  std::int64_t id = 0, account = 0, parent = 0;
  std::int32_t status = 0;
  std::int64_t modified = 0;
  std::string key;
  box<T> value;

  T& operator*() const { return *value; }
  T* operator->() const { return value.get(); }
};

/// Decodes a row's body as a member of the family `declared`. Throws StorageFailure when the bytes are damaged: an answer without
/// the row would be wrong.
[[nodiscard]] box<object> decode_body(const store::RowView& row, store::Kind kind, TypeId declared);

/// Puts the row with `value` as its body.
void save_object(store::Writer& writer, store::RowView row, const object& value);
/// The same as a row of another kind: objects of one type that live in several places.
void save_object(store::Writer& writer, store::Kind kind, store::RowView row, const object& value);

/// The row as a T; nothing when it is another member of the family.
template <class T>
[[nodiscard]] std::optional<Stored<T>> decode(const store::RowView& row) {
  auto value = decode_body(row, kind_of<T>(), schema::type_info(T::type_id).root);
  T* const typed = value.template as<T>();
  if (typed == nullptr) return std::nullopt;
  (void)value.release_bits();
  return Stored<T>{row.id, row.account, row.parent, row.status, row.modified, std::string(row.key), box<T>(typed)};
}

template <class T>
[[nodiscard]] std::optional<Stored<T>> load(store::Reader& reader, std::int64_t id) {
  const auto row = reader.get(kind_of<T>(), id);
  return row ? decode<T>(row->view()) : std::nullopt;
}

/// Inserts or replaces. `stored.value` must have a value.
template <class T>
void save(store::Writer& writer, const Stored<T>& stored) {
  save_object(writer, {stored.id, stored.account, stored.parent, stored.status, stored.modified, stored.key, {}}, *stored.value);
}

/// The same with the object apart from its place; `row.body` is ignored.
template <class T>
void save(store::Writer& writer, const store::RowView& row, const T& value) {
  save_object(writer, row, value);
}

template <class T>
void erase(store::Writer& writer, std::int64_t id) {
  writer.erase(kind_of<T>(), id);
}

/// Calls `visit(Stored<T>&)` for each T under the parent, in ascending id, until it returns false. One object in memory at a
/// time.
template <class T, class Visit>
void for_each_child(store::Reader& reader, std::int64_t parent, Visit&& visit) {
  reader.scan_parent(kind_of<T>(), parent, [&](const store::RowView& row) {
    auto stored = decode<T>(row);
    return !stored || visit(*stored);
  });
}

/// The same for each T of an account with `modified >= modified_since`.
template <class T, class Visit>
void for_each_of_account(store::Reader& reader, std::int64_t account, std::int64_t modified_since, Visit&& visit) {
  reader.scan_account(kind_of<T>(), account, modified_since, [&](const store::RowView& row) {
    auto stored = decode<T>(row);
    return !stored || visit(*stored);
  });
}

template <class T>
[[nodiscard]] std::vector<Stored<T>> children(store::Reader& reader, std::int64_t parent) {
  std::vector<Stored<T>> found;
  for_each_child<T>(reader, parent, [&](Stored<T>& stored) {
    found.push_back(std::move(stored));
    return true;
  });
  return found;
}

/// The T of the lowest id with that key under the parent.
template <class T>
[[nodiscard]] std::optional<Stored<T>> find(store::Reader& reader, std::int64_t parent, std::string_view key) {
  std::optional<Stored<T>> found;
  reader.scan_key(kind_of<T>(), parent, key, [&](const store::RowView& row) { return !(found = decode<T>(row)).has_value(); });
  return found;
}

}  // namespace adsbox::world
