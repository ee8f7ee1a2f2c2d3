#include <chrono>
#include <cstdio>
#include <string>

#include "files/address.h"
#include "files/files.h"
#include "identity/keys.h"

namespace adsbox::files {

std::string utc_text(std::int64_t ticks) {
  const std::chrono::sys_seconds at{std::chrono::seconds(ticks / DateTime::ticks_per_second)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()), unsigned(date.month()),
                unsigned(date.day()), int(time.hours().count()), int(time.minutes().count()), int(time.seconds().count()));
  return text;
}

std::string signature(world::World& world, std::string_view path, std::string_view expiry) {
  std::string text = "file\n";  // else a signed text of another kind could pass for an address
  text.append(path).append("\n").append(expiry);
  return identity::sign_text(world, text);
}

Address issue(world::World& world, std::string_view base_url, std::string_view folder, std::string_view name) {
  // Whole seconds: the address tells no more.
  const auto end = (world.clock().ticks() + lifetime) / DateTime::ticks_per_second * DateTime::ticks_per_second;
  std::string path(root);
  path.append(world.name()).append("/").append(folder).append("/").append(name);
  const auto expiry = utc_text(end);
  std::string url(base_url);
  url.append(path)
      .append("?sv=")
      .append(storage_version)
      .append("&se=")
      .append(net::url_encode(expiry))
      .append("&sr=b&sp=r&sig=")
      .append(signature(world, path, expiry));
  return {std::move(url), DateTime(end, true)};
}

}  // namespace adsbox::files
