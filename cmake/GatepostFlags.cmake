# SPDX-License-Identifier: Apache-2.0
# One INTERFACE target carries every flag that our own code is compiled with.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

option(GATEPOST_WERROR "Warnings are errors" OFF)
set(GATEPOST_SANITIZE "" CACHE STRING "Value for -fsanitize, such as address,undefined")

add_library(gatepost_flags INTERFACE)
add_library(gatepost::flags ALIAS gatepost_flags)
target_include_directories(gatepost_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(gatepost_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Woverloaded-virtual
    -Wnon-virtual-dtor
    $<$<BOOL:${GATEPOST_WERROR}>:-Werror>
    # Some libraries ask for it and some do not; a precompiled header wants it to be the same.
    -pthread)
# Beast 1.81's parser asserts on a last chunk that arrives in two pieces; the state is harmless,
# the abort is not. The separate-compilation switches must be the same in every translation unit.
target_compile_definitions(gatepost_flags INTERFACE
    BOOST_DISABLE_ASSERTS BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
    BOOST_ASIO_NO_DEPRECATED GATEPOST_VERSION="${PROJECT_VERSION}")

# Qt's strictness, for the targets that use Qt.
add_library(gatepost_qt_flags INTERFACE)
add_library(gatepost::qt_flags ALIAS gatepost_qt_flags)
target_compile_definitions(gatepost_qt_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_STRICT_ITERATORS)

if(GATEPOST_SANITIZE)
    add_compile_options(-fsanitize=${GATEPOST_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${GATEPOST_SANITIZE})
endif()

find_program(GATEPOST_CCACHE ccache)
if(GATEPOST_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # What ccache wants where headers are precompiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${GATEPOST_CCACHE}")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-fpch-preprocess)
    endif()
endif()
find_program(GATEPOST_MOLD mold)
if(GATEPOST_MOLD)
    add_link_options(-fuse-ld=mold)
endif()
