#!/bin/sh
# Includes point only backwards: report -> rules -> scanner; inside scanner, host -> image -> base. scanner/specimen makes
# images from descriptions and knows scanner/base alone: above all not scanner/image, which reads them. Inside rules,
# checks and selections do not know each other, and neither knows examples and waivers. The composition
# root scanner/cli sees everything. curl is known to report/post*.c alone, hivex to scanner/host/registry/hive.c (and to
# scanner/windows, which stands in for it there), and the collector's libraries to nothing that the scanner is built
# from. What is of one system is in files that say so.
set -eu
cd "$(dirname "$0")/.."
bad=0

# forbid FOLDER PATTERN: no file of FOLDER may include what matches PATTERN.
forbid() {
	if grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($2)" -r "$1" --include='*.[ch]'; then
		echo "layering: $1 must not include the above" >&2
		bad=1
	fi
}

forbid scanner/base 'scanner/(image|specimen|host|walk|cli)/|rules/|report/'
forbid scanner/image 'scanner/(specimen|host|walk|cli)/|rules/|report/|fcntl|unistd|sys/'
forbid scanner/specimen 'scanner/(image|host|walk|cli)/|rules/|report/|fcntl|unistd|sys/'
forbid scanner/host 'scanner/(specimen|walk|cli)/|rules/|report/'
forbid rules 'scanner/(walk|cli)/|report/|unistd|sys/'
forbid rules/facts 'rules/(selections|examples|fixes|waivers)/'
forbid rules/fixes 'rules/(checks|selections|examples|waivers)/'
forbid rules/checks 'rules/(selections|examples|waivers)/'
forbid rules/selections 'rules/(checks|examples|fixes|waivers)/'
forbid rules/waivers 'rules/(checks|selections|examples|fixes|facts)/'
forbid report 'scanner/(specimen|walk|cli)/'
forbid tests/fixture 'scanner/(base|image|host|walk|cli)/|rules/|report/'
for library in microhttpd sqlite3; do
	for room in scanner rules report; do
		forbid "$room" "$library"
	done
done

# only PATTERN FILES: what matches PATTERN is included by these files alone.
only() {
	found=$(grep -lE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($1)" -r scanner rules report --include='*.[ch]' |
		grep -vE "$2" || true)
	if [ -n "$found" ]; then
		echo "layering: <$1> belongs to $2 alone, but is included by: $found" >&2
		bad=1
	fi
}

# Posting is not built for Windows yet.
only '(unistd|strings|fcntl|dirent|poll|iconv|sys/[a-z]+)\.h' '_(posix|windows)\.[ch]$|^report/post_[a-z]+\.c$'
only '(windows|winternl|winioctl|bcrypt|io)\.h' '_windows\.[ch]$'
only 'curl/' '^report/post_[a-z]+\.[ch]$'
only 'hivex' '^scanner/(host/registry/hive|windows/hivex)\.c$'
only 'expat\.h' '^scanner/image/manifest_xml\.c$'
only 'uni(case|ctype|norm|str|width)\.h' '^scanner/base/text\.c$'
exit $bad
