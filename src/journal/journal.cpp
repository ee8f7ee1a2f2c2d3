#include "journal/journal.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "journal/secrets.h"
#include "world/clock.h"

namespace adsbox::journal {
namespace {

/// FNV-1a over lower-case letters.
std::uint64_t hash_of(std::string_view s) {
  std::uint64_t h = 14695981039346656037u;
  for (const char c : s) h = (h ^ static_cast<std::uint64_t>(std::tolower(static_cast<unsigned char>(c)))) * 1099511628211u;
  return h;
}

bool same(std::string_view wanted, std::string_view is) {
  return wanted.empty() || net::iequals(wanted, is);
}

bool is_of_rule(const Entry& e, std::string_view rule) {
  const auto refused_by = [&](const ErrorValue& v) { return net::iequals(v.why.rule, rule); };
  return std::ranges::find(e.exchange.fired, rule) != e.exchange.fired.end() ||
         std::ranges::any_of(e.exchange.partial_errors, refused_by) ||
         (e.exchange.failure && std::ranges::any_of(e.exchange.failure->errors, refused_by));
}

bool holds(const Entry& e, std::string_view text) {
  const Secrets secrets(e);
  const auto in = [&](std::string_view where) { return secrets.in_text(where).find(text) != std::string::npos; };
  if (in(e.target()) || in(e.request_body()) || in(e.response_body()) || e.file().find(text) != std::string_view::npos)
    return true;
  for (std::size_t i = 0; i < e.request_headers + e.response_headers; ++i)
    if (const auto h = e.request_header(i); secrets.in_header(h.name, h.value).find(text) != std::string::npos) return true;
  return false;
}

bool fits(const Entry& e, const Filter& f) {
  constexpr std::array<std::string_view, 3> protocols = {"http", "soap", "rest"};
  if (!same(f.world, e.exchange.world) || !same(f.operation, e.exchange.what()) || !same(f.user, e.exchange.user_name) ||
      !same(f.tracking_id, e.exchange.tracking_id) || !same(f.protocol, protocols[static_cast<std::size_t>(e.exchange.protocol)]))
    return false;
  if (f.failed && *f.failed != e.failed()) return false;
  if (f.status != 0 && f.status != e.status && f.status != e.status / 100) return false;
  if ((f.since != 0 && e.exchange.ticks < f.since) || (f.until != 0 && e.exchange.ticks > f.until)) return false;
  if (!f.service.empty()) {
    const auto* service = e.service();
    if (service == nullptr || !net::iequals(f.service, schema::text(service->name))) return false;
  }
  if (!f.rule.empty() && !is_of_rule(e, f.rule)) return false;
  return f.text.empty() || holds(e, f.text);
}

constexpr std::size_t batch = 256;  // entries looked through between two locks

}  // namespace

void Journal::Index::put(std::uint64_t hash, std::uint64_t sequence, std::uint64_t oldest) {
  if (used_ * 2 >= slots_.size()) grow(oldest);
  auto i = hash & (slots_.size() - 1);
  while (slots_[i].sequence >= oldest) i = (i + 1) & (slots_.size() - 1);
  if (slots_[i].sequence == 0) ++used_;
  slots_[i] = {hash, sequence};
}

void Journal::Index::grow(std::uint64_t oldest) {
  auto old = std::move(slots_);
  const auto live = static_cast<std::size_t>(std::ranges::count_if(old, [&](const Slot& s) { return s.sequence >= oldest; }));
  std::size_t size = 1024;
  while (size < live * 4) size *= 2;
  slots_.assign(size, {});
  used_ = 0;
  for (const auto& s : old)
    if (s.sequence != 0 && s.sequence >= oldest) put(s.hash, s.sequence, oldest);
}

void Journal::record(Exchange exchange, const net::Request& request, const net::Response& response) {
  if (limit_ == 0 || request.path.starts_with("/_adsbox/")) return;
  auto entry = std::make_shared<Entry>(std::move(exchange), request, response, world::system_ticks(), blocks_);
  const auto hash = hash_of(entry->exchange.tracking_id);
  std::vector<EntryPtr> gone;  // freed outside of the lock
  const std::scoped_lock lock(mutex_);
  entry->sequence = next_++;
  bytes_ += entry->bytes();
  entries_.push_back(entry);
  while (bytes_ > limit_) {
    bytes_ -= entries_.front()->bytes();
    gone.push_back(std::move(entries_.front()));
    entries_.pop_front();
  }
  // One that is larger than the whole journal is gone already.
  if (!entries_.empty() && !entry->exchange.tracking_id.empty()) index_.put(hash, entry->sequence, entries_.front()->sequence);
  if (waiting_ != 0) changed_.notify_all();
}

std::vector<EntryPtr> Journal::copy(std::uint64_t first, std::size_t most) const {
  const std::scoped_lock lock(mutex_);
  if (entries_.empty()) return {};
  const auto oldest = entries_.front()->sequence;
  const auto from = static_cast<std::size_t>(std::max(first, oldest) - oldest);
  if (from >= entries_.size() || first + most <= oldest) return {};
  // `most` counts from `first`, gone ones included: callers go through ranges.
  const auto to = std::min(entries_.size(), static_cast<std::size_t>(first + most - oldest));
  return {entries_.begin() + static_cast<std::ptrdiff_t>(from), entries_.begin() + static_cast<std::ptrdiff_t>(to)};
}

Page Journal::earliest(const Filter& filter) const {
  Page page;
  page.last = filter.after.value_or(0);
  for (;;) {
    const auto e = extent();
    // A later sequence than there is: the caller knows the server from before it was started anew.
    if (page.last > e.last) page.last = 0;
    if (e.entries == 0 || page.last == e.last) {
      page.last = e.last;
      return page;
    }
    for (auto& entry : copy(std::max(page.last + 1, e.first), batch)) {
      page.last = entry->sequence;
      if (fits(*entry, filter)) page.entries.push_back(std::move(entry));
      if (page.entries.size() >= filter.limit) return page;
    }
  }
}

Page Journal::latest(const Filter& filter) const {
  const auto e = extent();
  Page page;
  page.last = e.last;
  if (e.entries == 0) return page;
  for (std::uint64_t end = e.last + 1; end > 1 && end > e.first && page.entries.size() < filter.limit;) {
    const auto begin = end > batch ? end - batch : 1;
    auto some = copy(begin, static_cast<std::size_t>(end - begin));
    for (auto i = some.rbegin(); i != some.rend() && page.entries.size() < filter.limit; ++i)
      if (fits(**i, filter)) page.entries.push_back(std::move(*i));
    end = begin;
  }
  std::ranges::reverse(page.entries);
  return page;
}

Page Journal::select(const Filter& filter) const {
  return filter.after ? earliest(filter) : latest(filter);
}

Page Journal::follow(Filter filter, std::chrono::milliseconds wait) const {
  constexpr unsigned most_waiting = 16;
  const auto deadline = std::chrono::steady_clock::now() + wait;
  for (;;) {
    auto page = earliest(filter);
    if (!page.entries.empty()) return page;
    filter.after = page.last;
    std::unique_lock lock(mutex_);
    if (closed_ || waiting_ >= most_waiting) return page;
    ++waiting_;
    const bool more = changed_.wait_until(lock, deadline, [&] { return closed_ || next_ > *filter.after + 1; });
    --waiting_;
    if (!more || closed_) return page;
  }
}

EntryPtr Journal::find(std::string_view tracking_id) const {
  const auto hash = hash_of(tracking_id);
  const std::scoped_lock lock(mutex_);
  EntryPtr found;
  if (entries_.empty()) return found;
  const auto oldest = entries_.front()->sequence;
  index_.each(hash, oldest, [&](std::uint64_t sequence) {
    const auto& e = entries_[static_cast<std::size_t>(sequence - oldest)];
    if (net::iequals(e->exchange.tracking_id, tracking_id) && (!found || found->sequence < sequence)) found = e;
  });
  return found;
}

EntryPtr Journal::find(std::uint64_t sequence) const {
  const auto found = sequence == 0 ? std::vector<EntryPtr>() : copy(sequence, 1);
  return found.empty() ? nullptr : found.front();
}

Extent Journal::extent() const {
  const std::scoped_lock lock(mutex_);
  Extent e{limit_, bytes_, entries_.size(), 0, next_ - 1, 0};
  if (!entries_.empty()) {
    e.first = entries_.front()->sequence;
    e.since = entries_.front()->exchange.ticks;
  }
  return e;
}

std::size_t Journal::clear() {
  std::deque<EntryPtr> gone;
  const std::scoped_lock lock(mutex_);
  gone.swap(entries_);
  bytes_ = 0;
  index_ = {};
  return gone.size();
}

void Journal::close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

}  // namespace adsbox::journal
