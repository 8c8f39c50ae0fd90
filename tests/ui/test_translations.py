# SPDX-License-Identifier: Apache-2.0
"""Reads the sources as the translators' tool does: nothing may be missing, unfinished or left over."""
import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
LUPDATE = shutil.which("lupdate", path="/usr/lib/qt6/bin:/usr/bin")
SOURCES = ["ui", "app/companion"]
LANGUAGES = {"de": 2, "zh_CN": 1}  # and their plural forms
PLACES = re.compile(r"%(?:\d|n)")


def fresh(language, *options):
    """Messages of the sources over the committed file, as lupdate merges them."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / f"gatepost_{language}.ts"
        shutil.copy(FOLDER / file.name, file)
        subprocess.run([LUPDATE, "-silent", "-locations", "none", "-source-language", "en_US", *options,
                        *SOURCES, "-I", ".", "-ts", str(file)], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        return list(ElementTree.parse(file).getroot().iter("message"))


def forms(message):
    translation = message.find("translation")
    if message.get("numerus") == "yes":
        return [form.text or "" for form in translation.findall("numerusform")]
    return [translation.text or ""]


class Translations(unittest.TestCase):
    def test_there_is_a_tool(self):
        self.assertIsNotNone(LUPDATE, "lupdate (qt6-l10n-tools) is not installed")

    def test_every_sentence_is_translated(self):
        for language, plurals in LANGUAGES.items():
            messages = fresh(language)
            self.assertGreater(len(messages), 400)
            for message in messages:
                source = message.find("source").text or ""
                state = message.find("translation").get("type")
                self.assertIsNone(state, f"{language}: {state}: {source!r}")
                if message.get("numerus") == "yes":
                    self.assertEqual(len(forms(message)), plurals, f"{language}: {source!r}")
                for form in forms(message):
                    self.assertTrue(form or not source, f"{language}: {source!r} is empty")

    def test_english_has_its_plurals(self):
        for message in fresh("en", "-pluralonly"):
            source = message.find("source").text
            self.assertIsNone(message.find("translation").get("type"), source)
            for form in forms(message):
                self.assertNotIn("(s)", form)
                self.assertNotIn("(es)", form)

    def test_placeholders_and_mnemonics_survive(self):
        for language in LANGUAGES:
            for message in fresh(language):
                source = message.find("source").text or ""
                wanted = collections.Counter(PLACES.findall(source))
                for form in forms(message):
                    self.assertEqual(collections.Counter(PLACES.findall(form)), wanted, f"{language}: {source!r}")
                    self.assertEqual("&" in form, "&" in source, f"{language}: {source!r}")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
