"""Runs the unittest modules of a folder, and writes a line of JSON for each test and subtest, {path, ok, skipped, message}, or for
each line of a log, {log}: python report.py FOLDER [NAME...], a name being a part of those tests' that are to run.
"""

import json
import os
import sys
import traceback
import unittest

# What tests print, and what the processes print that they start, goes elsewhere.
LINES = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def line(**value):
    print(json.dumps(value), file=LINES, flush=True)


class Log:
    """Stands in for standard output."""

    def write(self, text):
        if text.strip():
            line(log=text)
        return len(text)

    def flush(self):
        pass


class Report(unittest.TestResult):
    def report(self, test, error=None, skipped=False, message="", below=()):
        text = "".join(traceback.format_exception(*error)) if error else message
        line(path=[*test.id().split(".")[-2:], *below], ok=error is None and not message, skipped=skipped, message=text)

    def addSuccess(self, test):
        self.report(test)

    def addError(self, test, err):
        self.report(test, err)

    def addFailure(self, test, err):
        self.report(test, err)

    def addSkip(self, test, reason):
        self.report(test, skipped=True, message=reason)

    def addExpectedFailure(self, test, err):
        self.report(test, message="the test is said to fail")

    def addUnexpectedSuccess(self, test):
        self.report(test, message="the test is said to fail, but passes")

    def addSubTest(self, test, subtest, err):
        values = subtest.params.values() if subtest.params else ()
        text = subtest._message if isinstance(subtest._message, str) else ""
        self.report(test, err, below=[" ".join([text, *(f"({value})" for value in values)]).strip()])


def main():
    folder, *names = sys.argv[1:]
    sys.path.insert(0, folder)
    os.chdir(folder)
    sys.stdout = Log()
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*" for name in names] or None
    loader.discover(folder, top_level_dir=folder).run(Report())


main()
