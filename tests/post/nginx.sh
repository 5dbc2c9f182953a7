#!/bin/sh
# Posting end to end: tests/post/nginx.sh COMPATSCAN
# A real nginx with TLS (packages nginx-light, openssl) stores what it is sent; nothing leaves the loopback
# address and everything lives in a temporary folder.
set -u

compatscan=${1:?usage: tests/post/nginx.sh COMPATSCAN}
case $compatscan in
*/*) ;;
*) compatscan=./$compatscan ;;
esac
nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || {
	echo "tests/post/nginx.sh: nginx is missing; install the package nginx-light" >&2
	exit 1
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/compatscan-nginx-XXXXXX") || exit 1
pid=
passed=0
failed=0
id=5d3c1f2e-8a47-4b0e-9c55-0f1e2d3c4b5a
token=t0ken-for-the-test
export COMPATSCAN_SPOOL="$folder/spool"
unset COMPATSCAN_TOKEN http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY

stop_nginx() {
	[ -n "$pid" ] || return 0
	kill -QUIT "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	pid=
}

clean_up() {
	stop_nginx
	rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# check NAME COMMAND...: counts whether the command succeeds.
check() {
	name=$1
	shift
	if "$@" >"$folder/check.out" 2>&1; then
		passed=$((passed + 1))
		echo "ok: $name"
	else
		failed=$((failed + 1))
		echo "FAILED: $name"
		sed 's/^/	/' "$folder/check.out" "$folder/err" "$folder/error.log" 2>/dev/null
	fi
}

make_certificate() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=compatscan test" \
		-addext "subjectAltName=IP:127.0.0.1" \
		-keyout "$folder/key.pem" -out "$folder/ca.pem" 2>"$folder/openssl.log" || {
		cat "$folder/openssl.log" >&2
		exit 1
	}
}

write_configuration() {
	# Workers of a nginx that root started would be nobody, who may not write here.
	user=
	[ "$(id -u)" -ne 0 ] || user="user $(id -un) $(id -gn);"
	cat >"$folder/nginx.conf" <<-END
		$user
		daemon off;
		worker_processes 1;
		pid $folder/nginx.pid;
		error_log $folder/error.log;
		events { worker_connections 64; }
		http {
			client_body_temp_path $folder/body;
			proxy_temp_path $folder/proxy;
			fastcgi_temp_path $folder/fastcgi;
			uwsgi_temp_path $folder/uwsgi;
			scgi_temp_path $folder/scgi;
			client_max_body_size 64m;
			log_format headers '\$request_method|\$status|\$http_content_type|'
				'\$http_content_encoding|\$http_idempotency_key|'
				'\$http_compatscan_report_sha256|\$ssl_protocol';
			map \$http_idempotency_key \$report {
				"~^[0-9a-f-]+\$" \$http_idempotency_key;
				default unnamed;
			}
			upstream storage { server unix:$folder/storage.sock; }
			server {
				listen 127.0.0.1:$1 ssl;
				ssl_certificate $folder/ca.pem;
				ssl_certificate_key $folder/key.pem;
				access_log $folder/access.log headers;
				location = /reports {
					if (\$http_authorization != "Bearer $token") { return 401; }
					proxy_method PUT;
					proxy_pass http://storage/\$report.json.gz;
				}
				location = /moved { return 308 /reports; }
			}
			server {
				listen unix:$folder/storage.sock;
				access_log off;
				root $folder/stored;
				location / { dav_methods PUT; }
			}
		}
	END
}

# start_nginx PORT: false when that port is taken.
start_nginx() {
	rm -f "$folder/storage.sock"
	write_configuration "$1"
	"$nginx" -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log" \
		>"$folder/nginx.log" 2>&1 &
	pid=$!
	tries=100
	while [ $tries -gt 0 ]; do
		kill -0 "$pid" 2>/dev/null || break
		# The pid file is written when the ports are bound.
		[ -s "$folder/nginx.pid" ] && return 0
		sleep 0.05
		tries=$((tries - 1))
	done
	stop_nginx
	return 1
}

# post EXPECTED TOKEN-FILE ARGUMENTS...: whether compatscan post ends with that exit code.
post() {
	expected=$1
	token_file=$2
	shift 2
	"$compatscan" post --ca-file "$folder/ca.pem" --token-file "$token_file" "$@" \
		>"$folder/out" 2>"$folder/err"
	code=$?
	[ $code -eq "$expected" ] && return 0
	echo "exit code $code instead of $expected"
	return 1
}

waiting() {
	[ "$(find "$folder/spool" -name '*.report' 2>/dev/null | wc -l)" -eq "$1" ]
}

stored_equals() {
	gzip -dc "$folder/stored/$id.json.gz" >"$folder/unpacked" && cmp "$folder/unpacked" "$1"
}

no_token_told() {
	! grep -e "$token" -e wrong-token "$folder/out" "$folder/err"
}

logged() {
	# nginx logs a request after its answer is on the way.
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		tail -n 1 "$folder/access.log" | grep -Eq "$1" && return
		sleep 0.2
	done
	return 1
}

mkdir "$folder/stored" || exit 1
umask 077
echo "$token" >"$folder/token"
echo wrong-token >"$folder/wrong"
# Larger than one TLS record and one body buffer, and with text beyond ASCII.
{
	printf '{\n "schema": "compatscan-report/1",\n "report_id": "%s",\n "images": [\n' $id
	i=0
	while [ $i -lt 3000 ]; do
		printf '  {"path": "C:\\\\WINNT\\\\Gr\303\274n%d.EXE", "kind": "ne"},\n' $i
		i=$((i + 1))
	done
	printf '  null\n ]\n}\n'
} >"$folder/report.json"
sum=$(sha256sum <"$folder/report.json" | cut -d ' ' -f 1)
make_certificate

port=
for candidate in $(od -An -N 20 -tu2 /dev/urandom); do
	candidate=$((20000 + candidate % 12000))
	if start_nginx $candidate; then
		port=$candidate
		break
	fi
done
if [ -z "$port" ]; then
	echo "tests/post/nginx.sh: nginx does not start:" >&2
	cat "$folder/nginx.log" "$folder/error.log" >&2
	exit 1
fi
url=https://127.0.0.1:$port/reports

check "a report is delivered" post 0 "$folder/token" --to "$url" "$folder/report.json"
check "it is stored byte for byte" stored_equals "$folder/report.json"
check "its headers are as documented" logged \
	"^POST\|20[14]\|application/json\|gzip\|$id\|$sum\|TLSv1\.[23]\$"
check "nothing waits after it" waiting 0
check "the token is not told" no_token_told

rm -f "$folder/stored/$id.json.gz"
check "a wrong token is refused" post 4 "$folder/wrong" --to "$url" "$folder/report.json"
check "by the server with 401" logged "^POST\|401\|"
check "the message says so" grep -q 401 "$folder/err"
check "the wrong token is not told" no_token_told
check "the report waits" waiting 1
check "a flush with the right token delivers it" post 0 "$folder/token" --flush
check "it is stored byte for byte" stored_equals "$folder/report.json"
check "nothing waits after it" waiting 0

check "a redirect is not followed" post 4 "$folder/token" \
	--to "https://127.0.0.1:$port/moved" "$folder/report.json"
check "the message names the address" grep -qF "$url" "$folder/err"
check "a flush to the right address delivers it" post 0 "$folder/token" --flush --to "$url"
check "nothing waits after it" waiting 0

rm -f "$folder/stored/$id.json.gz"
stop_nginx
check "nobody listens" post 4 "$folder/token" --to "$url" "$folder/report.json"
check "the report waits" waiting 1
check "a flush to nobody fails" post 4 "$folder/token" --flush
check "the report still waits" waiting 1
check "nginx starts again" start_nginx "$port"
check "a flush delivers it" post 0 "$folder/token" --flush
check "it is stored byte for byte" stored_equals "$folder/report.json"
check "nothing waits after it" waiting 0
check "a flush of nothing succeeds" post 0 "$folder/token" --flush

mv "$folder/ca.pem" "$folder/server.pem"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=somebody else" \
	-keyout "$folder/other-key.pem" -out "$folder/ca.pem" 2>"$folder/openssl.log"
check "an unknown authority is refused" post 4 "$folder/token" --to "$url" "$folder/report.json"
check "the message names the way out" grep -q -e --ca-file "$folder/err"
check "the report waits" waiting 1

stop_nginx
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
