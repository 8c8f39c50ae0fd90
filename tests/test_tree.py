# SPDX-License-Identifier: Apache-2.0
"""Reads the tree: which house includes which, how long files are, where every source is listed."""
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOUSES = ("metrics", "http", "store", "relay", "proxy", "ui", "app", "clients", "tests")

# Who may include whom, and nothing else. `ui` sees of relay/ only its value headers and facade.
ALLOWED = {
    "metrics": set(),
    "http": {"metrics"},
    "store": {"metrics"},
    "relay": {"store", "http", "metrics"},
    "proxy": {"store", "http", "metrics"},
    "ui": {"relay", "metrics"},
    "app": {"metrics", "http", "store", "relay", "proxy", "ui"},
    "clients": set(),
    "tests": {"metrics", "http", "store", "relay", "proxy", "ui", "app"},
}
RELAY_HEADERS_FOR_UI = re.compile(r"relay/(facade/[a-z_]+|settings/[a-z_]+|scrape/target)\.h")

# Libraries that a house must stay clear of, by the first part of the include.
FOREIGN = {
    "metrics": re.compile(
        r"^(Q[A-Z]|boost/|sqlite3|openssl/|sys/|c?time(\.h)?$|c?stdio(\.h)?$|unistd\.h$|chrono$"
        r"|thread$|mutex$|filesystem$|fstream$)"
    ),
    "http": re.compile(r"^(Q[A-Z]|boost/asio|sqlite3|sys/socket)"),
    "store": re.compile(r"^(Q[A-Z]|boost/)"),
    "relay": re.compile(r"^(QWidget|QtWidgets|boost/)"),
    "proxy": re.compile(r"^Q[A-Z]"),
}
LONGEST = 600
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


def tracked():
    """Files that git tracks or would; outside a checkout every file of the houses."""
    answer = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if answer.returncode == 0 and answer.stdout:
        names = answer.stdout.splitlines()
    else:
        names = [str(p.relative_to(ROOT)) for h in HOUSES for p in (ROOT / h).rglob("*")]
    return [ROOT / n for n in names if (ROOT / n).is_file()]


SOURCES = [p for p in tracked() if p.suffix in (".h", ".cpp", ".mm")]


class Tree(unittest.TestCase):
    def test_there_are_sources(self):
        self.assertGreater(len(SOURCES), 20)

    def test_houses_include_only_whom_they_may(self):
        for path in SOURCES:
            name = path.relative_to(ROOT).as_posix()
            house = name.split("/")[0]
            for own, foreign in INCLUDE.findall(path.read_text()):
                other = own.split("/")[0]
                if own and other in HOUSES and other != house:
                    self.assertIn(other, ALLOWED[house], f"{name} includes {own}")
                    if house == "ui" and other == "relay":
                        self.assertRegex(own, RELAY_HEADERS_FOR_UI, f"{name} includes {own}")
                elif own and "/" not in own:
                    self.assertRegex(own, r"\.moc$", f"{name}: {own} is not rooted")
                if foreign and house in FOREIGN:
                    self.assertNotRegex(foreign, FOREIGN[house], f"{name} includes <{foreign}>")

    def test_boost_stays_out_of_headers_outside_proxy(self):
        for path in SOURCES:
            name = path.relative_to(ROOT).as_posix()
            if path.suffix == ".h" and name.split("/")[0] in ("http", "store", "relay", "ui", "app"):
                for own, foreign in INCLUDE.findall(path.read_text()):
                    self.assertFalse(foreign.startswith("boost/"), f"{name} includes <{foreign}>")

    def test_no_file_outgrows_its_idea(self):
        for path in SOURCES:
            lines = path.read_text().count("\n")
            self.assertLessEqual(lines, LONGEST, f"{path.relative_to(ROOT)} has {lines} lines")

    def test_every_source_is_listed_in_its_folder(self):
        for path in SOURCES:
            if path.suffix == ".h":
                continue
            listing = next(d / "CMakeLists.txt" for d in path.parents
                           if (d / "CMakeLists.txt").exists())
            entry = path.relative_to(listing.parent).as_posix()
            self.assertIn(entry, listing.read_text(), f"{path.relative_to(ROOT)} is built nowhere")

    def test_every_source_names_its_licence(self):
        for path in SOURCES:
            head = path.read_text()[:200]
            self.assertIn("SPDX-License-Identifier: Apache-2.0", head, str(path.relative_to(ROOT)))

    def test_no_conditional_compilation_in_logic(self):
        for path in SOURCES:
            if re.search(r"_(linux|macos|windows)\.(cpp|mm)$", path.name):
                continue
            self.assertNotRegex(path.read_text(), r"(?m)^\s*#\s*if(def|ndef)?\b",
                                f"{path.relative_to(ROOT)} has an #if")

    def test_the_readme_links_every_page(self):
        readme = (ROOT / "README.md").read_text()
        pages = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}
        self.assertEqual(pages - set(re.findall(r"\]\(([^)#]+)", readme)), set())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
