#include "world/world.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace adsbox::world {

namespace {

/// One step of splitmix64: every input bit reaches every output bit.
constexpr std::uint64_t mix(std::uint64_t z) {
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

std::uint64_t hash(std::string_view s) {
  std::uint64_t h = kGolden;
  for (const auto c : s) h = mix(h ^ static_cast<unsigned char>(c));
  return h;
}

}  // namespace

std::uint64_t Random::next_locked() {
  if (seeded_) return mix(state_ += kGolden);
  if (left_ == 0) {
    arc4random_buf(pool_.data(), sizeof pool_);
    left_ = pool_.size();
  }
  return std::exchange(pool_[--left_], 0);
}

std::uint64_t Random::next() {
  const std::scoped_lock lock(mutex_);
  return next_locked();
}

std::string Random::alphanumeric(std::size_t n) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string out;
  out.reserve(n);
  const std::scoped_lock lock(mutex_);
  while (out.size() < n) {
    // Ten characters of six bits; the two values past the alphabet are left out so that all characters are equally likely.
    auto bits = next_locked();
    for (int i = 0; i < 10 && out.size() < n; ++i, bits >>= 6)
      if (const auto v = bits & 63; v < 62) out.push_back(alphabet[v]);
  }
  return out;
}

std::string Random::guid() {
  std::uint64_t words[2];
  {
    const std::scoped_lock lock(mutex_);
    for (auto& word : words) word = next_locked();
  }
  words[0] = (words[0] & ~0xf000ULL) | 0x4000;           // version 4
  words[1] = (words[1] & ~(3ULL << 62)) | (2ULL << 62);  // variant 1
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) out.push_back('-');
    out.push_back(digits[words[i / 16] >> (60 - i % 16 * 4) & 15]);
  }
  return out;
}

World::World(std::string name, Environment environment, std::unique_ptr<store::Store> store, std::optional<std::uint64_t> seed)
    : name_(std::move(name)), environment_(environment), store_(std::move(store)), random_(seed), limits_(*store_) {}

World::~World() {
  attached_.clear();
  if (discard_) store_->abandon();
  store_.reset();
  std::error_code error;  // what is left is removed at the next start
  if (discard_ && !directory_.empty()) std::filesystem::remove_all(directory_, error);
}

std::vector<std::string> World::attached_types() {
  const std::scoped_lock lock(attached_mutex_);
  std::vector<std::string> names;
  for (const auto& a : attached_) {
    char* plain = abi::__cxa_demangle(a.type->name(), nullptr, nullptr, nullptr);
    names.emplace_back(plain != nullptr ? plain : a.type->name());
    std::free(plain);
  }
  return names;
}

World& Worlds::add(std::shared_ptr<World> world) {
  const std::scoped_lock lock(mutex_);
  for (const auto& other : worlds_)
    if (other->name() == world->name()) throw std::logic_error("a world named " + world->name() + " exists");
  return *worlds_.emplace_back(std::move(world));
}

World* Worlds::find(std::string_view name) const {
  const std::scoped_lock lock(mutex_);
  const auto it = std::find_if(worlds_.begin(), worlds_.end(), [&](const auto& w) { return w->name() == name; });
  return it == worlds_.end() ? nullptr : it->get();
}

World* Worlds::of(Environment environment) const {
  const std::scoped_lock lock(mutex_);
  const auto it = std::ranges::find_if(worlds_, [&](const auto& w) { return w->environment() == environment; });
  return it == worlds_.end() ? nullptr : it->get();
}

World& Worlds::first() const {
  const std::scoped_lock lock(mutex_);
  return *worlds_.front();
}

std::size_t Worlds::size() const {
  const std::scoped_lock lock(mutex_);
  return worlds_.size();
}

std::shared_ptr<World> Worlds::share(const World& world) const {
  const std::scoped_lock lock(mutex_);
  const auto it = std::ranges::find_if(worlds_, [&](const auto& w) { return w.get() == &world; });
  return it == worlds_.end() ? nullptr : *it;
}

std::vector<World*> Worlds::all() const {
  const std::scoped_lock lock(mutex_);
  std::vector<World*> all;
  for (const auto& world : worlds_) all.push_back(world.get());
  return all;
}

std::string_view name_of(Environment environment) {
  return environment == Environment::sandbox ? "sandbox" : "production";
}

std::unique_ptr<World> make_world(std::string name, Environment environment, std::unique_ptr<store::Store> store,
                                  std::optional<std::uint64_t> seed) {
  std::optional<std::uint64_t> start;
  if (seed) {
    // A world that is opened again must not repeat the ids and tokens of its last run.
    std::int64_t opening = 0;
    store->write([&](store::Writer& w) {
      opening = w.next_id("world.openings", 0);
      return true;
    });
    start = mix(mix(*seed) ^ hash(name)) + mix(static_cast<std::uint64_t>(opening));
  }
  return std::make_unique<World>(std::move(name), environment, std::move(store), start);
}

std::expected<std::unique_ptr<World>, std::string> open_world(std::string name, Environment environment, const std::string& path,
                                                              std::optional<std::uint64_t> seed) {
  auto store = store::try_open_sqlite(path);
  if (!store) return std::unexpected(std::move(store.error()));
  try {
    return make_world(std::move(name), environment, std::move(*store), seed);
  } catch (const store::StorageFailure& failure) {
    return std::unexpected(path + ": " + failure.what());
  }
}

std::unique_ptr<Worlds> memory_worlds(const WorldsOptions& options) {
  auto worlds = std::make_unique<Worlds>();
  for (const auto environment : options.environments)
    if (const auto name = std::string(name_of(environment)); worlds->find(name) == nullptr)
      worlds->add(std::move(*open_world(name, environment, {}, options.seed)));
  return worlds;
}

}  // namespace adsbox::world
