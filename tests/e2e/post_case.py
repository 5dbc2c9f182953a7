"""A collector on the loopback address, and reports sent there by the program."""
import hashlib
import http.server
import json
import socket
import threading
import time

import support

TOKEN = "s3cret-token.of/the~test=="


class Collector(http.server.ThreadingHTTPServer):
    """Keeps what it hears and answers by a script of statuses, the last one again and again."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard = []
        self.script = [201]
        self.body = b"{}"
        self.headers = {}
        self.delay = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/reports"

    def next_status(self):
        with self.lock:
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def handle_error(self, request, client_address):
        """A client that went away is part of the test."""

    def stop(self):
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.heard.append((self.path, dict(self.headers.items()), body))
        time.sleep(self.server.delay)
        self.send_response(self.server.next_status())
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *arguments):
        pass


class Post(support.Case):
    def setUp(self):
        super().setUp()
        self.collector = Collector()
        self.addCleanup(self.collector.stop)
        self.spool = self.folder / "spool"
        self.token_file = self.folder / "token"
        self.token_file.write_text(TOKEN + "\n")
        self.token_file.chmod(0o600)

    def entries(self):
        if not self.spool.exists():
            return []
        return sorted(path for path in self.spool.iterdir() if not path.name.startswith("."))

    def post(self, *arguments, env=None, **options):
        finished = self.run_program(*arguments, "--spool", self.spool, env=env, **options)
        self.assertNotIn(TOKEN.encode(), finished.out + finished.err, "the token is shown")
        for entry in self.spool.rglob("*") if self.spool.exists() else ():
            if entry.is_file():
                self.assertNotIn(TOKEN.encode(), entry.read_bytes(), "the token is spooled")
        return finished

    def scan_and_post(self, variant="fixed", *arguments, url=None, **options):
        server = self.server(variant)
        return self.post("scan", "--root", server.root, "-f", "json", "--post",
                         url or self.collector.url, *arguments, **options)

    def spooled_report(self, entry):
        head, _, report = entry.read_bytes().partition(b"\n\n")
        lines = head.decode().split("\n")
        self.assertEqual(lines[0], "compatscan-spool/1")
        fields = dict(line.split(": ", 1) for line in lines[1:])
        self.assertEqual(int(fields["size"]), len(report))
        self.assertEqual(fields["sha256"], hashlib.sha256(report).hexdigest())
        document = json.loads(report)
        support.check_report(document)
        self.assertEqual(fields["report-id"], document["report_id"])
        return document, fields

    def unused_url(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            return f"http://127.0.0.1:{closed.getsockname()[1]}/reports"
