#include "cli/commands.h"

int main(int argc, char** argv) {
  return adsbox::cli::dispatch(argc, argv);
}
