#include "codec/scalars.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace adsbox::codec {
namespace {

using schema::Kind;

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool iequals(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

template <class T>
Parsed parse_sized(std::string_view s, void* at) {
  std::int64_t v = 0;
  const auto r = parse_integer(s, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), v);
  if (r == Parsed::ok) *static_cast<opt<T>*>(at) = static_cast<T>(v);
  return r;
}

// Days since 1970-01-01 of a proleptic Gregorian date, and back (H. Hinnant's well-known formulas).
constexpr std::int64_t days_from_civil(std::int64_t y, unsigned m, unsigned d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const auto yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

struct Civil {
  std::int64_t year;
  unsigned month, day;
};

constexpr Civil civil_from_days(std::int64_t z) {
  z += 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned m = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<std::int64_t>(yoe) + era * 400 + (m <= 2), m, doy - (153 * mp + 2) / 5 + 1};
}

bool digits(std::string_view s, std::size_t at, std::size_t n, unsigned& out) {
  if (at + n > s.size()) return false;
  out = 0;
  for (std::size_t i = at; i < at + n; ++i) {
    if (s[i] < '0' || s[i] > '9') return false;
    out = out * 10 + static_cast<unsigned>(s[i] - '0');
  }
  return true;
}

char* two(char* p, unsigned v) {
  *p++ = static_cast<char>('0' + v / 10);
  *p++ = static_cast<char>('0' + v % 10);
  return p;
}

}  // namespace

Parsed parse_integer(std::string_view s, std::int64_t low, std::int64_t high, std::int64_t& out) {
  if (!s.empty() && s[0] == '+') s.remove_prefix(1);
  std::int64_t v = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (error == std::errc::result_out_of_range) return Parsed::overflow;
  if (error != std::errc{} || end != s.data() + s.size()) return Parsed::bad;
  if (v < low || v > high) return Parsed::overflow;
  out = v;
  return Parsed::ok;
}

Parsed parse_double(std::string_view s, double& out) {
  if (s == "INF" || s == "Infinity") {
    out = std::numeric_limits<double>::infinity();
    return Parsed::ok;
  }
  if (s == "-INF" || s == "-Infinity") {
    out = -std::numeric_limits<double>::infinity();
    return Parsed::ok;
  }
  if (s == "NaN") {
    out = std::numeric_limits<double>::quiet_NaN();
    return Parsed::ok;
  }
  if (!s.empty() && s[0] == '+') s.remove_prefix(1);
  if (s.empty() || (s[0] != '-' && s[0] != '.' && (s[0] < '0' || s[0] > '9'))) return Parsed::bad;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), out);
  if (error == std::errc::result_out_of_range) return Parsed::overflow;
  if (error != std::errc{} || end != s.data() + s.size() || !std::isfinite(out)) return Parsed::bad;
  return Parsed::ok;
}

Parsed parse_boolean(std::string_view s, bool& out) {
  if (s == "true" || s == "1")
    out = true;
  else if (s == "false" || s == "0")
    out = false;
  else
    return Parsed::bad;
  return Parsed::ok;
}

Parsed parse_enum(const schema::EnumInfo& info, std::string_view s, std::uint64_t& out) {
  const auto values = schema::values_of(info);
  if (!info.flags) {
    for (const auto& v : values)
      if (schema::text(v.name) == s) {
        out = v.number;
        return Parsed::ok;
      }
    return Parsed::bad;
  }
  std::uint64_t all = 0;
  std::size_t at = 0;
  while (at < s.size()) {
    while (at < s.size() && (is_space(s[at]) || s[at] == ',')) ++at;
    std::size_t stop = at;
    while (stop < s.size() && !is_space(s[stop]) && s[stop] != ',') ++stop;
    if (stop == at) break;
    const auto name = s.substr(at, stop - at);
    at = stop;
    bool found = false;
    for (const auto& v : values)
      if (iequals(schema::text(v.name), name)) {
        all |= v.number;
        found = true;
        break;
      }
    if (!found && name != "None") return Parsed::bad;
  }
  out = all;
  return Parsed::ok;
}

Parsed parse_scalar(const schema::FieldInfo& field, std::string_view s, void* at) {
  switch (field.kind) {
    case Kind::boolean: {
      bool v = false;
      const auto r = parse_boolean(s, v);
      if (r == Parsed::ok) *static_cast<opt<bool>*>(at) = v;
      return r;
    }
    case Kind::byte:
      return parse_sized<std::uint8_t>(s, at);
    case Kind::int16:
      return parse_sized<std::int16_t>(s, at);
    case Kind::int32:
      return parse_sized<std::int32_t>(s, at);
    case Kind::int64:
      return parse_sized<std::int64_t>(s, at);
    case Kind::float64:
    case Kind::decimal: {
      double v = 0;
      const auto r = parse_double(s, v);
      if (r == Parsed::ok) *static_cast<opt<double>*>(at) = v;
      return r;
    }
    case Kind::date_time: {
      DateTime d;
      if (!parse_date_time(s, d)) return Parsed::bad;
      *static_cast<opt<DateTime>*>(at) = d;
      return Parsed::ok;
    }
    case Kind::enumeration:
    case Kind::flags: {
      std::uint64_t v = 0;
      const auto r = parse_enum(schema::contract.enums[field.type], s, v);
      if (r != Parsed::ok) return r;
      if (field.kind == Kind::flags)
        *static_cast<opt<std::uint64_t>*>(at) = v;
      else
        *static_cast<opt<std::int32_t>*>(at) = static_cast<std::int32_t>(v);
      return r;
    }
    default:
      return Parsed::bad;
  }
}

