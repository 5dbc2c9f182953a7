"""Where things lie: the path, the store with Impexp.ri, the connector itself."""
import support
from matrix_case import DLLS, OF_BOTH_PROGRAMS, RULES, Table
from support import CCMAIL, CONNECTOR, EXCHANGE_BIN, FIXED_PATH, STORE, SYSTEM_PATH

TABLE = Table()
row = TABLE.row

# --- placed-in-path --------------------------------------------------------------------------

NOWHERE = {
    "fails": {"import-present": "missing", "export-present": "missing",
              "placed-in-path": "nowhere"},
    "untold": OF_BOTH_PROGRAMS | {"import-32bit", "export-32bit", "import-unshadowed",
                                  "export-unshadowed"},
    "not_applicable": {"impexp-ri-matches"},
}
UNSURE = OF_BOTH_PROGRAMS | {
    "import-present", "export-present", "import-32bit", "export-32bit", "import-unshadowed",
    "export-unshadowed"}

row("the folder is not on the path", lambda server: server.system_path(SYSTEM_PATH), **NOWHERE)
row("the folder on the path does not exist",
    lambda server: server.system_path(SYSTEM_PATH + r";C:\ccmail8"), **NOWHERE)
row("the folder is on the path of the administrator only",
    lambda server: server.hive(
        support.ENVIRONMENT_KEY, f'"Path"=expand:{support.quoted(SYSTEM_PATH)}',
        '"UserPath"="C:\\\\ccmail"'), **NOWHERE)
row("the folder holds a variable that is not set",
    lambda server: server.system_path(SYSTEM_PATH + ";%CCMAIL%"), **NOWHERE)
row("the folder holds a variable that is set",
    lambda server: server.hive(
        support.ENVIRONMENT_KEY, '"CCMAIL"="C:\\\\ccmail"',
        f'"Path"=expand:{support.quoted(SYSTEM_PATH + ";%CCMAIL%")}'),
    code=support.HOLDS)
row("the path is plain text with a variable in it",
    lambda server: server.system_path(SYSTEM_PATH + r";%SystemDrive%\ccmail", ""), **NOWHERE)
row("the folder is quoted",
    lambda server: server.system_path(SYSTEM_PATH + ';"C:\\ccmail"'),
    fails={"placed-in-path": "badly-spelled"}, untold=UNSURE | {"renamed"},
    says={"placed-in-path": ["quotation marks"]})
row("the folder is there twice",
    lambda server: server.system_path(FIXED_PATH + r";C:\CCMAIL"),
    fails={"placed-in-path": "badly-spelled"}, says={"placed-in-path": ["entry 4 already"]})
row("the folder ends in a space",
    lambda server: server.system_path(SYSTEM_PATH + r";C:\ccmail "),
    fails={"placed-in-path": "badly-spelled"}, untold=UNSURE | {"renamed"},
    says={"placed-in-path": ["space"]})
row("the folder begins with a space",
    lambda server: server.system_path(SYSTEM_PATH + r"; C:\ccmail"),
    fails={"placed-in-path": "badly-spelled"}, untold=UNSURE | {"renamed"},
    says={"placed-in-path": ["space"]})
for spelling in ("ccmail", r"\ccmail", "C:ccmail"):
    row(f"the folder is relative: {spelling}",
        lambda server, spelling=spelling: server.system_path(SYSTEM_PATH + ";" + spelling),
        fails={"placed-in-path": "badly-spelled"},
        untold=UNSURE | {"renamed", "impexp-ri-matches"})
row("the folder ends in a backslash",
    lambda server: server.system_path(FIXED_PATH + "\\"), code=support.HOLDS)
row("another folder is there twice",
    lambda server: server.system_path(FIXED_PATH + ";" + SYSTEM_PATH), code=support.HOLDS)
row("the programs lie in a folder that is searched without the path",
    lambda server: [server.rename(f"{CCMAIL}/{name}", f"{CONNECTOR}/{name}")
                    for name in ("Import.exe", "Export.exe", *DLLS, "Impexp.ri")],
    fails={"placed-in-path": "not-on-path"}, 
    subject={"placed-in-path": r"C:\exchsrvr\connect\ccmail\bin"})
