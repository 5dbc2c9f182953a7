"""What waits in the spool: flushed, in order, once, whatever happened to the scan that left it."""
import os
import subprocess
import time

import support
from post_case import Post


class Flush(Post):
    def wait_in_spool(self, count, url=None):
        for _ in range(count):
            self.scan_and_post("broken", "--attempts", "1", url=url or self.unused_url())
        self.assertEqual(len(self.entries()), count)

    def test_nothing_waits(self):
        finished = self.post("post", "--flush")
        self.assertEqual((finished.code, finished.out), (support.HOLDS, b""), finished)

    def test_says_nothing_when_nothing_waits(self):
        """docs/posting.md promises so, since cron would send mail."""
        self.assertEqual(self.post("post", "--flush").err, b"")

    def test_oldest_first_to_another_collector(self):
        self.wait_in_spool(3)
        by_age = sorted(self.entries(), key=lambda path: path.stat().st_mtime_ns)
        ids = [self.spooled_report(entry)[1]["report-id"] for entry in by_age]
        finished = self.post("post", "--flush", "--to", self.collector.url)
        self.assertEqual(finished.code, support.HOLDS, finished)
        self.assertEqual([headers["Idempotency-Key"] for _, headers, _ in self.collector.heard],
                         ids)
        self.assertEqual(self.entries(), [])

    def test_one_refused_does_not_hold_up_the_others(self):
        self.wait_in_spool(3)
        self.collector.script = [400, 201]
        finished = self.post("post", "--flush", "--to", self.collector.url)
        self.assertEqual(finished.code, support.UNDELIVERED, finished)
        self.assertEqual((len(self.collector.heard), len(self.entries())), (3, 1))

    def test_damaged_entries_stay(self):
        self.wait_in_spool(3)
        cut, changed, _ = self.entries()
        os.truncate(cut, cut.stat().st_size - 10)
        content = changed.read_bytes()
        changed.write_bytes(content[:-10] + b"x" + content[-9:])
        finished = self.post("post", "--flush", "--to", self.collector.url)
        self.assertEqual(finished.code, support.UNDELIVERED, finished)
        self.assertEqual(self.entries(), [cut, changed])
        self.assertEqual(len(self.collector.heard), 1)
        for entry in (cut, changed):
            self.assertIn(entry.name, finished.messages)

    def test_two_flushes_at_once_deliver_once(self):
        self.wait_in_spool(3)
        self.collector.delay = 0.2
        done = support.together(
            lambda _: self.post("post", "--flush", "--to", self.collector.url), range(2))
        self.assertIn(support.HOLDS, [finished.code for finished in done])
        keys = [headers["Idempotency-Key"] for _, headers, _ in self.collector.heard]
        self.assertEqual(len(keys), 3)
        self.assertEqual(len(set(keys)), 3)
        self.assertEqual(self.entries(), [])

    def test_a_scan_that_is_killed_loses_no_report(self):
        self.collector.delay = 5
        server = self.server()
        process = subprocess.Popen(
            [support.COMPATSCAN, "scan", "--root", server.root, "--post", self.collector.url,
             "--spool", self.spool], env=support.environment(), cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + support.TIMEOUT_SECONDS
        while not self.collector.heard and time.monotonic() < limit:
            time.sleep(0.01)
        process.kill()
        process.wait()
        entry, = self.entries()
        _, fields = self.spooled_report(entry)
        self.collector.delay = 0
        self.assertEqual(self.post("post", "--flush").code, support.HOLDS)
        self.assertEqual({headers["Idempotency-Key"] for _, headers, _ in self.collector.heard},
                         {fields["report-id"]})
        self.assertEqual(self.entries(), [])

    def test_a_scan_that_is_interrupted_keeps_its_report(self):
        self.collector.script = [503]
        self.collector.headers = {"Retry-After": "30"}
        process = subprocess.Popen(
            [support.COMPATSCAN, "scan", "--root", self.server().root, "--post",
             self.collector.url, "--spool", self.spool], env=support.environment(),
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + support.TIMEOUT_SECONDS
        while not self.collector.heard and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(0.1)
        process.terminate()
        self.assertEqual(process.wait(timeout=support.TIMEOUT_SECONDS), support.UNDELIVERED)
        self.assertEqual(len(self.entries()), 1)


if __name__ == "__main__":
    support.main()
