// The command line, as the commands see it: CLI11's parser without its header, which alone costs each file that includes it more
// time to compile than all commands together cost here.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace adsbox::cli {

/// An option, a flag or a positional argument. Made by a Parser, which owns it.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option* required();
  Option* envname(const std::string& name);
  /// The help shows the value that the variable has now.
  Option* capture_default_str();
  Option* excludes(Option* other);
  Option* needs(Option* other);
  /// May be given without a value: it stays as it was.
  Option* value_optional();
  /// The heading that the help lists it under.
  Option* group(const std::string& heading);
  /// What parts the values of a list in one word.
  Option* delimiter(char c);
  Option* one_of(std::initializer_list<const char*> values);
  /// The path of a file that is there.
  Option* existing_file();
  Option* within(std::int64_t least, std::int64_t most);
  /// A number may be followed by a unit, which multiplies it; upper or lower case.
  Option* units(const std::map<std::string, double>& units);
  /// How often it was given.
  [[nodiscard]] std::size_t count() const;

 private:
  CLI::Option* option_;
};

/// A command with its options, or a subcommand.
class Parser {
 public:
  explicit Parser(std::string description = {}, std::string name = {});
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// `name`: "--long", "-s,--long", or "positional". For text, numbers and lists of them (parser.cpp says which).
  template <class T>
  Option* add_option(const std::string& name, T& value, const std::string& description);
  Option* add_option_function(const std::string& name, std::function<void(const std::string&)> take,
                              const std::string& description);
  Option* add_flag(const std::string& name, bool& value, const std::string& description);
  Parser* add_subcommand(const std::string& name, const std::string& description);
  void require_subcommand(int count);
  /// Subcommands take the options of their command, too.
  void fallthrough();
  void footer(const std::string& text);
  /// What follows the first word that is not an option is not for this command; remaining() tells it.
  void prefix_command();
  [[nodiscard]] std::vector<std::string> remaining() const;
  [[nodiscard]] std::size_t count(const std::string& option) const;
  /// Was this subcommand given?
  explicit operator bool() const;

  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::string help() const;
  /// wrong: `problem` says why.
  enum class Outcome { parsed, help, wrong };
  Outcome parse(int argc, char** argv, std::string& problem);

 private:
  explicit Parser(CLI::App* subcommand);
  Option* keep(CLI::Option* option);
  std::unique_ptr<CLI::App> own_;  // null: a subcommand, which CLI11 owns
  CLI::App* app_;
  std::vector<std::unique_ptr<Option>> options_;
  std::vector<std::unique_ptr<Parser>> subcommands_;
};

}  // namespace adsbox::cli
