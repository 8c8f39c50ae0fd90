#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""prometheus_client's OpenMetrics parser and the specification's grammar, asked over a pipe: a
request is a length (four bytes, little-endian) and a text; the answer is why it is refused (empty:
it is not) and what it holds, one line a sample, each with its length.

What a line of samples says is read by the ABNF, since the parser is lax about that (`a{b="c"}x1`) and
wrong in places (a brace in an exemplar's label); what lines mean together is the parser's. Where
else it is known to be wrong it is mended below, each with the reason. What our reader refuses and the
parser does not, since text 0.0.4 could not say it, is refused here, too, where it says "Ours"."""
import inspect
import math
import re
import struct
import sys

from prometheus_client.openmetrics import parser
from prometheus_client.samples import Exemplar, Sample, Timestamp

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
ESCAPED = r'(?:[^\n"\\]|\\[^\n])*'
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="%s"' % ESCAPED
LABELS = r"\{(?:%s(?:,%s)*)?\}" % (LABEL, LABEL)
REAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
NUMBER = r"(?:%s|[+-]?(?:[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)|[nN][aA][nN])" % REAL
SAMPLE = re.compile(r"(%s)(%s)? (%s)(?: (%s))?(?: # (%s) (%s)(?: (%s))?)?" %
                    (NAME, LABELS, NUMBER, REAL, LABELS, NUMBER, REAL))
ONE_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="(%s)"' % ESCAPED)
# Beyond the ABNF, as the project's own suite has it: quotes and any backslash in help.
METADATA = re.compile(r"# (?:TYPE %s [a-z]+|HELP %s [^\n]*|UNIT %s [a-zA-Z0-9_:]*|EOF)" %
                      (NAME, NAME, NAME))

class Time(Timestamp):
    """Compared by value: the parser compares seconds and nanoseconds each by itself, takes the sign
    of -0.5 for none, and has no order between a time with an exponent and one without."""

    def __init__(self, nanoseconds):
        self.sec, self.nsec = divmod(nanoseconds, 10 ** 9)

    def __gt__(self, other):
        return (self.sec, self.nsec) > (other.sec, other.nsec)


def time_of(text):
    if text is None:
        return None
    if "e" in text.lower():
        value = float(text)
        if math.isinf(value):
            raise ValueError("timestamp out of range")
        return Time(math.floor(value) * 10 ** 9 + int((value - math.floor(value)) * 1e9))
    whole, _, fraction = text.lstrip("+-").partition(".")
    size = int(whole or "0") * 10 ** 9 + int((fraction + "0" * 9)[:9])
    return Time(-size if text.startswith("-") else size)


def number_of(text):
    value = float(text)
    # The specification's section on numbers: they fit into a double.
    if math.isinf(value) and "n" not in text.lower():
        raise ValueError(f"{text} is out of range")
    return value


def labels_of(text):
    found = {}
    for name, value in ONE_LABEL.findall(text or ""):
        if name in found:
            raise ValueError(f"duplicate label {name}")
        if name == "__name__":
            # Ours: the label is Prometheus' own.
            raise ValueError("__name__ is reserved")
        found[name] = re.sub(r'\\([\\"n])', lambda m: {"n": "\n"}.get(m[1], m[1]), value)
    return found


def sample_of(line):
    parts = SAMPLE.fullmatch(line)
    if not parts:
        raise ValueError(f"not a sample: {line}")
    name, labels, value, at, extra, extra_value, extra_at = parts.groups()
    exemplar = None
    if extra:
        exemplar = Exemplar(labels_of(extra), number_of(extra_value), time_of(extra_at))
        if sum(len(key) + len(text) for key, text in exemplar.labels.items()) > 128:
            raise ValueError("exemplar labels are too long")
    return Sample(name, labels_of(labels), number_of(value), time_of(at), exemplar)


def is_uncanonical(bound):
    """Thresholds are numbers of the ABNF, not of Python, and not NaN; infinity is +Inf."""
    if not re.fullmatch(NUMBER, bound) or math.isnan(number_of(bound)):
        return True
    return float(bound) == float("inf") and bound != "+Inf"


def mended_parser():
    """Where a summary has two times, the parser takes its second sum for a repetition of the first:
    it forgets which series a time has had only with the next metric."""
    source = inspect.getsource(parser.text_fd_to_metric_families)
    mended = source.replace("            series_id = ",
                            "            if sample.timestamp != group_timestamp:\n"
                            "                group_timestamp_samples = set()\n"
                            "            series_id = ")
    assert mended != source
    exec(mended, parser.__dict__)


mended_parser()
parser._parse_sample = sample_of
parser._isUncanonicalNumber = is_uncanonical


def check_metadata(text):
    for line in text.split("\n"):
        if line.startswith("#") and not METADATA.fullmatch(line):
            raise ValueError(f"not metadata: {line}")


def hexadecimal(value):
    return float(value).hex()


def labels(pairs):
    return ",".join(f"{name}={value!r}" for name, value in sorted(pairs.items()))


def time(at):
    return "" if at is None else f"@{at.sec}.{at.nsec:09}"


def sample(each, bound):
    # Of a bound the number counts, not how it is spelled.
    named = {name: hexadecimal(value) if name == bound else value
             for name, value in each.labels.items()}
    text = f"{each.name}{{{labels(named)}}} {hexadecimal(each.value)}{time(each.timestamp)}"
    if each.exemplar:
        extra = each.exemplar
        text += f" # {labels(extra.labels)} {hexadecimal(extra.value)}{time(extra.timestamp)}"
    return text


def check_names_in_text(families):
    """Ours: gauge histogram x is a histogram in text 0.0.4, where x_sum and x_count are its lines."""
    taken = {family.name + end for family in families if family.type == "gaugehistogram"
             for end in ("_sum", "_count")}
    for family in families:
        if family.name in taken and family.type not in ("counter", "info"):
            raise ValueError(f"{family.name} clashes in text 0.0.4")


def holding(text):
    lines = []
    families = list(parser.text_string_to_metric_families(text))
    check_names_in_text(families)
    for family in families:
        if not family.samples:
            continue
        if all(each.name == family.name + "_created" for each in family.samples):
            # Without its parent's own samples nothing tells it from a gauge.
            family.name, family.type, family.unit = family.name + "_created", "gauge", ""
        lines.append(f"{family.name} {family.type} {family.unit} {family.documentation!r}")
        bounds = {"summary": (family.name, "quantile"), "histogram": (family.name + "_bucket", "le"),
                  "gaugehistogram": (family.name + "_bucket", "le")}
        named, bound = bounds.get(family.type, ("", ""))
        for each in family.samples:
            if bound in each.labels and each.name != named and not each.name.endswith("_created"):
                # Ours: text 0.0.4 takes it for a bound.
                raise ValueError(f"{each.name} with the label {bound}")
        lines += sorted("  " + sample(each, bound if each.name == named else "")
                        for each in family.samples)
    return "\n".join(lines)


def answer(body):
    try:
        text = body.decode()
        check_metadata(text)
        return "", holding(text)
    except (ValueError, KeyError) as problem:
        return str(problem) or type(problem).__name__, ""


def main():
    pipe, out = sys.stdin.buffer, sys.stdout.buffer
    while length := pipe.read(4):
        for part in answer(pipe.read(struct.unpack("<I", length)[0])):
            part = part.encode("utf-8", "surrogatepass")
            out.write(struct.pack("<I", len(part)) + part)
        out.flush()


main()
