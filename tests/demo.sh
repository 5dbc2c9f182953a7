#!/bin/sh
# The main job on the sample server: scanned broken, then fixed, by the pack of its article. The
# argument is the build folder.
set -eu
build=$1
out=demo-output
rm -rf "$out"
mkdir -p "$out"

"$build/compatscan-fixture" server broken "$out/broken"
"$build/compatscan-fixture" server fixed "$out/fixed"

# scan_server NAME EXPECTED_EXIT_CODE
scan_server() {
	code=0
	echo
	echo "\$ compatscan scan --root $out/$1 --pack ccmail-8.5"
	echo
	"$build/compatscan" scan --root "$out/$1" --pack ccmail-8.5 || code=$?
	echo
	echo "(exit code $code)"
	"$build/compatscan" scan --root "$out/$1" --pack ccmail-8.5 -o "$out/$1.txt" || true
	"$build/compatscan" scan -q --root "$out/$1" -o "$out/$1-all.txt" || true
	"$build/compatscan" scan -q --root "$out/$1" --format json -o "$out/$1.json" || true
	if [ "$code" != "$2" ]; then
		echo "demo: expected exit code $2 for the $1 server" >&2
		exit 1
	fi
}

echo "The sample is an Exchange 5.5 server whose drive C: is a folder, $out/broken:"
echo "an old 16-bit IMPORT.EXE wins the search, Ciw803.dll is missing, and Impexp.ri"
echo "lies in the wrong folder."
scan_server broken 1
echo
echo "----------------------------------------------------------------------------"
echo "The same server after the fix of Q248195, $out/fixed:"
scan_server fixed 0

echo
echo "Left for you to look at:"
for name in broken fixed; do
	printf '  %-27s %s\n' "$out/$name/" "the server's drive C:" \
		"$out/$name.txt" "the report as text" "$out/$name-all.txt" "judged by all packs" \
		"$out/$name.json" "the same as JSON"
done
