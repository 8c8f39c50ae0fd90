// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over the files of a folder, and over the inputs that a second argument's file
// holds (each a length, a line feed, so many bytes and a line feed; `scripts/fuzz --keep` writes
// it): what libFuzzer does with a corpus, without it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

void replay(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

/// How many there are; none where the file is not what it should be.
int replayAll(std::istream& inputs) {
    int count = 0;
    for (std::size_t size = 0; inputs >> size; ++count) {
        std::string input(size, '\0');
        if (inputs.get() != '\n' || !inputs.read(input.data(), static_cast<std::streamsize>(size)))
            return 0;
        replay(input);
    }
    return inputs.eof() ? count : 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2 && argc != 3) return 2;
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
        std::ifstream file(entry.path(), std::ios::binary);
        replay(std::string((std::istreambuf_iterator<char>(file)), {}));
        ++count;
    }
    if (argc == 3) {
        std::ifstream file(argv[2], std::ios::binary);
        const int more = replayAll(file);
        if (more == 0) return 1;
        count += more;
    }
    std::printf("%d inputs\n", count);
    return count > 0 ? 0 : 1;
}
