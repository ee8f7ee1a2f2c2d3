// The languages that names are told in: values of LanguageLocale.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace adsbox::catalog {

/// `en` first: where a row has no name in a language, its English one stands.
enum class Locale : std::uint8_t { en, zh_hant, fr, de, it, ja_jp, pt_br, es };
inline constexpr std::array<std::string_view, 8> locale_names = {"en", "zh-Hant", "fr", "de", "it", "ja-JP", "pt-BR", "es"};

/// The locale that is spelled so, in any case.
std::optional<Locale> find_locale(std::string_view name);

}  // namespace adsbox::catalog
