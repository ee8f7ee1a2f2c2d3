// The value types that every contract struct is made of.
//
// A member of a message can be in three states on the wire: absent, nil, or a value. opt<T>, text, list<T> and box<T> keep
// all three. They share two properties that the table-driven codecs rely on:
//   - all-zero bytes mean "absent", so a fresh object is a block of zeroed memory;
//   - none points into itself, so a move is a copy of bytes.
// None needs T to be complete to be a member, and none instantiates more than a few lines: a file that includes a whole
// service contract stays cheap to compile.
//
//   Campaign campaign;
//   campaign.name = "Tea spring";
//   campaign.daily_budget = 12.5;
//   campaign.languages.push_back("English");
//   campaign.bidding_scheme = make<EnhancedCpcBiddingScheme>();
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace adsbox {

/// Index of a type in the contract tables; also the run-time tag of every contract object.
using TypeId = std::uint16_t;

/// State of a member on the wire.
enum class presence : std::uint8_t { absent = 0, nil = 1, value = 2 };

struct nil_t {};
/// Assign to a member to send an explicit nil: `keyword.param1 = nil;`.
inline constexpr nil_t nil{};

/// Base of every contract struct: says which type the object is, so that a pointer to a base finds its derived type.
struct object {
  TypeId contract_type;
  explicit constexpr object(TypeId type) noexcept : contract_type(type) {}
};

// The operations below walk the contract tables (src/schema/object.cpp).
void destroy_object(object* o) noexcept;
[[nodiscard]] object* clone_object(const object* o);
[[nodiscard]] object* create_object(TypeId type);
[[nodiscard]] bool equal_objects(const object& a, const object& b) noexcept;
/// True when `type` is `base` or derives from it.
[[nodiscard]] bool is_a(TypeId type, TypeId base) noexcept;

/// A scalar, enum or DateTime member.
template <class T>
class opt {
  static_assert(std::is_trivially_copyable_v<T>);
  T value_{};
  presence state_{};

 public:
  using value_type = T;
  constexpr opt() noexcept = default;
  constexpr opt(T v) noexcept : value_(v), state_(presence::value) {}
  constexpr opt(nil_t) noexcept : state_(presence::nil) {}

  [[nodiscard]] constexpr presence state() const noexcept { return state_; }
  [[nodiscard]] constexpr bool has_value() const noexcept { return state_ == presence::value; }
  [[nodiscard]] constexpr bool is_nil() const noexcept { return state_ == presence::nil; }
  [[nodiscard]] constexpr bool is_absent() const noexcept { return state_ == presence::absent; }
  constexpr explicit operator bool() const noexcept { return has_value(); }
  constexpr const T& operator*() const noexcept { return value_; }
  constexpr T value_or(T other) const noexcept { return has_value() ? value_ : other; }
  constexpr void reset() noexcept { *this = opt(); }
  friend constexpr bool operator==(const opt& a, const opt& b) noexcept {
    return a.state_ == b.state_ && (a.state_ != presence::value || a.value_ == b.value_);
  }
};

/// A string (or base64Binary) member: 22 bytes inline, longer ones on the heap. Bytes are UTF-8 (base64Binary: raw bytes).
class text {
  static constexpr std::uint8_t kNil = 1;
  static constexpr std::uint8_t kInline = 2;  // tag = kInline + length
  static constexpr std::uint8_t kHeap = 0xff;

 public:
  static constexpr std::size_t inline_capacity = 22;

  text() noexcept { std::memset(bytes_, 0, sizeof bytes_); }
  text(nil_t) noexcept : text() { tag() = kNil; }
  text(std::string_view s) : text() { assign(s); }
  text(const char* s) : text(std::string_view(s)) {}
  text(const std::string& s) : text(std::string_view(s)) {}
  text(const text& o) : text() { copy_from(o); }
  text(text&& o) noexcept { take(o); }
  text& operator=(const text& o) {
    if (this != &o) {
      clear();
      copy_from(o);
    }
    return *this;
  }
  text& operator=(text&& o) noexcept {
    if (this != &o) {
      clear();
      take(o);
    }
    return *this;
  }
  ~text() { clear(); }

  [[nodiscard]] presence state() const noexcept {
    const auto t = tag();
    return t == 0 ? presence::absent : t == kNil ? presence::nil : presence::value;
  }
  [[nodiscard]] bool has_value() const noexcept { return tag() >= kInline; }
  [[nodiscard]] bool is_nil() const noexcept { return tag() == kNil; }
  [[nodiscard]] bool is_absent() const noexcept { return tag() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  /// The characters; empty when there is no value.
  [[nodiscard]] std::string_view view() const noexcept {
    const auto t = tag();
    if (t == kHeap) return {heap().data, heap().size};
    return t < kInline ? std::string_view{} : std::string_view{bytes_, static_cast<std::size_t>(t - kInline)};
  }
  operator std::string_view() const noexcept { return view(); }
  std::string_view operator*() const noexcept { return view(); }
  [[nodiscard]] std::string str() const { return std::string(view()); }
  [[nodiscard]] bool empty() const noexcept { return view().empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return view().size(); }

  void assign(std::string_view s) {
    if (s.size() <= inline_capacity) {
      char copy[inline_capacity];
      if (!s.empty()) std::memcpy(copy, s.data(), s.size());
      clear();
      std::memcpy(bytes_, copy, s.size());
      tag() = static_cast<std::uint8_t>(kInline + s.size());
    } else {
      assign_heap(s);
    }
  }
  /// Makes room for `n` bytes and returns where to write them.
  char* resize_for_overwrite(std::size_t n) {
    clear();
    if (n <= inline_capacity) {
      tag() = static_cast<std::uint8_t>(kInline + n);
      return bytes_;
    }
    return allocate(n);
  }
  void set_nil() noexcept {
    clear();
    tag() = kNil;
  }
  void reset() noexcept { clear(); }

  friend bool operator==(const text& a, const text& b) noexcept { return a.state() == b.state() && a.view() == b.view(); }
  friend bool operator==(const text& a, std::string_view b) noexcept { return a.has_value() && a.view() == b; }
  friend bool operator==(const text& a, const char* b) noexcept { return a == std::string_view(b); }

 private:
  struct Heap {
    char* data;
    std::uint64_t size;
  };
  std::uint8_t& tag() noexcept { return reinterpret_cast<std::uint8_t&>(bytes_[23]); }
  [[nodiscard]] std::uint8_t tag() const noexcept { return static_cast<std::uint8_t>(bytes_[23]); }
  [[nodiscard]] Heap heap() const noexcept {
    Heap h;
    std::memcpy(&h, bytes_, sizeof h);
    return h;
  }
  void take(text& o) noexcept {
    std::memcpy(bytes_, o.bytes_, sizeof bytes_);
    std::memset(o.bytes_, 0, sizeof o.bytes_);
  }
  void copy_from(const text& o) {
    if (o.tag() == kHeap)
      assign_heap(o.view());
    else
      std::memcpy(bytes_, o.bytes_, sizeof bytes_);
  }
  char* allocate(std::size_t n) {
    Heap h{static_cast<char*>(::operator new(n)), n};
    std::memcpy(bytes_, &h, sizeof h);
    tag() = kHeap;
    return h.data;
  }
  void assign_heap(std::string_view s) {
    char* p = static_cast<char*>(::operator new(s.size()));
    std::memcpy(p, s.data(), s.size());
    clear();
    Heap h{p, s.size()};
    std::memcpy(bytes_, &h, sizeof h);
    tag() = kHeap;
  }
  void clear() noexcept {
    if (tag() == kHeap) ::operator delete(heap().data);
    std::memset(bytes_, 0, sizeof bytes_);
  }

  alignas(8) char bytes_[24];
};

/// Owner of (or reference to) one contract object. T may be a base: the object knows its own type.
template <class T>
class box {
  // 0 absent, 1 nil, otherwise a pointer; bit 1 set = borrowed (not freed).
  std::uintptr_t bits_ = 0;
  static constexpr std::uintptr_t kNil = 1, kBorrowed = 2;

 public:
  box() noexcept = default;
  box(nil_t) noexcept : bits_(kNil) {}
  /// Takes ownership of an object made by make<>, create_object or clone_object.
  explicit box(T* owned) noexcept : bits_(reinterpret_cast<std::uintptr_t>(owned)) {}
  box(box&& o) noexcept : bits_(std::exchange(o.bits_, 0)) {}
  template <class D>
    requires std::is_convertible_v<D*, T*>
  box(box<D>&& o) noexcept : bits_(o.release_bits()) {}
  box(const box& o) : bits_(o.copy_bits()) {}
  box& operator=(box o) noexcept {
    std::swap(bits_, o.bits_);
    return *this;
  }
  ~box() {
    if (owns()) destroy_object(reinterpret_cast<object*>(bits_));
  }
  /// A box that refers to `o` without owning it; `o` must outlive the box. Copies own a clone.
  static box borrow(const T& o) noexcept {
    box b;
    b.bits_ = reinterpret_cast<std::uintptr_t>(&o) | kBorrowed;
    return b;
  }

  [[nodiscard]] presence state() const noexcept {
    return bits_ == 0 ? presence::absent : bits_ == kNil ? presence::nil : presence::value;
  }
  [[nodiscard]] bool has_value() const noexcept { return bits_ > kNil; }
  [[nodiscard]] bool is_nil() const noexcept { return bits_ == kNil; }
  [[nodiscard]] bool is_absent() const noexcept { return bits_ == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] T* get() const noexcept { return has_value() ? reinterpret_cast<T*>(bits_ & ~kBorrowed) : nullptr; }
  T* operator->() const noexcept { return get(); }
  T& operator*() const noexcept { return *get(); }
  /// The object as D when it is a D (or derives from it), else nullptr.
  template <class D>
  [[nodiscard]] D* as() const noexcept {
    return has_value() && is_a(header()->contract_type, D::type_id) ? static_cast<D*>(get()) : nullptr;
  }
  void reset() noexcept { *this = box(); }
  void set_nil() noexcept { *this = box(nil); }
  std::uintptr_t release_bits() noexcept { return std::exchange(bits_, 0); }
  /// The box of a base as one of T, which its object must be; it owns the object, or borrows it, as the other did.
  template <class Base>
  static box downcast(box<Base>&& o) noexcept {
    box b;
    b.bits_ = o.release_bits();
    return b;
  }

  friend bool operator==(const box& a, const box& b) noexcept {
    if (!a.has_value() || !b.has_value()) return a.state() == b.state();
    return equal_objects(*a.header(), *b.header());
  }

 private:
  [[nodiscard]] bool owns() const noexcept { return bits_ > kNil && (bits_ & kBorrowed) == 0; }
  [[nodiscard]] const object* header() const noexcept { return reinterpret_cast<const object*>(bits_ & ~kBorrowed); }
  [[nodiscard]] std::uintptr_t copy_bits() const {
    return has_value() ? reinterpret_cast<std::uintptr_t>(clone_object(header())) : bits_;
  }
};

/// Makes an object of contract type T in a box.
template <class T>
[[nodiscard]] box<T> make() {
  return box<T>(static_cast<T*>(create_object(T::type_id)));
}
template <class T>
[[nodiscard]] box<T> make(T value) {
  auto b = make<T>();
  *b = std::move(value);
  return b;
}

/// The type-free part of list<T>, which the codecs see.
struct list_base {
  void* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ : 30 = 0;
  std::uint32_t state_ : 2 = 0;

  /// Grows the block so that one more element of `element_size` bytes fits; new bytes are zero. Returns its address.
  void* append_zeroed(std::size_t element_size);
  void reserve_bytes(std::size_t elements, std::size_t element_size);
};

/// An array member. An empty list is not the same as an absent or nil one.
/// Elements are opt<X>, text, box<X> or list<X>: list<std::int64_t> is spelt list<opt<std::int64_t>>.
template <class E>
class list : private list_base {
 public:
  using value_type = E;
  list() noexcept = default;
  list(nil_t) noexcept { state_ = 1; }
  list(std::initializer_list<E> items) {
    set_empty();
    for (const auto& i : items) push_back(i);
  }
  list(list&& o) noexcept { take(o); }
  list(const list& o) { copy(o); }
  list& operator=(list o) noexcept {
    list_base& a = *this;
    list_base& b = o;
    std::swap(a, b);
    return *this;
  }
  ~list() { destroy(); }

  [[nodiscard]] presence state() const noexcept { return static_cast<presence>(state_); }
  [[nodiscard]] bool has_value() const noexcept { return state_ == 2; }
  [[nodiscard]] bool is_nil() const noexcept { return state_ == 1; }
  [[nodiscard]] bool is_absent() const noexcept { return state_ == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  E* begin() noexcept { return static_cast<E*>(data_); }
  E* end() noexcept { return begin() + size_; }
  const E* begin() const noexcept { return static_cast<const E*>(data_); }
  const E* end() const noexcept { return begin() + size_; }
  E& operator[](std::size_t i) noexcept { return begin()[i]; }
  const E& operator[](std::size_t i) const noexcept { return begin()[i]; }
  E& push_back(E e) {
    E* slot = static_cast<E*>(append_zeroed(sizeof(E)));
    *slot = std::move(e);
    return *slot;
  }
  void reserve(std::size_t n) { reserve_bytes(n, sizeof(E)); }
  /// Present with no elements (elements it had are dropped).
  void set_empty() {
    destroy();
    list_base& a = *this;
    a = list_base();
    state_ = 2;
  }
  void set_nil() noexcept { *this = list(nil); }
  void reset() noexcept { *this = list(); }

  friend bool operator==(const list& a, const list& b) noexcept {
    if (a.state_ != b.state_ || a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i)
      if (!(a[i] == b[i])) return false;
    return true;
  }

 private:
  void take(list& o) noexcept {
    list_base& a = *this;
    a = static_cast<list_base&>(o);
    static_cast<list_base&>(o) = list_base();
  }
  void copy(const list& o) {
    state_ = o.state_;
    if (o.size_ != 0) reserve(o.size_);
    for (const auto& e : o) push_back(e);
  }
  void destroy() noexcept {
    for (std::uint32_t i = 0; i < size_; ++i) begin()[i].~E();
    ::operator delete(data_);
    data_ = nullptr;
    size_ = 0;
    capacity_ = 0;
  }
};

/// A moment: 100 ns ticks since 1970-01-01T00:00:00 and whether the text carries a `Z`.
/// Offsets in the input are applied (the moment is kept in UTC); input without a zone is taken as UTC.
class DateTime {
  std::int64_t bits_ = 0;  // ticks * 2 + utc

 public:
  static constexpr std::int64_t ticks_per_second = 10'000'000;
  constexpr DateTime() noexcept = default;
  constexpr DateTime(std::int64_t ticks, bool utc) noexcept : bits_(ticks * 2 + (utc ? 1 : 0)) {}
  static constexpr DateTime from_bits(std::int64_t bits) noexcept {
    DateTime d;
    d.bits_ = bits;
    return d;
  }
  [[nodiscard]] constexpr std::int64_t bits() const noexcept { return bits_; }
  [[nodiscard]] constexpr std::int64_t ticks() const noexcept { return bits_ >> 1; }
  [[nodiscard]] constexpr bool utc() const noexcept { return (bits_ & 1) != 0; }
  friend constexpr bool operator==(DateTime a, DateTime b) noexcept = default;
  friend constexpr auto operator<=>(DateTime a, DateTime b) noexcept { return a.ticks() <=> b.ticks(); }
};

}  // namespace adsbox
