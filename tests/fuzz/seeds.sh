#!/bin/sh
# Seeds for the image fuzzer: one image of every kind, made by the fixture builder ($1), in the folder $2.
set -eu
fixture=$1
folder=$2
mkdir -p "$folder"
make_seed() {
	name=$1
	kind=$2
	shift 2
	"$fixture" image "$kind" "$folder/$name" "$@"
}

make_seed mz mz
make_seed w3 w3
make_seed w4 w4
make_seed te te
for kind in p2 p3 mp bw; do
	make_seed "$kind" "$kind"
	make_seed "$kind-bare" "$kind" --bare
done
make_seed ne ne --module IMPORT --description Import --version 6.0.0.0 --string CompanyName=Lotus \
	--import 'KERNEL:#1,LOADLIBRARY' --import USER:#5 --export RUN@3 --expected 3.10
make_seed ne-os2 ne --target 1 --import DOSCALLS:#5
make_seed ne-bare ne --bare --module DRIVER --dll --self-loading
make_seed vxd le --version 4.0.0.950 --module VDHCP
make_seed le-os2 le --target 1 --import DOSCALLS
make_seed lx lx --module IMPORT --import DOSCALLS --import VIOCALLS
make_seed pe32 pe32 --version 8.50.0.0 --string FileVersion=8.50 --import 'KERNEL32.dll:CreateFileA,#12' \
	--delay-import OLE32.dll:CoInitialize --export 'Run@1' --export 'Old=NTDLL.RtlOld'
make_seed pe32plus pe32plus --dll --version 10.0.0.1 --import 'KERNEL32.dll:CreateFileW,#7' \
	--delay-import VERSION.dll:GetFileVersionInfoW --export Run
make_seed pe32-alpha pe32 --machine 0x184
"$fixture" server fixed "$folder.server"
cp "$folder.server/ccmail/Import.exe" "$folder.server/ccmail/Cfw803.dll" "$folder.server/WINNT/system32/kernel32.dll" "$folder"
rm -rf "$folder.server"
