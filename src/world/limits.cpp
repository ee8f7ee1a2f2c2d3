#include "world/limits.h"

#include <algorithm>

#include "adsbox/internal.h"
#include "world/entities.h"

namespace adsbox::world {
namespace {

using internal::WorldLimits;

constexpr std::int64_t only_row = 1;

Limits::Values stored(store::Reader& reader) {
  Limits::Values values;
  if (const auto found = load<WorldLimits>(reader, only_row)) {
    const auto& o = *found->value;
    for (std::size_t i = 0; i < std::min(o.names.size(), o.values.size()); ++i)
      values.emplace(o.names[i].str(), o.values[i].value_or(0));
  }
  return values;
}

}  // namespace

Limits::Limits(store::Store& store) : store_(store) {
  store.read([&](store::Reader& r) { values_ = stored(r); });
  any_ = !values_.empty();
}

std::optional<std::int64_t> Limits::find(std::string_view name) const {
  if (!any_.load(std::memory_order_acquire)) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  const auto it = values_.find(name);
  return it == values_.end() ? std::nullopt : std::optional(it->second);
}

Limits::Values Limits::all() const {
  const std::scoped_lock lock(mutex_);
  return values_;
}

void Limits::change(const std::function<void(Values&)>& how) {
  const std::scoped_lock change(changes_);
  auto values = all();
  how(values);
  WorldLimits o;
  for (const auto& [name, value] : values) {
    o.names.push_back(adsbox::text(name));
    o.values.push_back(value);
  }
  store_.write([&](store::Writer& w) {
    if (values.empty())
      erase<WorldLimits>(w, only_row);
    else
      save<WorldLimits>(w, store::RowView{.id = only_row}, o);
    return true;
  });
  const std::scoped_lock lock(mutex_);
  values_ = std::move(values);
  any_.store(!values_.empty(), std::memory_order_release);
}

void Limits::set(const Values& values) {
  change([&](Values& all) {
    for (const auto& [name, value] : values) all.insert_or_assign(name, value);
  });
}

void Limits::reset(std::string_view name) {
  change([&](Values& all) {
    if (name.empty())
      all.clear();
    else if (const auto it = all.find(name); it != all.end())
      all.erase(it);
  });
}

}  // namespace adsbox::world
