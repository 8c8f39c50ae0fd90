// SPDX-License-Identifier: Apache-2.0
#include "relay/settings/formats.h"

#include <yaml-cpp/yaml.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "metrics/policy/one_document.h"
#include "relay/settings/ini.h"

namespace gatepost::relay {

namespace {

QString q(const std::string& text) { return QString::fromStdString(text); }

std::string scalarOf(const QJsonValue& value) {
    if (value.isBool()) return value.toBool() ? "true" : "false";
    if (value.isDouble()) return std::to_string(value.toInteger());
    return value.toString().toStdString();
}

std::expected<RawSettings, std::string> readJson(std::string_view text) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray(text.data(), static_cast<qsizetype>(text.size())), &error);
    if (!document.isObject())
        return std::unexpected(error.error == QJsonParseError::NoError
                                   ? std::string("not an object")
                                   : error.errorString().toStdString());
    RawSettings raw;
    const QJsonObject sections = document.object();
    for (auto section = sections.begin(); section != sections.end(); ++section) {
        const QJsonObject values = section.value().toObject();
        for (auto value = values.begin(); value != values.end(); ++value) {
            const std::string key = (section.key() + u'.' + value.key()).toStdString();
            if (!value.value().isArray()) {
                raw[key] = scalarOf(value.value());
                continue;
            }
            std::vector<std::string> list;
            for (const QJsonValue& one : value.value().toArray()) list.push_back(scalarOf(one));
            raw[key] = std::move(list);
        }
    }
    return raw;
}

std::string writeJson(const RawSettings& settings) {
    QJsonObject sections;
    for (const auto& [key, value] : settings) {
        const std::size_t dot = key.find('.');
        const QString section = q(key.substr(0, dot));
        QJsonObject values = sections.value(section).toObject();
        const QString name = q(dot == std::string::npos ? key : key.substr(dot + 1));
        if (const auto* text = std::get_if<std::string>(&value)) {
            values.insert(name, q(*text));
        } else {
            QJsonArray list;
            for (const std::string& one : std::get<std::vector<std::string>>(value))
                list.append(q(one));
            values.insert(name, list);
        }
        sections.insert(section, values);
    }
    return QJsonDocument(sections).toJson().toStdString();
}

std::expected<RawSettings, std::string> readYaml(std::string_view text) {
    RawSettings raw;
    const auto document = metrics::loadOneDocument(text);
    if (!document) {
        const metrics::YamlFault& fault = document.error();
        return std::unexpected("line " + std::to_string(fault.mark.line + 1) + ": " +
                               fault.message);
    }
    try {
        const YAML::Node& root = *document;
        if (root.IsNull()) return raw;
        if (!root.IsMap()) return std::unexpected(std::string("not a map"));
        for (const auto& section : root) {
            if (!section.second.IsMap()) continue;
            for (const auto& value : section.second) {
                const std::string key =
                    section.first.as<std::string>() + "." + value.first.as<std::string>();
                if (value.second.IsSequence()) {
                    raw[key] = value.second.as<std::vector<std::string>>();
                } else if (value.second.IsScalar()) {
                    raw[key] = value.second.as<std::string>();
                } else if (value.second.IsNull()) {
                    raw[key] = std::string();
                }
            }
        }
    } catch (const YAML::Exception& error) {
        return std::unexpected("line " + std::to_string(error.mark.line + 1) + ": " + error.msg);
    }
    return raw;
}

std::string writeYaml(const RawSettings& settings) {
    YAML::Emitter out;
    out << YAML::BeginMap;
    std::string open;
    for (const auto& [key, value] : settings) {
        const std::size_t dot = std::min(key.find('.'), key.size());
        const std::string section = key.substr(0, dot);
        if (section != open) {
            if (!open.empty()) out << YAML::EndMap;
            out << YAML::Key << section << YAML::Value << YAML::BeginMap;
            open = section;
        }
        out << YAML::Key << key.substr(std::min(dot + 1, key.size())) << YAML::Value;
        if (const auto* text = std::get_if<std::string>(&value)) {
            out << YAML::DoubleQuoted << *text;
        } else {
            out << std::get<std::vector<std::string>>(value);
        }
    }
    if (!open.empty()) out << YAML::EndMap;
    out << YAML::EndMap;
    return std::string(out.c_str()) + "\n";
}

}  // namespace

SettingsFormat settingsFormatOf(std::string_view fileName) {
    if (fileName.ends_with(".json")) return SettingsFormat::Json;
    if (fileName.ends_with(".yml") || fileName.ends_with(".yaml")) return SettingsFormat::Yaml;
    return SettingsFormat::Ini;
}

std::expected<RawSettings, std::string> readSettings(SettingsFormat format, std::string_view text) {
    switch (format) {
        case SettingsFormat::Ini: return readIni(text);
        case SettingsFormat::Json: return readJson(text);
        case SettingsFormat::Yaml: return readYaml(text);
    }
    return {};
}

std::string writeSettings(SettingsFormat format, const RawSettings& settings) {
    switch (format) {
        case SettingsFormat::Ini: return writeIni(settings);
        case SettingsFormat::Json: return writeJson(settings);
        case SettingsFormat::Yaml: return writeYaml(settings);
    }
    return {};
}

}  // namespace gatepost::relay
