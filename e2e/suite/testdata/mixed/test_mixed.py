import os
import unittest


class Mixed(unittest.TestCase):
    def test_passes(self):
        print('{"not": "a line of the report"}')
        os.system("echo nor is this")

    def test_fails(self):
        self.assertEqual(1, 2)

    def test_raises(self):
        raise ValueError("wrong")

    @unittest.skip("not today")
    def test_is_skipped(self):
        pass

    @unittest.expectedFailure
    def test_is_said_to_fail(self):
        self.fail()

    def test_parts(self):
        for number, name in enumerate(["one", "two", "three"], 1):
            with self.subTest(name, number=number):
                self.assertNotEqual(number, 2, "2 is wrong")
