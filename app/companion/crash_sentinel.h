// SPDX-License-Identifier: Apache-2.0
// A file that stands while the program runs: found at the start, it says that the last run did not
// end as it should have. Its content is when that run began.
#pragma once

#include <QString>
#include <optional>

namespace gatepost::app {

class CrashSentinel {
public:
    explicit CrashSentinel(const QString& directory);
    /// When the run began that did not end well; nullopt: none.
    [[nodiscard]] std::optional<QString> uncleanRun() const { return m_unclean; }
    void raise();
    void lower();

private:
    QString m_file;
    std::optional<QString> m_unclean;
};

}  // namespace gatepost::app
