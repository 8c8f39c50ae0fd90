# SPDX-License-Identifier: Apache-2.0
# Four fifths of compiling one file here is reading the standard library's and Qt's headers. They are
# precompiled once for each kind of target. Every file still includes what it uses: the `tidy` and
# `fuzz` presets compile without.
#
# gatepost_use_headers(std|qt|widgets|tests|widget_tests TARGET...)

set(gatepost_std_headers
    <algorithm> <array> <atomic> <charconv> <chrono> <cstdint> <cstring> <deque> <expected>
    <filesystem> <functional> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view>
    <system_error> <thread> <unordered_map> <utility> <variant> <vector>)
set(gatepost_qt_headers
    <QByteArray> <QCryptographicHash> <QDateTime> <QFile> <QJsonArray> <QJsonDocument> <QJsonObject>
    <QObject> <QPointer> <QString> <QTimer> <QUrl>)
set(gatepost_widget_headers
    <QAbstractTableModel> <QApplication> <QCheckBox> <QClipboard> <QComboBox> <QDialog>
    <QFormLayout> <QHeaderView> <QLabel> <QLineEdit> <QMenu> <QPainter> <QPlainTextEdit>
    <QPushButton> <QSplitter> <QTableView> <QVBoxLayout> <QWidget>)
set(gatepost_test_headers
    <QDir> <QElapsedTimer> <QProcess> <QSignalSpy> <QTemporaryDir> <QTest> <QThread>
    <fstream> <random>)

# One empty target of each kind holds what its kind shares.
set(gatepost_empty "${CMAKE_BINARY_DIR}/empty.cpp")
file(CONFIGURE OUTPUT "${gatepost_empty}" CONTENT "int main() { return 0; }\n")
add_library(gatepost_headers_std STATIC "${gatepost_empty}")
target_link_libraries(gatepost_headers_std PRIVATE gatepost::flags)
target_precompile_headers(gatepost_headers_std PRIVATE ${gatepost_std_headers})

add_library(gatepost_headers_qt STATIC "${gatepost_empty}")
target_link_libraries(gatepost_headers_qt PRIVATE
    gatepost::flags gatepost::qt_flags Qt6::Core Qt6::Network)
target_precompile_headers(gatepost_headers_qt PRIVATE
    ${gatepost_std_headers} ${gatepost_qt_headers} <QNetworkAccessManager> <QNetworkReply>)

add_library(gatepost_headers_widgets STATIC "${gatepost_empty}")
target_link_libraries(gatepost_headers_widgets PRIVATE
    gatepost::flags gatepost::qt_flags Qt6::Core Qt6::Network Qt6::Widgets)
target_precompile_headers(gatepost_headers_widgets PRIVATE
    ${gatepost_std_headers} ${gatepost_qt_headers} ${gatepost_widget_headers})

# Programs are compiled as position-independent programs, so theirs are others than the libraries'.
# Qt names each test's folders in a macro, for QFINDTESTDATA, which is not used here.
set_property(TARGET Qt6::Test PROPERTY INTERFACE_COMPILE_DEFINITIONS QT_TESTLIB_LIB)
add_executable(gatepost_headers_tests EXCLUDE_FROM_ALL "${gatepost_empty}")
target_link_libraries(gatepost_headers_tests PRIVATE
    gatepost::flags gatepost::qt_flags Qt6::Core Qt6::Network Qt6::Test)
target_precompile_headers(gatepost_headers_tests PRIVATE
    ${gatepost_std_headers} ${gatepost_qt_headers} ${gatepost_test_headers})

add_executable(gatepost_headers_widget_tests
    EXCLUDE_FROM_ALL "${gatepost_empty}")
target_link_libraries(gatepost_headers_widget_tests PRIVATE
    gatepost::flags gatepost::qt_flags Qt6::Core Qt6::Network Qt6::Widgets Qt6::Test)
target_precompile_headers(gatepost_headers_widget_tests PRIVATE
    ${gatepost_std_headers} ${gatepost_qt_headers} ${gatepost_widget_headers}
    ${gatepost_test_headers})

function(gatepost_use_headers kind)
    foreach(target ${ARGN})
        target_precompile_headers(${target} REUSE_FROM gatepost_headers_${kind})
        # gcc finds bounds broken inside "text" + string() where <string> is precompiled.
        if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
            target_compile_options(${target} PRIVATE -Wno-array-bounds)
        endif()
    endforeach()
endfunction()
