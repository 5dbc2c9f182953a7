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
manifest="$folder/manifest"
cat >"$manifest" <<'END'
<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
<assemblyIdentity name="Seed" version="1.0.0.0" type="win32" processorArchitecture="x86"/>
<dependency><dependentAssembly><assemblyIdentity name="Other" version="6.0.0.0"/></dependentAssembly></dependency>
<trustInfo xmlns="urn:schemas-microsoft-com:asm.v3"><security><requestedPrivileges>
<requestedExecutionLevel level="asInvoker" uiAccess="false"/></requestedPrivileges></security></trustInfo>
<c:compatibility xmlns:c="urn:schemas-microsoft-com:compatibility.v1"><c:application>
<c:supportedOS Id="{35138b9a-5d96-4fbd-8e2d-a2440225f93a}"/></c:application></c:compatibility></assembly>
END
make_seed pe32-resources pe32 --version 8.50.0.0 --string FileVersion=8.50 --string-table 0x407:1200 \
	--string FileVersion=8,40 --version-language 0x409 --version-language 0x411 --version 8.51 \
	--manifest "$manifest" --resource WAVE:1:0:"$manifest" --resource 10:SCRIPT:0x409:"$manifest"
make_seed ne-resources ne --version 3.10.0.103 --string FileVersion=3.10.103 --string-table 0x411:932 \
	--string CompanyName=Lotus --resource WAVE:SOUND:0:"$manifest" --resource 3:1:0:"$manifest"
make_seed ne-os2-resources ne --target 1 --resource 3:1:0:"$manifest"
rm "$manifest"
make_seed pe32-alpha pe32 --machine 0x184
"$fixture" server fixed "$folder.server"
cp "$folder.server/ccmail/Import.exe" "$folder.server/ccmail/Cfw803.dll" "$folder.server/WINNT/system32/kernel32.dll" "$folder"
rm -rf "$folder.server"
