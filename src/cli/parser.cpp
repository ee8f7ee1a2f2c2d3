#include "cli/parser.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>

namespace adsbox::cli {

Option* Option::required() {
  return option_->required(), this;
}
Option* Option::envname(const std::string& name) {
  return option_->envname(name), this;
}
Option* Option::capture_default_str() {
  return option_->capture_default_str(), this;
}
Option* Option::excludes(Option* other) {
  return option_->excludes(other->option_), this;
}
Option* Option::needs(Option* other) {
  return option_->needs(other->option_), this;
}
Option* Option::value_optional() {
  option_->expected(0, 1);
  return this;
}

Option* Option::group(const std::string& heading) {
  return option_->group(heading), this;
}
Option* Option::delimiter(char c) {
  return option_->delimiter(c), this;
}
Option* Option::one_of(std::initializer_list<const char*> values) {
  return option_->check(CLI::IsMember(std::vector<std::string>(values.begin(), values.end()))), this;
}
Option* Option::existing_file() {
  return option_->check(CLI::ExistingFile), this;
}
Option* Option::within(std::int64_t least, std::int64_t most) {
  return option_->check(CLI::Range(least, most)), this;
}
Option* Option::units(const std::map<std::string, double>& units) {
  return option_->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::CASE_INSENSITIVE)), this;
}
std::size_t Option::count() const {
  return option_->count();
}

Parser::Parser(std::string description, std::string name)
    : own_(std::make_unique<CLI::App>(std::move(description), std::move(name))), app_(own_.get()) {}
Parser::Parser(CLI::App* subcommand) : app_(subcommand) {}
Parser::~Parser() = default;

Option* Parser::keep(CLI::Option* option) {
  return options_.emplace_back(std::make_unique<Option>(option)).get();
}

template <class T>
Option* Parser::add_option(const std::string& name, T& value, const std::string& description) {
  return keep(app_->add_option(name, value, description));
}
template Option* Parser::add_option(const std::string&, std::string&, const std::string&);
template Option* Parser::add_option(const std::string&, std::uint16_t&, const std::string&);
template Option* Parser::add_option(const std::string&, int&, const std::string&);
template Option* Parser::add_option(const std::string&, unsigned&, const std::string&);
template Option* Parser::add_option(const std::string&, std::int64_t&, const std::string&);
template Option* Parser::add_option(const std::string&, std::uint64_t&, const std::string&);
template Option* Parser::add_option(const std::string&, double&, const std::string&);
template Option* Parser::add_option(const std::string&, std::vector<std::string>&, const std::string&);
template Option* Parser::add_option(const std::string&, std::vector<int>&, const std::string&);
template Option* Parser::add_option(const std::string&, std::vector<std::int64_t>&, const std::string&);

Option* Parser::add_option_function(const std::string& name, std::function<void(const std::string&)> take,
                                    const std::string& description) {
  return keep(app_->add_option_function<std::string>(name, take, description));
}
Option* Parser::add_flag(const std::string& name, bool& value, const std::string& description) {
  return keep(app_->add_flag(name, value, description));
}
Parser* Parser::add_subcommand(const std::string& name, const std::string& description) {
  return subcommands_.emplace_back(new Parser(app_->add_subcommand(name, description))).get();
}
void Parser::require_subcommand(int count) {
  app_->require_subcommand(count);
}
void Parser::fallthrough() {
  app_->fallthrough();
}
void Parser::footer(const std::string& text) {
  app_->footer(text);
}
void Parser::prefix_command() {
  app_->prefix_command();
}
std::vector<std::string> Parser::remaining() const {
  return app_->remaining();
}
std::size_t Parser::count(const std::string& option) const {
  return app_->count(option);
}
Parser::operator bool() const {
  return app_->parsed();
}
std::string Parser::name() const {
  return app_->get_name();
}
std::string Parser::help() const {
  return app_->help();
}

Parser::Outcome Parser::parse(int argc, char** argv, std::string& problem) {
  try {
    app_->parse(argc, argv);
    return Outcome::parsed;
  } catch (const CLI::Success&) {
    return Outcome::help;
  } catch (const CLI::ParseError& e) {
    problem = e.what();
    return Outcome::wrong;
  }
}

}  // namespace adsbox::cli
