"""Delivery: scan --post and post against an HTTP server of the test on the loopback address."""
import gzip
import hashlib
import json
import os
import socket
import threading
import time

import support
from post_case import Post, TOKEN


class Delivered(Post):
    def test_the_report_arrives_as_it_was_written(self):
        for variant, code in (("fixed", support.HOLDS), ("broken", support.FAILS)):
            with self.subTest(variant):
                self.collector.heard.clear()
                finished = self.scan_and_post(variant, "--token-file", self.token_file)
                self.assertEqual(finished.code, code, finished)
                (path, headers, body), = self.collector.heard
                report = gzip.decompress(body)
                self.assertEqual(report, finished.out)
                support.check_report(json.loads(report))
                self.assertEqual(path, "/reports")
                self.assertEqual(headers["Idempotency-Key"], finished.json["report_id"])
                self.assertEqual(headers["Authorization"], f"Bearer {TOKEN}")
                self.assertEqual(headers["Content-Encoding"], "gzip")
                self.assertEqual(headers["Content-Type"], "application/json")
                self.assertEqual(headers["Compatscan-Report-SHA256"],
                                 hashlib.sha256(report).hexdigest())
                self.assertRegex(headers["User-Agent"], r"^compatscan/\d")
                self.assertEqual(self.entries(), [])

    def test_what_is_posted_is_json_whatever_is_shown(self):
        finished = self.post("scan", "--root", self.server().root, "--post", self.collector.url)
        self.assertTrue(finished.text.startswith("PASS"), finished)
        report = json.loads(gzip.decompress(self.collector.heard[0][2]))
        support.check_report(report)
        self.assertIn(report["report_id"], finished.text)

    def test_the_same_report_in_a_file(self):
        finished = self.scan_and_post("fixed", "-o", "report.json")
        self.assertEqual((finished.code, finished.out), (support.HOLDS, b""))
        self.assertEqual(gzip.decompress(self.collector.heard[0][2]),
                         (self.folder / "report.json").read_bytes())

    def test_token_from_the_environment(self):
        self.scan_and_post(env={"COMPATSCAN_TOKEN": TOKEN})
        self.assertEqual(self.collector.heard[0][1]["Authorization"], f"Bearer {TOKEN}")

    def test_the_token_file_comes_before_the_environment(self):
        self.scan_and_post("fixed", "--token-file", self.token_file,
                           env={"COMPATSCAN_TOKEN": "another"})
        self.assertEqual(self.collector.heard[0][1]["Authorization"], f"Bearer {TOKEN}")

    def test_no_token(self):
        self.scan_and_post()
        self.assertNotIn("Authorization", self.collector.heard[0][1])

    def test_post_of_reports(self):
        ids = []
        for name in ("one.json", "other.json"):
            self.run_program("scan", "--root", self.server("broken").root, "-f", "json", "-o", name)
            ids.append(json.loads((self.folder / name).read_text("utf-8"))["report_id"])
        finished = self.post("post", "--to", self.collector.url, "--token-file", self.token_file,
                             "one.json", "other.json")
        self.assertEqual((finished.code, finished.out), (support.HOLDS, b""), finished)
        self.assertEqual([headers["Idempotency-Key"] for _, headers, _ in self.collector.heard],
                         ids)
        self.assertEqual(gzip.decompress(self.collector.heard[1][2]),
                         (self.folder / "other.json").read_bytes())
        self.assertEqual(self.entries(), [])

    def test_post_from_standard_input(self):
        report = self.run_program("scan", "--root", self.server().root, "-f", "json").out
        finished = self.post("post", "--to", self.collector.url, "-", stdin=report)
        self.assertEqual(finished.code, support.HOLDS, finished)
        self.assertEqual(gzip.decompress(self.collector.heard[0][2]), report)

    def test_proxies_are_not_asked_for_this_machine(self):
        proxy = self.unused_url()
        finished = self.scan_and_post(env={"http_proxy": proxy, "all_proxy": proxy})
        self.assertEqual(finished.code, support.HOLDS, finished)

    def test_the_target_may_be_read_only_and_stays_as_it_is(self):
        server = self.server()
        before = server.snapshot()
        self.post("scan", "--root", server.root, "--post", self.collector.url)
        self.assertEqual(server.snapshot(), before)

    def test_answers_that_acknowledge(self):
        for status in (200, 201, 202, 204):
            with self.subTest(status):
                self.collector.script = [status]
                self.collector.body = b""
                self.assertEqual(self.scan_and_post().code, support.HOLDS)
                self.assertEqual(self.entries(), [])


