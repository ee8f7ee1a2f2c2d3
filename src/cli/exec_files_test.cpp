#include "cli/exec_files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "cli/arguments.h"
#include "net/ca.h"

namespace adsbox::cli {
namespace {

std::string whole(const std::string& path) {
  return read_file(path).value_or("?");
}

TEST(ProgramFiles, AreWrittenAndReplaced) {
  const ScratchDirectory scratch;
  const ProgramFiles files{scratch.path() + "/deep/er"};
  const auto first = net::Authority("").certificate(), second = net::Authority("").certificate();
  ASSERT_TRUE(first && second);
  for (const auto& ca : {*first, *second}) {
    const auto written = write_program_files(files, ca, false);
    ASSERT_TRUE(written) << written.error();
    EXPECT_EQ(whole(files.bundle()) + "\n", ca);
    std::size_t certificates = 0;
    for (const auto& file : std::filesystem::directory_iterator(files.certificates())) {
      ++certificates;
      EXPECT_EQ(whole(file.path().string()) + "\n", ca);
    }
    EXPECT_EQ(certificates, 1u) << "an old authority is not trusted";
  }
  EXPECT_THAT(whole(files.php() + "/adsbox.ini"), ::testing::HasSubstr("openssl.cafile=\"" + files.bundle() + "\""));
  EXPECT_TRUE(whole(files.node()).starts_with("'use strict'"));
  EXPECT_TRUE(whole(files.redirect())
                  .starts_with("\x7f"
                               "ELF"));
  struct stat info{};
  ASSERT_EQ(::stat(files.directory.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST(ProgramFiles, NeedAnAuthority) {
  const ScratchDirectory scratch;
  EXPECT_FALSE(write_program_files({scratch.path()}, "no certificate", false));
}

TEST(ScratchDirectory, GoesWithItsObject) {
  std::string path;
  {
    const ScratchDirectory scratch;
    path = scratch.path();
    EXPECT_TRUE(std::filesystem::is_directory(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace adsbox::cli