const schema::EnumValueInfo* enum_value(const schema::EnumInfo& info, std::uint64_t number) {
  for (const auto& v : schema::values_of(info))
    if (v.number == number) return &v;
  return nullptr;
}

void append_flags(std::string& out, const schema::EnumInfo& info, std::uint64_t value, std::string_view separator) {
  if (const auto* exact = enum_value(info, value)) {
    out += schema::text(exact->name);
    return;
  }
  std::uint64_t left = value;
  bool first = true;
  for (const auto& v : schema::values_of(info)) {
    if (v.number == 0 || (value & v.number) != v.number || (left & v.number) == 0) continue;
    if (!first) out += separator;
    out += schema::text(v.name);
    first = false;
    left &= ~v.number;
  }
}

char* write_scalar(Kind kind, const void* at, char* p) {
  const auto integer = [&](auto v) { return std::to_chars(p, p + longest_scalar, v).ptr; };
  switch (kind) {
    case Kind::boolean: {
      const bool v = **static_cast<const opt<bool>*>(at);
      std::memcpy(p, v ? "true" : "false", v ? 4 : 5);
      return p + (v ? 4 : 5);
    }
    case Kind::byte:
      return integer(unsigned{**static_cast<const opt<std::uint8_t>*>(at)});
    case Kind::int16:
      return integer(int{**static_cast<const opt<std::int16_t>*>(at)});
    case Kind::int32:
      return integer(**static_cast<const opt<std::int32_t>*>(at));
    case Kind::int64:
      return integer(**static_cast<const opt<std::int64_t>*>(at));
    case Kind::float64:
    case Kind::decimal: {
      const double v = **static_cast<const opt<double>*>(at);
      if (std::isnan(v)) {
        std::memcpy(p, "NaN", 3);
        return p + 3;
      }
      if (std::isinf(v)) {
        std::memcpy(p, v > 0 ? "INF" : "-INF", v > 0 ? 3 : 4);
        return p + (v > 0 ? 3 : 4);
      }
      // Amounts are mostly whole cents: those print faster as an integer with two decimals than by the general algorithm.
      const double cents = v * 100;
      if (std::fabs(v) < 1e9 && cents == std::nearbyint(cents) && std::nearbyint(cents) / 100 == v &&
          !(v == 0 && std::signbit(v))) {
        auto n = static_cast<std::int64_t>(cents);
        if (n < 0) {
          *p++ = '-';
          n = -n;
        }
        p = std::to_chars(p, p + longest_scalar, n / 100).ptr;
        const auto rest = static_cast<unsigned>(n % 100);
        if (rest != 0) {
          *p++ = '.';
          *p++ = static_cast<char>('0' + rest / 10);
          if (rest % 10 != 0) *p++ = static_cast<char>('0' + rest % 10);
        }
        return p;
      }
      if (kind == Kind::decimal && std::fabs(v) < 1e15 && std::fabs(v) > 1e-6)  // xs:decimal has no exponent
        return std::to_chars(p, p + longest_scalar, v, std::chars_format::fixed).ptr;
      return std::to_chars(p, p + longest_scalar, v).ptr;
    }
    case Kind::date_time:
      return write_date_time(**static_cast<const opt<DateTime>*>(at), p);
    default:
      return p;
  }
}

void set_nil(const schema::FieldInfo& f, void* at) {
  switch (f.kind) {
    case Kind::boolean:
      *static_cast<opt<bool>*>(at) = nil;
      break;
    case Kind::byte:
      *static_cast<opt<std::uint8_t>*>(at) = nil;
      break;
    case Kind::int16:
      *static_cast<opt<std::int16_t>*>(at) = nil;
      break;
    case Kind::int32:
    case Kind::enumeration:
      *static_cast<opt<std::int32_t>*>(at) = nil;
      break;
    case Kind::string:
    case Kind::base64:
      static_cast<text*>(at)->set_nil();
      break;
    case Kind::object:
      static_cast<box<object>*>(at)->set_nil();
      break;
    case Kind::list:
      static_cast<list_base*>(at)->state_ = static_cast<unsigned>(presence::nil);
      break;
    default:
      *static_cast<opt<std::int64_t>*>(at) = nil;
      break;
  }
}

