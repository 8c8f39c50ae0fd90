# SPDX-License-Identifier: Apache-2.0
# gatepost_add_test(NAME SOURCES ... LIBRARIES ... [PLACES] [LABELS ...] [TIMEOUT seconds])
# makes one QtTest program and registers it with ctest. A label `threads` puts it in the tsan run.
# With PLACES it knows the folders of the sources and programs; the others' objects are the same in
# every clone, so that clones share them in the compiler cache.
enable_testing()

# What a folder's tests are compiled with; see GatepostHeaders.
set(GATEPOST_TEST_HEADERS tests)

# The distribution's own python3, for that is the one that sees its python3-* packages.
find_program(GATEPOST_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)

function(gatepost_add_test name)
    cmake_parse_arguments(TEST "PLACES" "TIMEOUT" "SOURCES;LIBRARIES;LABELS;ENVIRONMENT" ${ARGN})
    add_executable(${name} ${TEST_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON
        RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_link_libraries(${name} PRIVATE
        gatepost::flags gatepost::qt_flags ${TEST_LIBRARIES} Qt6::Core Qt6::Network Qt6::Test)
    gatepost_use_headers(${GATEPOST_TEST_HEADERS} ${name})
    if(TEST_PLACES)
        target_compile_definitions(${name} PRIVATE GATEPOST_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
            GATEPOST_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
    endif()
    add_test(NAME ${name} COMMAND ${name})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}" SKIP_REGULAR_EXPRESSION "^SKIP  "
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;GATEPOST_PYTHON=${GATEPOST_PYTHON};${TEST_ENVIRONMENT}")
    if("threads" IN_LIST TEST_LABELS)
        set_property(GLOBAL APPEND PROPERTY GATEPOST_THREADED_TESTS ${name})
    endif()
endfunction()

# gatepost_add_python_test(NAME SCRIPT [LABELS ...] [TIMEOUT seconds])
# registers a unittest script that runs the built programs.
function(gatepost_add_python_test name script)
    cmake_parse_arguments(TEST "" "TIMEOUT" "LABELS;ENVIRONMENT" ${ARGN})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 120)
    endif()
    add_test(NAME ${name} COMMAND "${GATEPOST_PYTHON}" -B "${CMAKE_CURRENT_SOURCE_DIR}/${script}")
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}" SKIP_REGULAR_EXPRESSION "skipped=[1-9]"
        ENVIRONMENT "GATEPOST_BIN_DIR=${CMAKE_BINARY_DIR}/bin;${TEST_ENVIRONMENT}")
endfunction()
