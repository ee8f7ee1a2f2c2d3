// GetProfileDataFileUrl with the files behind its addresses, SearchCompanies.
#include "adsbox/campaign_management.h"
#include "catalog/profiles.h"
#include "services/campaign_management/reference/csv.h"
#include "services/entity/fields.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;
using catalog::Locale;
using catalog::ProfileKind;

namespace {

static_assert(static_cast<int>(ProfileType::CompanyName) == static_cast<int>(ProfileKind::CompanyName));
static_assert(static_cast<int>(ProfileType::JobFunction) == static_cast<int>(ProfileKind::JobFunction));
static_assert(static_cast<int>(ProfileType::Industry) == static_cast<int>(ProfileKind::Industry));
static_assert(static_cast<int>(ProfileType::JobSeniority) == static_cast<int>(ProfileKind::JobSeniority));
static_assert(static_cast<int>(ProfileType::JobTitle) == static_cast<int>(ProfileKind::JobTitle));

constexpr std::string_view folder = "profiledata";

std::string_view status_of(const catalog::Profile& profile) {
  return profile.active ? "Active" : "Inactive";
}

std::string industries(Locale locale) {
  std::string out;
  append_csv_row(out, {"Profile Id", "Industry Display Name", "Industry Group Display Name", "Replaces", "Status"});
  for (const auto& p : catalog::profiles(ProfileKind::Industry))
    append_csv_row(out, {std::to_string(p.id), p.name(locale), p.group.view(), "", status_of(p)});
  return out;
}

std::string job_functions(Locale locale) {
  std::string out;
  append_csv_row(out, {"Profile Id", "Job Function Display Name", "Replaces", "Status"});
  for (const auto& p : catalog::profiles(ProfileKind::JobFunction))
    append_csv_row(out, {std::to_string(p.id), p.name(locale), "", status_of(p)});
  return out;
}

struct DataFile {
  ProfileType type;
  std::string_view name;
  std::string (*make)(Locale);
};
constexpr DataFile data_files[] = {{ProfileType::Industry, "industries.csv", industries},
                                   {ProfileType::JobFunction, "jobfunctions.csv", job_functions}};

std::optional<files::Content> read_file(world::World&, std::string_view name) {
  const auto slash = name.find('/');
  const auto locale = catalog::find_locale(name.substr(0, slash));
  if (!locale || slash == std::string_view::npos) return std::nullopt;
  for (const auto& file : data_files)
    if (file.name == name.substr(slash + 1))
      return files::Content{"text/csv; charset=utf-8", file.make(*locale), {}, catalog::tables.profiles_modified};
  return std::nullopt;
}

Result<GetProfileDataFileUrl> get_profile_data_file_url(Call& call, const GetProfileDataFileUrlRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  // The values are numbers, though the contract lists them as flags: two of them are a third one.
  for (const auto& file : data_files) {
    if (request.profile_type != opt(file.type)) continue;
    const auto address =
        files::issue(call.world, call.base_url, folder, request.language_locale.str() + "/" + std::string(file.name));
    GetProfileDataFileUrlResponse response;
    response.file_url = address.url;
    response.file_url_expiry_time_utc = address.expires;
    response.last_modified_time_utc = DateTime(catalog::tables.profiles_modified, true);
    return response;
  }
  return fail(FaultKind::operation, Error::InvalidProfileType,
              {"GetProfileDataFileUrlRequest.ProfileType.file", "ProfileType",
               describe(field_of(GetProfileDataFileUrlRequest::type_id, "ProfileType"), &request.profile_type),
               "Industry|JobFunction", "Industry or JobFunction; companies are found with SearchCompanies"});
}

Result<SearchCompanies> search_companies(Call& call, const SearchCompaniesRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto locale = catalog::find_locale(request.language_locale.view()).value_or(Locale::en);
  SearchCompaniesResponse response;
  response.companies.set_empty();
  for (const auto* found : catalog::search_companies(request.company_name_filter.view())) {
    auto company = make<Company>();
    company->name = found->name(locale);
    company->profile_id = found->id;
    company->status = status_of(*found);
    response.companies.push_back(std::move(company));
  }
  return response;
}

}  // namespace

void register_profile_data(Registry& registry) {
  registry.serve({folder, read_file});
  registry.add<GetProfileDataFileUrl>(get_profile_data_file_url);
  registry.add<SearchCompanies>(search_companies);
}

}  // namespace adsbox::services