bool parse_date_time(std::string_view s, DateTime& out) {
  unsigned y = 0, mo = 0, d = 0, h = 0, mi = 0, sec = 0;
  if (!digits(s, 0, 4, y) || s.size() < 10 || s[4] != '-' || !digits(s, 5, 2, mo) || s[7] != '-' || !digits(s, 8, 2, d))
    return false;
  constexpr std::array<unsigned, 12> month_days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (y < 1 || mo < 1 || mo > 12 || d < 1) return false;
  const bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
  if (d > month_days[mo - 1] + (mo == 2 && leap ? 1u : 0u)) return false;
  std::size_t at = 10;
  std::int64_t fraction = 0;
  if (at < s.size() && s[at] == 'T') {
    if (!digits(s, 11, 2, h) || s.size() < 16 || s[13] != ':' || !digits(s, 14, 2, mi)) return false;
    at = 16;
    if (at < s.size() && s[at] == ':') {
      if (!digits(s, 17, 2, sec)) return false;
      at = 19;
      if (at < s.size() && s[at] == '.') {
        std::int64_t scale = DateTime::ticks_per_second / 10;
        std::size_t n = 0;
        for (++at; at < s.size() && s[at] >= '0' && s[at] <= '9'; ++at, ++n) {
          fraction += (s[at] - '0') * scale;
          scale /= 10;
        }
        if (n == 0) return false;
      }
    }
    if (h > 24 || mi > 59 || sec > 59 || (h == 24 && (mi != 0 || sec != 0 || fraction != 0))) return false;
  }
  std::int64_t offset = 0;
  bool utc = false;
  if (at < s.size()) {
    if (s[at] == 'Z' && at + 1 == s.size()) {
      utc = true;
    } else if ((s[at] == '+' || s[at] == '-') && at + 6 == s.size() && s[at + 3] == ':') {
      unsigned oh = 0, om = 0;
      if (!digits(s, at + 1, 2, oh) || !digits(s, at + 4, 2, om) || oh > 14 || om > 59) return false;
      offset = (static_cast<std::int64_t>(oh) * 60 + om) * 60 * (s[at] == '-' ? -1 : 1);
      utc = true;
    } else {
      return false;
    }
  }
  const std::int64_t seconds = days_from_civil(y, mo, d) * 86400 + h * 3600 + mi * 60 + sec - offset;
  constexpr std::int64_t first = -62135596800, last = 253402300799;  // years 0001 to 9999
  if (seconds < first || seconds > last) return false;
  out = DateTime(seconds * DateTime::ticks_per_second + fraction, utc);
  return true;
}

char* write_date_time(DateTime d, char* p) {
  std::int64_t seconds = d.ticks() / DateTime::ticks_per_second, fraction = d.ticks() % DateTime::ticks_per_second;
  if (fraction < 0) {
    fraction += DateTime::ticks_per_second;
    --seconds;
  }
  std::int64_t days = seconds / 86400, rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days;
  }
  const auto c = civil_from_days(days);
  p = two(p, static_cast<unsigned>(c.year / 100));
  p = two(p, static_cast<unsigned>(c.year % 100));
  *p++ = '-';
  p = two(p, c.month);
  *p++ = '-';
  p = two(p, c.day);
  *p++ = 'T';
  p = two(p, static_cast<unsigned>(rest / 3600));
  *p++ = ':';
  p = two(p, static_cast<unsigned>(rest / 60 % 60));
  *p++ = ':';
  p = two(p, static_cast<unsigned>(rest % 60));
  if (fraction != 0) {
    *p++ = '.';
    for (std::int64_t scale = DateTime::ticks_per_second / 10; fraction != 0; scale /= 10) {
      *p++ = static_cast<char>('0' + fraction / scale);
      fraction %= scale;
    }
  }
  if (d.utc()) *p++ = 'Z';
  return p;
}

void append_date_time(std::string& out, DateTime d) {
  char buffer[longest_scalar];
  out.append(buffer, static_cast<std::size_t>(write_date_time(d, buffer) - buffer));
}

bool base64_decode(std::string_view s, std::string& out) {
  constexpr auto table = [] {
    std::array<std::int8_t, 256> t{};
    t.fill(-1);
    const std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i) t[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return t;
  }();
  out.clear();
  std::uint32_t bits = 0;
  int have = 0, symbols = 0, padding = 0;
  for (const char c : s) {
    if (is_space(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const auto v = table[static_cast<unsigned char>(c)];
    if (v < 0 || padding != 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(v);
    have += 6;
    ++symbols;
    if (have >= 8) {
      have -= 8;
      out += static_cast<char>(bits >> have & 0xff);
    }
  }
  return (symbols + padding) % 4 == 0 && padding <= 2;
}

void base64_append(std::string& out, std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0);
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t v = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    out += alphabet[v >> 18 & 63];
    out += alphabet[v >> 12 & 63];
    out += i + 1 < bytes.size() ? alphabet[v >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? alphabet[v & 63] : '=';
  }
}

}  // namespace adsbox::codec
