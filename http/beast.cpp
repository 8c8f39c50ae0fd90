// SPDX-License-Identifier: Apache-2.0
// The one translation unit that compiles Beast's parser. Not beast/src.hpp: that drags in Asio's
// own separately compiled half, which nothing in http/ has any use for.
#define BOOST_BEAST_SOURCE

#include <boost/beast/core/impl/error.ipp>
#include <boost/beast/core/impl/string.ipp>
#include <boost/beast/http/detail/basic_parser.ipp>
#include <boost/beast/http/detail/rfc7230.ipp>
#include <boost/beast/http/impl/basic_parser.ipp>
#include <boost/beast/http/impl/error.ipp>
#include <boost/beast/http/impl/field.ipp>
#include <boost/beast/http/impl/rfc7230.ipp>
#include <boost/beast/http/impl/verb.ipp>
