// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <string>
#include <thread>

#include "store/whole_file.h"

using gatepost::store::readWholeFile;

class TestWholeFile : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;

    std::filesystem::path file(std::string_view bytes) {
        auto path =
            std::filesystem::path(m_folder.path().toStdString()) / std::to_string(m_files++);
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

private slots:
    void bytesComeAsTheyAre() {
        QCOMPARE(readWholeFile(file("")), std::string());
        const std::string odd("a\r\n\0b\xff", 6);
        QCOMPARE(readWholeFile(file(odd)), odd);
        for (const std::size_t size : {16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 1'000'003}) {
            std::string bytes;
            for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 31 >> 3);
            QVERIFY(readWholeFile(file(bytes)) == bytes);
        }
    }

    void theKernelsFilesAnnounceNoSize() {
        const auto status = readWholeFile("/proc/self/status");
        QVERIFY(status && status->starts_with("Name:"));
    }

    void whatCannotBeReadIsAnError() {
        QCOMPARE(readWholeFile(m_folder.path().toStdString()).error(),
                 std::make_error_code(std::errc::is_a_directory));
        QCOMPARE(readWholeFile(m_folder.path().toStdString() + "/none").error(),
                 std::make_error_code(std::errc::no_such_file_or_directory));
        // Opens well; its first page is nobody's.
        QCOMPARE(readWholeFile("/proc/self/mem").error(),
                 std::make_error_code(std::errc::io_error));
    }

    /// A process may end between the opening and the reading.
    void aProcessThatEndsMeanwhile() {
        int vanished = 0;
        for (int round = 0; round < 300; ++round) {
            const pid_t child = ::fork();
            if (child == 0) ::_exit(0);
            const auto stat = "/proc/" + std::to_string(child) + "/stat";
            ::usleep(static_cast<useconds_t>(round));
            std::thread reaper([&] { ::waitpid(child, nullptr, 0); });
            for (auto read = readWholeFile(stat);; read = readWholeFile(stat)) {
                if (read) continue;
                if (read.error() == std::errc::no_such_process) ++vanished;
                break;
            }
            reaper.join();
        }
        qInfo() << vanished << "of 300 ended between the two calls";
    }
};

QTEST_APPLESS_MAIN(TestWholeFile)
#include "test_whole_file.moc"
