import base64
import json
import time
import unittest

from harness import Lambda, answered, v1, v2

OK = "def handler(request):\n    return 'ok'\n"
EVENT = {"specversion": "1.0", "id": "1", "type": "t", "source": "/s", "data": {}}
JSON = [("Content-Type", "application/json")]


class Functions(unittest.TestCase):
    def start(self, files, **options):
        function = Lambda(files if isinstance(files, dict) else {"main.py": files}, **options)
        self.addCleanup(function.stop)
        return function

    def test_a_function_is_found(self):
        for name, files, env in (
            ("main.py", {"main.py": OK}, {}),
            ("in another file", {"app.py": "def go(request):\n    return 'ok'\n"}, {"FUNCTION_SOURCE": "app.py", "FUNCTION_TARGET": "go"}),
            ("in a folder, with modules beside it", {"src/main.py": "import other\ndef handler(request):\n    return other.OK\n", "src/other.py": "OK = 'ok'\n"}, {"FUNCTION_SOURCE": "src/main.py"}),
            ("with what a folder brings", {"main.py": "import lib.x\ndef handler(request):\n    return lib.x.OK\n", "lib/__init__.py": "", "lib/x.py": "OK = 'ok'\n"}, {}),
            ("that brings a package of a stand-in's name", {"src/main.py": "import cloudevents\ndef handler(request):\n    return cloudevents.OWN\n", "src/cloudevents/__init__.py": "OWN = 'ok'\n", "src/cloudevents/http.py": "CloudEvent = from_http = None\n"}, {"FUNCTION_SOURCE": "src/main.py"}),
            ("that declares itself", {"main.py": "import functions_framework, flask\n@functions_framework.http\ndef handler(request: flask.Request) -> flask.typing.ResponseReturnValue:\n    return 'ok'\n"}, {}),
        ):
            with self.subTest(name):
                function = self.start(files, **env)
                self.assertTrue(function.ready, function.log())
                self.assertEqual(function.invoke(v2())["body"], "ok")

    def test_a_function_that_is_not_there_ends_the_start_and_says_so(self):
        for name, files, env, says in (
            ("another name", "def other(request):\n    return ''\n", {}, "main.py has no function called handler"),
            ("no function", "handler = 1\n", {}, "main.py has no function called handler"),
            ("no file", {}, {}, "which is to define the function, is not there"),
            ("a file that raises", "raise ValueError('no database')\n", {}, "no database"),
            ("a signature nobody knows", OK, {"FUNCTION_SIGNATURE_TYPE": "event"}, "it is http or cloudevent"),
            ("what the stand-in lacks", "from flask import render_template\n", {}, "flask.render_template needs the real Flask"),
        ):
            with self.subTest(name):
                function = self.start(files, **env)
                self.assertFalse(function.ready)
                function.process.wait(5)
                self.assertIn(says, function.log())

    def test_a_declared_signature_counts_before_the_one_that_a_variable_says(self):
        function = self.start("import functions_framework\nfrom cloudevents.http import CloudEvent\n@functions_framework.cloud_event\ndef handler(event: CloudEvent) -> None:\n    print('GOT', event['type'])\n")
        self.assertIsNone(function.invoke(EVENT))
        self.assertIn("GOT t", function.log())

    def test_a_real_framework_in_the_functions_folder_is_used(self):
        fake = "import sys\nclass _function_registry:\n    get_func_signature_type = staticmethod(lambda target, signature: signature)\ndef create_app(target, source, signature):\n    import main\n    def app(environ, start_response):\n        start_response('203 MINE', [('X-By', 'its own')])\n        return [b'own ' + environ['PATH_INFO'].encode('latin1')]\n    return app\n"
        function = self.start({"main.py": OK, "functions_framework/__init__.py": fake})
        self.assertEqual(answered(function.invoke(v2(target="/%C3%BC"))), (203, {"x-by": ["its own"]}, "own /ü".encode()))

    def test_events_over_http_in_both_modes(self):
        function = self.start("def handler(event):\n    if event.data.get('fail'):\n        raise ValueError('secret')\n    print('GOT', event['type'], event.data['n'], event.get('myext'))\n", FUNCTION_SIGNATURE_TYPE="cloudevent")
        binary = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-type", "t"), ("ce-source", "/s"), ("ce-myext", "x"), *JSON]
        structured = [("Content-Type", "application/cloudevents+json")]
        self.assertEqual(answered(function.invoke(v2("POST", headers=binary, body=b'{"n":5}')))[0::2], (200, b"OK"))
        self.assertEqual(answered(function.invoke(v1("POST", headers=structured, body=json.dumps({**EVENT, "data": {"n": 6}}).encode())))[0::2], (200, b"OK"))
        self.assertIn("GOT t 5 x\nGOT t 6 None\n", function.log())
        status, _, body = answered(function.invoke(v2("POST", headers=binary, body=b'{"fail":true}')))
        self.assertEqual((status, b"secret" in body), (500, False))
        self.assertEqual(answered(function.invoke(v2("POST", headers=JSON, body=b"{}")))[0], 400)
        status, headers, _ = answered(function.invoke(v2()))
        self.assertEqual((status, headers["allow"]), (405, ["POST"]))

    def test_a_call_past_its_time_is_a_500_and_others_go_on(self):
        code = "import time\ndef handler(request):\n    if request.path == '/fast':\n        return 'fast'\n    time.sleep(5)\n    return 'late'\n"
        function = self.start(code, FUNCTION_TIMEOUT_SECONDS="0.1")
        begin = time.monotonic()
        self.assertEqual(function.invoke(v2(target="/slow"))["statusCode"], 500)
        self.assertLess(time.monotonic() - begin, 2)
        self.assertEqual(function.invoke(v2(target="/fast"))["body"], "fast")
        self.assertIn("the function took longer than 0.1 s", function.log())
        self.assertEqual(self.start(code).invoke(v2(target="/slow"), remaining=350)["statusCode"], 500)

    def test_a_batch_that_runs_out_of_time_keeps_what_was_done(self):
        function = self.start("import time\ndef handler(event):\n    if event.data.get('slow'):\n        time.sleep(5)\n", FUNCTION_SIGNATURE_TYPE="cloudevent")
        records = [{"messageId": name, "body": json.dumps({"slow": name != "a"}), "attributes": {}, "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:q"} for name in "abc"]
        self.assertEqual(function.invoke({"Records": records}, remaining=400), {"batchItemFailures": [{"itemIdentifier": "b"}, {"itemIdentifier": "c"}]})

    def test_an_http_function_gets_an_event_in_binary_mode_and_its_failure_is_one(self):
        function = self.start("def handler(request):\n    h = request.headers\n    return ('', 503) if request.json.get('fail') else [request.method, h['ce-id'], h['ce-subject'], h['content-type'], request.json]\n")
        event = {**EVENT, "subject": 'grün "1"', "data": {"a": 1}}
        self.assertEqual(function.invoke(event), ["POST", "1", "gr%C3%BCn%20%221%22", "application/json", {"a": 1}])
        bridged = {"version": "0", "id": "e", "detail-type": "t", "source": "/s", "account": "1", "time": "2026-03-01T12:00:00Z", "region": "eu-west-1", "resources": [], "detail": {"a": 2, "ce": {"subject": "x"}}}
        self.assertEqual(function.invoke(bridged), ["POST", "e", "x", "application/json", {"a": 2}])
        with self.assertRaisesRegex(RuntimeError, "answered 503"):
            function.invoke({**event, "data": {"fail": True}})

    def test_a_plain_payload_is_answered_with_the_body(self):
        function = self.start("def handler(request):\n    say = request.json.get('say')\n    return ('', 204) if say is None else ('no', 400) if say == 'fail' else say\n")
        for say in ({"a": 1}, "hi"):
            self.assertEqual(function.invoke({"say": say}), say)
        self.assertIsNone(function.invoke({}))
        self.assertIsNone(function.invoke(None))
        with self.assertRaisesRegex(RuntimeError, "answered 400"):
            function.invoke({"say": "fail"})

    def test_answers_are_text_where_they_are_utf8_and_base64_where_not_with_cookies_apart(self):
        function = self.start(
            "from flask import Response\ndef handler(request):\n    response = Response('grün' if request.path == '/text' else b'\\xff', mimetype='image/png')\n"
            "    response.set_cookie('a', '1')\n    response.set_cookie('b', '2')\n    response.headers.extend([('X-Many', '1'), ('X-Many', '2'), ('Connection', 'close')])\n    return response\n"
        )
        cookies = ["a=1; Path=/", "b=2; Path=/"]
        headers = {"content-type": "image/png", "x-many": "1, 2"}
        self.assertEqual(function.invoke(v2(target="/text")), {"statusCode": 200, "headers": {**headers, "content-length": "5"}, "cookies": cookies, "body": "grün", "isBase64Encoded": False})
        self.assertEqual(function.invoke(v2()), {"statusCode": 200, "headers": {**headers, "content-length": "1"}, "cookies": cookies, "body": base64.b64encode(b"\xff").decode(), "isBase64Encoded": True})
        lists = {"content-type": ["image/png"], "content-length": ["1"], "set-cookie": cookies, "x-many": ["1", "2"]}
        self.assertEqual(function.invoke(v1()), {"statusCode": 200, "multiValueHeaders": lists, "body": "/w==", "isBase64Encoded": True})

    def test_a_header_that_no_server_can_send_is_a_500(self):
        function = self.start("def handler(request):\n    return 'x', {'X-Emoji': '\\U0001f600'}\n")
        self.assertEqual(answered(function.invoke(v2()))[0::2], (500, b""))
        self.assertIn("UnicodeEncodeError", function.log())

    def test_a_stream_that_breaks_is_a_500_without_its_beginning(self):
        function = self.start("def handler(request):\n    def chunks():\n        yield 'half'\n        raise ValueError('secret')\n    return chunks()\n")
        self.assertEqual(answered(function.invoke(v2()))[0::2], (500, b""))
        self.assertIn("secret", function.log())


if __name__ == "__main__":
    unittest.main()
