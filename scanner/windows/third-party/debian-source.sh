#!/bin/sh
# debian-source.sh PACKAGE FOLDER: unpacks Debian's source package into FOLDER/PACKAGE, with Debian's patches, and notes
# its version in FOLDER/versions. The machine's own package sources say where from; they are read and never changed.
set -eu

package=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
[ ! -e "$folder/$package" ] || exit 0
echo "  FETCH $package"

apt=$folder/apt
mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial"

# The same places with deb-src for deb, in both forms that apt knows.
if [ ! -e "$apt/updated" ]; then
	cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
		sed -nE 's/^[[:space:]]*deb(-src)?[[:space:]]+/deb-src /p' | sort -u >"$apt/parts/machine.list"
	for file in /etc/apt/sources.list.d/*.sources; do
		[ ! -e "$file" ] || sed 's/^Types:.*/Types: deb-src/' "$file" >"$apt/parts/${file##*/}"
	done
fi

with_sources() {
	tool=$1
	shift
	"$tool" -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$apt/parts" -o Dir::State::Lists="$apt/lists" \
		-o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root "$@"
}

if [ ! -e "$apt/updated" ]; then
	# A place that has no sources is no reason to stop: what is missing shows below.
	with_sources apt-get -qq update || true
	touch "$apt/updated"
fi

# The newest that can be had: a mirror may lag behind its own lists.
unpacking=$folder/unpacking
log=$folder/$package.log
: >"$log"
for version in $(with_sources apt-cache showsrc "$package" | sed -n 's/^Version: //p' | sort -rVu); do
	rm -rf "$unpacking"
	mkdir "$unpacking"
	if (cd "$unpacking" && with_sources apt-get -qq source "$package=$version") >>"$log" 2>&1; then
		for unpacked in "$unpacking"/*/; do
			mv "$unpacked" "$folder/$package"
			break
		done
		rm -rf "$unpacking"
		echo "$package $version" >>"$folder/versions"
		exit 0
	fi
	echo "  the sources of $package $version could not be had; an older version is tried" >&2
done
cat "$log" >&2
echo "the source package $package could not be had from the package sources of this machine; its log is above" >&2
exit 1
