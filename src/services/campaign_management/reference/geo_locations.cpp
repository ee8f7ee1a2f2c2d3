// GetGeoLocationsFileUrl, and the files behind its addresses.
#include <array>
#include <mutex>

#include "adsbox/campaign_management.h"
#include "catalog/locations.h"
#include "services/campaign_management/reference/csv.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

constexpr std::string_view folder = "geolocations", version = "2.0", plain_end = "/GeoLocations.csv", packed_end = ".gz";

std::string make_file(catalog::Locale locale) {
  std::string out;
  append_csv_row(out, {"Location Id", "Bing Display Name", "Location Type", "Replaces", "Status", "AdWords Location Id"});
  for (const auto& l : catalog::locations())
    append_csv_row(out, {std::to_string(l.id), l.display_name(locale), name_of(l.type), "", name_of(l.status),
                         l.adwords_id == 0 ? std::string() : std::to_string(l.adwords_id)});
  return out;
}

/// The file in one language, made when it is first asked for: the catalogue is the same for all worlds, as long as the program
/// runs.
const std::string& file_of(catalog::Locale locale, bool packed) {
  struct Made {
    std::once_flag once;
    std::string plain, packed;
  };
  static std::array<Made, catalog::locale_names.size()> files;
  auto& made = files[static_cast<std::size_t>(locale)];
  std::call_once(made.once, [&] {
    made.plain = make_file(locale);
    made.packed = files::gzip(made.plain);
  });
  return packed ? made.packed : made.plain;
}

/// "2.0/en/GeoLocations.csv.gz"
std::string name_of_file(std::string_view locale, bool packed) {
  return std::string(version) + "/" + std::string(locale) + std::string(plain_end) + (packed ? std::string(packed_end) : "");
}

std::optional<files::Content> read_file(world::World&, std::string_view name) {
  for (const auto locale : catalog::locale_names)
    for (const bool packed : {false, true})
      if (name == name_of_file(locale, packed))
        return files::Content{packed ? "application/gzip" : "text/csv; charset=utf-8",
                              file_of(*catalog::find_locale(locale), packed),
                              {},
                              catalog::tables.locations_modified};
  return std::nullopt;
}

Result<GetGeoLocationsFileUrl> get_geo_locations_file_url(Call& call, const GetGeoLocationsFileUrlRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const bool packed = request.compression_type == opt(CompressionType::GZip);
  const auto address = files::issue(call.world, call.base_url, folder, name_of_file(request.language_locale.view(), packed));
  GetGeoLocationsFileUrlResponse response;
  response.file_url = address.url;
  response.file_url_expiry_time_utc = address.expires;
  response.last_modified_time_utc = DateTime(catalog::tables.locations_modified, true);
  return response;
}

}  // namespace

void register_geo_locations(Registry& registry) {
  registry.serve({folder, read_file});
  registry.add<GetGeoLocationsFileUrl>(get_geo_locations_file_url);
}

}  // namespace adsbox::services
