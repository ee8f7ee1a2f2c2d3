// Typed access to the rows that identity keeps, and to the contract objects it reads (User, Customer, AdvertiserAccount).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/internal.h"
#include "codec/codec.h"
#include "schema/tables.h"
#include "store/store.h"

namespace adsbox::identity {

/// The store kind of a record: the storage number of its family's root.
template <class T>
[[nodiscard]] inline store::Kind kind_of() {
  return schema::type_info(schema::type_info(T::type_id).root).number;
}

/// A record with its place in the store.
template <class T>
struct Stored {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  std::int64_t account = 0;
  std::int32_t status = 0;
  std::string key;
  T value;
};

template <class T>
[[nodiscard]] std::optional<Stored<T>> decode_row(const store::RowView& row) {
  Stored<T> s{row.id, row.parent, row.account, row.status, std::string(row.key), T{}};
  if (!codec::read_binary(row.body, s.value)) return std::nullopt;
  return s;
}

template <class T>
[[nodiscard]] std::optional<Stored<T>> get(store::Reader& r, std::int64_t id) {
  const auto row = r.get(kind_of<T>(), id);
  return row ? decode_row<T>(row->view()) : std::nullopt;
}

/// All rows of that natural key, whatever their parent, in ascending id.
template <class T>
[[nodiscard]] std::vector<Stored<T>> all_by_key(store::Reader& r, std::string_view key) {
  std::vector<Stored<T>> found;
  r.scan_key_anywhere(kind_of<T>(), key, [&](const store::RowView& row) {
    if (auto s = decode_row<T>(row)) found.push_back(std::move(*s));
    return true;
  });
  return found;
}

template <class T>
[[nodiscard]] std::optional<Stored<T>> find_by_key(store::Reader& r, std::string_view key) {
  std::optional<Stored<T>> found;
  r.scan_key_anywhere(kind_of<T>(), key, [&](const store::RowView& row) { return !(found = decode_row<T>(row)).has_value(); });
  return found;
}

template <class T>
[[nodiscard]] std::vector<Stored<T>> all_of_parent(store::Reader& r, std::int64_t parent) {
  std::vector<Stored<T>> found;
  r.scan_parent(kind_of<T>(), parent, [&](const store::RowView& row) {
    if (auto s = decode_row<T>(row)) found.push_back(std::move(*s));
    return true;
  });
  return found;
}

template <class T>
[[nodiscard]] std::vector<Stored<T>> all_of_kind(store::Reader& r) {
  std::vector<Stored<T>> found;
  r.scan_kind(kind_of<T>(), 0, [&](const store::RowView& row) {
    if (auto s = decode_row<T>(row)) found.push_back(std::move(*s));
    return true;
  });
  return found;
}

/// Writes the record at its place (inserts or replaces).
template <class T>
void put(store::Writer& w, const Stored<T>& s, std::int64_t modified) {
  std::string body;
  codec::write_binary(body, s.value);
  w.put(kind_of<T>(), store::RowView{s.id, s.account, s.parent, s.status, modified, s.key, body});
}

/// Inserts a new record under the next id of the kind's own sequence; returns the id.
template <class T>
std::int64_t insert(store::Writer& w, std::int64_t parent, std::string key, T value, std::int64_t modified) {
  Stored<T> s{0, parent, 0, 0, std::move(key), std::move(value)};
  s.id = w.next_id("adsbox." + std::to_string(kind_of<T>()), 1);
  put(w, s, modified);
  return s.id;
}

/// Runs a read and returns what it computes.
template <class F>
auto reading(store::Store& store, F&& work) {
  using R = decltype(work(std::declval<store::Reader&>()));
  std::optional<R> result;
  store.read([&](store::Reader& r) { result.emplace(work(r)); });
  return std::move(*result);
}

}  // namespace adsbox::identity
