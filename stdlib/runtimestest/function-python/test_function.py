"""Runs the build folder's start.py as a process, with functions laid out as a ConfigMap volume does."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

RUNTIME = os.environ["RUNTIME_DIR"]


class Function:
    def __init__(self, files, file="main.py", **env):
        self.folder = tempfile.mkdtemp(prefix="function-")
        data = os.path.join(self.folder, "..2024_01_01")
        os.mkdir(data)
        os.symlink("..2024_01_01", os.path.join(self.folder, "..data"))
        for name, text in files.items():
            with open(os.path.join(data, name), "w") as out:
                out.write(text)
            os.symlink(os.path.join("..data", name), os.path.join(self.folder, name))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ, "PORT": str(port), "FUNCTION_TARGET": "handler", "PYTHONDONTWRITEBYTECODE": "1",
            "FUNCTION_SOURCE": os.path.join(self.folder, file), "PYTHONUNBUFFERED": "1", **env,
        }
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, "start.py"], cwd=RUNTIME, env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        for _ in range(500):
            if self.process.poll() is not None:
                return
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.02)

    def output(self):
        self.log.seek(0)
        return self.log.read()

    def call(self, path="/", body=None, headers=None, method=None):
        request = urllib.request.Request(self.url + path, body, headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)


class FunctionTest(unittest.TestCase):
    def start(self, *args, **env):
        function = Function(*args, **env)
        self.addCleanup(function.stop)
        return function

    def test_http_function_answers_with_files_beside_it(self):
        function = self.start({
            "main.py": "import other\ndef handler(request):\n    return {'path': request.path, 'n': request.get_json()['n'], 'other': other.X}\n",
            "other.py": "X = 'beside'\n",
        }, DEBUG="1", HOST="nowhere")
        status, text = function.call("/a/b", b'{"n": 1}', {"content-type": "application/json"}, "PUT")
        self.assertEqual((status, json.loads(text)), (200, {"path": "/a/b", "n": 1, "other": "beside"}))

    def test_cloudevent_function_gets_both_modes_and_its_failure_is_500(self):
        function = self.start({
            "main.py": "def handler(event):\n    if event.data.get('fail'):\n        raise ValueError('no')\n    print('GOT', event['type'], event.data['n'])\n",
        }, FUNCTION_SIGNATURE_TYPE="cloudevent")
        binary = {"ce-specversion": "1.0", "ce-id": "1", "ce-type": "t", "ce-source": "/s", "content-type": "application/json"}
        self.assertEqual(function.call("/", b'{"n": 5}', binary), (204, ""))
        event = {"specversion": "1.0", "id": "2", "type": "t2", "source": "/s", "data": {"n": 6}}
        self.assertEqual(function.call("/", json.dumps(event).encode(), {"content-type": "application/cloudevents+json"})[0], 204)
        self.assertEqual(function.call("/", b'{"fail": true}', binary)[0], 500)
        self.assertIn("GOT t 5\nGOT t2 6\n", function.output())

    def test_of_events_with_a_filter_on_data_those_that_match_come_through(self):
        function = self.start(
            {"main.py": "def handler(event):\n    print('GOT', event['id'])\n"},
            FUNCTION_SIGNATURE_TYPE="cloudevent", ESPC_FILTERS='{"on": {"data.n": {"gt": 1}}}',
        )
        for id, body, got in (("1", b'{"n": 1}', False), ("2", b'{"n": 2}', True)):
            headers = {"ce-specversion": "1.0", "ce-id": id, "ce-type": "t", "ce-source": "/s", "content-type": "application/json"}
            self.assertEqual(function.call("/_espc/on/on", body, headers), (204, ""))
            self.assertEqual(f"GOT {id}\n" in function.output(), got)

    def test_sigterm_lets_an_open_call_end(self):
        function = self.start({"main.py": "import time\ndef handler(request):\n    print('open')\n    time.sleep(0.7)\n    return 'done'\n"})
        answers = []
        caller = threading.Thread(target=lambda: answers.append(function.call()))
        caller.start()
        while "open\n" not in function.output():
            time.sleep(0.01)
        function.process.send_signal(signal.SIGTERM)
        caller.join()
        self.assertEqual(answers, [(200, "done")])
        self.assertEqual(function.process.wait(10), 0)

    def test_a_call_past_its_time_fails_and_others_go_on(self):
        function = self.start({
            "main.py": "import time\ndef handler(request):\n    if request.path == '/fast':\n        return 'fast'\n    for _ in range(300):\n        time.sleep(0.01)\n    return 'late'\n",
        }, FUNCTION_TIMEOUT_SECONDS="1")
        begin = time.monotonic()
        self.assertEqual(function.call("/slow")[0], 500)
        self.assertLess(time.monotonic() - begin, 2.5)
        self.assertEqual(function.call("/fast"), (200, "fast"))

    def test_calls_run_side_by_side(self):
        function = self.start({"main.py": "import time\ndef handler(request):\n    time.sleep(0.3)\n    return 'x'\n"}, FUNCTION_CONCURRENCY="20")
        begin = time.monotonic()
        callers = [threading.Thread(target=function.call) for _ in range(20)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        self.assertLess(time.monotonic() - begin, 2)

    def test_a_function_that_is_not_there_ends_the_process(self):
        function = self.start({"main.py": "def other(request):\n    return ''\n"})
        self.assertNotEqual(function.process.wait(10), 0)
        self.assertIn("handler", function.output())


if __name__ == "__main__":
    unittest.main()