row("the folder is not on the path, by registry, as it need not be",
    lambda server: server, variant="fixed-by-registry", code=support.HOLDS)
row("the folder of the registry and of the path",
    lambda server: server.system_path(FIXED_PATH), variant="fixed-by-registry",
    code=support.HOLDS)

# --- impexp-ri, impexp-ri-matches ------------------------------------------------------------

RI = f"{STORE}/Impexp.ri"

for variant in ("fixed", "fixed-by-registry"):
    row(f"Impexp.ri is gone from the store, {variant}", lambda server: server.remove(RI),
        variant=variant, fails={"impexp-ri": "elsewhere"}, untold={"impexp-ri-matches"},
        says={"impexp-ri": [r"C:\ccmail\Impexp.ri", r"C:\exchsrvr\Ccmcdata\Impexp.ri"]},
        subject={"impexp-ri": r"C:\exchsrvr\Ccmcdata\Impexp.ri"})
    row(f"Impexp.ri is gone altogether, {variant}",
        lambda server: server.remove(RI, f"{CCMAIL}/Impexp.ri"), variant=variant,
        fails={"impexp-ri": "missing"}, not_applicable={"impexp-ri-matches"})
    row(f"Impexp.ri is another one, {variant}",
        lambda server: server.write(RI, b"resources of another release"), variant=variant,
        fails={"impexp-ri-matches": "differs"}, severity={"impexp-ri-matches": "medium"},
        says={"impexp-ri-matches": [r"C:\ccmail\Impexp.ri"]})
for where in (EXCHANGE_BIN, CONNECTOR, "exchsrvr", f"{STORE}/Import", f"{STORE}/Export"):
    row(f"Impexp.ri lies in {where}",
        lambda server, where=where: server.rename(RI, f"{where}/Impexp.ri").remove(
            f"{CCMAIL}/Impexp.ri"),
        fails={"impexp-ri": "elsewhere"}, not_applicable={"impexp-ri-matches"},
        says={"impexp-ri": ["C:\\" + where.replace("/", "\\") + "\\Impexp.ri"]})
row("Impexp.ri is empty",
    lambda server: server.write(RI, b"").remove(f"{CCMAIL}/Impexp.ri"),
    fails={"impexp-ri": "empty"}, not_applicable={"impexp-ri-matches"})
row("Impexp.ri is empty, and the one beside the programs is not",
    lambda server: server.write(RI, b""),
    fails={"impexp-ri": "empty", "impexp-ri-matches": "differs"})
row("Impexp.ri is a folder",
    lambda server: server.remove(RI).folder(RI),
    fails={"impexp-ri": "folder"}, untold={"impexp-ri-matches"})
row("no Impexp.ri lies beside the programs",
    lambda server: server.remove(f"{CCMAIL}/Impexp.ri"),
    not_applicable={"impexp-ri-matches"}, code=support.HOLDS)
row("the store is gone",
    lambda server: server.remove(STORE),
    fails={"impexp-ri": "elsewhere"}, untold={"impexp-ri-matches"})
row("the store is elsewhere",
    lambda server: server.rename(STORE, "data/Ccmcdata").parameters(store=r"C:\data\Ccmcdata"),
    code=support.HOLDS)

# --- connector-installed ---------------------------------------------------------------------

for variant in ("fixed", "fixed-by-registry"):
    row(f"the service is not registered, {variant}",
        lambda server: server.hive(r"[-ControlSet001\Services\MSExchangeCCMC]"),
        variant=variant, not_applicable=set(RULES), code=support.HOLDS,
        says={"connector-installed": ["MSExchangeCCMC is not installed: it is not registered"]})
    row(f"Ccmc.exe is gone, {variant}",
        lambda server: server.remove(f"{CONNECTOR}/Ccmc.exe"),
        variant=variant, not_applicable=set(RULES), code=support.HOLDS,
        says={"connector-installed": ["ccmc.exe", "does not exist"]})
row("the service is not registered and everything else is wrong",
    lambda server: server.hive(r"[-ControlSet001\Services\MSExchangeCCMC]"),
    variant="broken", not_applicable=set(RULES), code=support.HOLDS)

Rows = TABLE.tests()


if __name__ == "__main__":
    support.main()