class Undelivered(Post):
    def undelivered(self, finished, *fragments, heard=1, code=support.UNDELIVERED):
        self.assertEqual(finished.code, code, finished)
        self.assertEqual(len(self.collector.heard), heard)
        entry, = self.entries()
        report, fields = self.spooled_report(entry)
        self.assertEqual(entry.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.spool.stat().st_mode & 0o777, 0o700)
        self.assertIn(entry.name, finished.messages)
        for fragment in fragments:
            self.assertIn(fragment, finished.messages)
        if finished.out:
            self.assertEqual(report, finished.json)
        return entry, fields

    def test_server_error_then_flush(self):
        self.collector.script = [500, 200]
        finished = self.scan_and_post("fixed", "--token-file", self.token_file)
        _, fields = self.undelivered(finished, "500")
        self.assertEqual(fields["url"], self.collector.url)
        flushed = self.post("post", "--flush", "--token-file", self.token_file)
        self.assertEqual((flushed.code, flushed.out), (support.HOLDS, b""), flushed)
        self.assertEqual(self.entries(), [])
        first, second = self.collector.heard
        self.assertEqual(first[1]["Idempotency-Key"], second[1]["Idempotency-Key"])
        self.assertEqual(second[1]["Authorization"], f"Bearer {TOKEN}")
        self.assertEqual(gzip.decompress(first[2]), gzip.decompress(second[2]))

    def test_answers_that_are_tried_again(self):
        for status in (429, 502, 503, 504):
            with self.subTest(status):
                self.collector.heard.clear()
                self.collector.script = [status, 201]
                self.collector.headers = {"Retry-After": "0"}
                finished = self.scan_and_post("fixed", "--attempts", "2")
                self.assertEqual(finished.code, support.HOLDS, finished)
                self.assertEqual(len(self.collector.heard), 2)
                self.assertEqual(self.entries(), [])

    def test_unavailable_to_the_end(self):
        self.collector.script = [503]
        self.collector.headers = {"Retry-After": "0"}
        finished = self.scan_and_post("fixed", "--attempts", "3")
        self.undelivered(finished, "503", heard=3)

    def test_refused_for_good(self):
        for status in (400, 401, 403, 404, 413, 301):
            with self.subTest(status):
                self.collector.heard.clear()
                self.collector.script = [status]
                self.collector.headers = {"Location": self.unused_url()} if status == 301 else {}
                finished = self.scan_and_post("fixed", "--token-file", self.token_file)
                entry, _ = self.undelivered(finished, str(status))
                entry.unlink()

    def test_a_server_that_repeats_the_token(self):
        self.collector.script = [401]
        self.collector.body = f"bad token {TOKEN}\n\x1b[31m\u202eforged\n".encode()
        finished = self.scan_and_post("fixed", "--token-file", self.token_file)
        self.undelivered(finished, "[token]")
        support.check_text(finished.messages, columns=10000)

    def test_server_down(self):
        finished = self.scan_and_post("fixed", "--attempts", "1", url=self.unused_url())
        self.undelivered(finished, "127.0.0.1", heard=0)

    def test_slow_server(self):
        self.collector.delay = 3
        began = time.monotonic()
        finished = self.scan_and_post("fixed", "--timeout", "1", "--attempts", "1")
        self.assertLess(time.monotonic() - began, 3)
        self.undelivered(finished)

    def test_a_server_that_hangs_up(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            def hang_up():
                try:
                    listening.accept()[0].close()
                except OSError:
                    pass
            threading.Thread(target=hang_up, daemon=True).start()
            finished = self.scan_and_post(
                "fixed", "--attempts", "1", "--timeout", "3",
                url=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        self.undelivered(finished, heard=0)

    def test_no_http(self):
        with socket.create_server(("127.0.0.1", 0)) as listening:
            def babble():
                try:
                    connection = listening.accept()[0]
                    connection.sendall(b"220 mail \x1b[31m ready\r\n" * 10)
                    connection.close()
                except OSError:
                    pass
            threading.Thread(target=babble, daemon=True).start()
            finished = self.scan_and_post(
                "fixed", "--attempts", "1", "--timeout", "3",
                url=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        self.undelivered(finished, heard=0)
        support.check_text(finished.messages, columns=10000)

    def test_a_worse_verdict_keeps_its_code(self):
        self.collector.script = [500]
        finished = self.scan_and_post("broken")
        entry, _ = self.undelivered(finished, code=support.FAILS)
        entry.unlink()
        self.collector.heard.clear()
        bare = self.server().remove(support.HIVE)
        finished = self.post("scan", "--root", bare.root, "-f", "json", "--post",
                             self.collector.url)
        self.undelivered(finished, code=support.INCOMPLETE)

    def test_post_of_a_file(self):
        self.run_program("scan", "--root", self.server("broken").root, "-f", "json", "-o", "r.json")
        self.collector.script = [500]
        finished = self.post("post", "--to", self.collector.url, "r.json")
        self.undelivered(finished)

    def test_no_certificate(self):
        """https to a server that speaks none: nothing is sent."""
        finished = self.scan_and_post(
            "fixed", "--attempts", "1", "--timeout", "3", "--token-file", self.token_file,
            url=self.collector.url.replace("http:", "https:"))
        self.undelivered(finished, heard=0)

    def test_the_spool_is_in_the_environment(self):
        self.collector.script = [500]
        finished = self.run_program(
            "scan", "--root", self.server().root, "--post", self.collector.url,
            env={"COMPATSCAN_SPOOL": str(self.spool)})
        self.assertEqual(finished.code, support.UNDELIVERED, finished)
        self.assertEqual(len(self.entries()), 1)

    def test_the_spool_cannot_be_written(self):
        self.spool.write_text("a file is in the way")
        finished = self.scan_and_post()
        self.assertEqual(finished.code, support.HOLDS, finished)
        self.assertEqual(len(self.collector.heard), 1)
        self.collector.script = [500]
        finished = self.scan_and_post()
        self.assertEqual(finished.code, support.UNDELIVERED, finished)
        self.assertIn("NOT in the spool", finished.messages)


class Usage(Post):
    def test_urls(self):
        root = self.server().root
        for url in ("ftp://127.0.0.1/", "file:///etc/passwd", "reports", "http://",
                    "http://collector.example/", "https://user:secret@127.0.0.1/", "http:// x/",
                    "http://127.0.0.1:99999/", "gopher://127.0.0.1/"):
            with self.subTest(url):
                finished = self.post("scan", "--root", root, "--post", url)
                self.assert_usage_error(finished)
                self.assertNotIn("secret", finished.messages)
                self.assertEqual(self.entries(), [])

    def test_token_files(self):
        root = self.server().root
        os.mkfifo(self.folder / "fifo")
        contents = {"empty": b"", "blank": b" \n", "two words": b"a b\n", "utf16": b"\xff\xfea\0",
                    "control": b"abc\x07\n", "long": b"x" * 9000}
        for name, content in contents.items():
            (self.folder / name).write_bytes(content)
            (self.folder / name).chmod(0o600)
        for name in (*contents, "missing", "fifo", "."):
            with self.subTest(name):
                finished = self.post("scan", "--root", root, "--post", self.collector.url,
                                     "--token-file", name)
                self.assert_usage_error(finished, name)
        self.assertEqual(self.collector.heard, [])

    def test_a_bad_token_in_the_environment_is_not_shown(self):
        finished = self.scan_and_post(env={"COMPATSCAN_TOKEN": "hidden word"})
        self.assert_usage_error(finished, "COMPATSCAN_TOKEN")
        self.assertNotIn("hidden", finished.messages)

    def test_a_token_file_that_others_may_read(self):
        self.token_file.chmod(0o644)
        finished = self.scan_and_post("fixed", "--token-file", self.token_file)
        self.assertEqual(finished.code, support.HOLDS, finished)
        self.assertIn("warning", finished.messages)
        self.assertIn("chmod 600", finished.messages)

    def test_what_is_no_report(self):
        for name, content in {"empty": b"", "text": b"hello", "object": b"{}",
                              "list": b"[]", "bad id": b'{"report_id": "x"}',
                              "cut": b'{"schema": "compatscan-report/1", "report_id": "5d3c1f2e-8a'
                              }.items():
            with self.subTest(name):
                (self.folder / "r.json").write_bytes(content)
                self.assert_usage_error(
                    self.post("post", "--to", self.collector.url, "r.json"), "r.json")
        self.assert_usage_error(
            self.post("post", "--to", self.collector.url, "missing.json"), "missing.json")
        self.assertEqual((self.collector.heard, self.entries()), ([], []))

    def test_post_without_collector(self):
        self.assert_usage_error(self.run_program("post", "r.json"), "--to")
        self.assert_usage_error(self.run_program("post", "--flush", "r.json"), "--flush")

    def test_a_spool_that_is_not_safe(self):
        self.spool.mkdir()
        self.spool.chmod(0o777)
        self.collector.script = [500]
        finished = self.scan_and_post()
        self.assertEqual(finished.code, support.UNDELIVERED, finished)
        self.assertEqual(self.entries(), [])
        self.assertIn("NOT in the spool", finished.messages)


if __name__ == "__main__":
    support.main()
