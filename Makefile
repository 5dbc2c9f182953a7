# compatscan
#
#   make            build build/compatscan
#   make demo       install what is missing, build, scan the sample server broken and fixed
#   make check      install what is missing, build, run every test
#   make help       the other targets

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC = gcc
PYTHON ?= /usr/bin/python3
MAKEFLAGS += --no-print-directory
JOBS := $(shell nproc 2>/dev/null || echo 1)

# A row of a table leaves out what it does not have.
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Werror -Wno-missing-field-initializers
OPTIMISE ?= -O2 -g
SANITIZE ?=
CPPFLAGS += -D_GNU_SOURCE -I.
CFLAGS += -std=c11 $(OPTIMISE) $(WARNINGS) $(SANITIZE)
LDFLAGS += $(SANITIZE)

# Asked when a recipe runs, since `make deps` may have to install pkg-config first.
PACKAGES = libcjson libcurl zlib libcrypto hivex expat
PACKAGE_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
LIBS = $(shell pkg-config --libs $(PACKAGES)) -lunistring

# What a system does in its own way is in NAME_posix.c and NAME_windows.c.
SYSTEM = posix
OTHER_SYSTEMS = $(patsubst %,\%_%.c,$(filter-out $(SYSTEM),posix windows))
LIBRARY_SOURCES := $(filter-out $(OTHER_SYSTEMS), \
	$(wildcard scanner/base/*.c scanner/image/*.c scanner/specimen/*.c scanner/host/*.c scanner/host/*/*.c rules/*/*.c report/*.c))
PROGRAM_SOURCES := $(filter-out $(OTHER_SYSTEMS),$(wildcard scanner/cli/*.c))
FIXTURE_SOURCES := $(wildcard tests/fixture/*.c)
UNIT_SOURCES := $(wildcard tests/unit/*.c tests/machine/*.c tests/post/*.c)
BENCH_SOURCES := $(wildcard bench/*.c)
FUZZ_SOURCES := $(wildcard tests/fuzz/*.c)
ALL_SOURCES := $(LIBRARY_SOURCES) $(PROGRAM_SOURCES) $(FIXTURE_SOURCES) $(UNIT_SOURCES) $(FUZZ_SOURCES) \
	$(BENCH_SOURCES)

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libcompatscan.a

.PHONY: all
all: $(BUILD)/compatscan

ifeq ($(SYSTEM),windows)
include scanner/windows/third-party/windows.mk
endif

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(CC) $(CPPFLAGS) $(PACKAGE_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# q, not r: a reader and a maker of one format have one file name.
$(LIBRARY): $(call objects,$(LIBRARY_SOURCES))
	@rm -f $@
	@$(AR) qcs $@ $^

$(BUILD)/compatscan: $(call objects,$(PROGRAM_SOURCES)) $(LIBRARY)
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/compatscan-fixture: $(call objects,$(FIXTURE_SOURCES)) $(LIBRARY)
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^

$(BUILD)/unit-tests: $(call objects,$(UNIT_SOURCES)) \
		$(filter-out %/main.o,$(call objects,$(FIXTURE_SOURCES))) $(LIBRARY)
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS) $$(pkg-config --libs check libmicrohttpd)

# These measure the image reader alone; libraries that only the rest needs would have to be loaded at every start.
BENCH_PROGRAMS = $(BUILD)/image-bench $(BUILD)/bench-floor $(BUILD)/image-hostile
$(BUILD)/image-bench: $(call objects,bench/image_bench.c bench/path_list.c bench/stopwatch.c) $(LIBRARY)
$(BUILD)/bench-floor: $(call objects,bench/floor.c bench/path_list.c bench/stopwatch.c)
$(BUILD)/image-hostile: $(call objects,bench/hostile.c bench/counted_memory.c \
		$(wildcard bench/monsters*.c) tests/unit/image_samples.c) \
		$(filter-out %/main.o,$(call objects,$(FIXTURE_SOURCES))) $(LIBRARY)
$(BENCH_PROGRAMS):
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -Wl,--as-needed -o $@ $^ $(LIBS)

-include $(patsubst %.o,%.d,$(call objects,$(ALL_SOURCES)))

# --- what a machine needs --------------------------------------------------------------------

BUILD_DEPS = gcc libc6-dev make pkg-config libcjson-dev libcurl4-openssl-dev zlib1g-dev libssl-dev \
	libhivex-dev libunistring-dev libexpat1-dev
CHECK_DEPS = check libmicrohttpd-dev nginx-light openssl python3 python3-pefile python3-jsonschema \
	file libwine fonts-wine loadlin libwin-hivex-perl registry-tools graphviz
# Other readers, and compilers for what they read. tests/conformance/packages.py lists what is only unpacked.
CHECK_FULL_DEPS = icoutils wine64-tools binutils-mingw-w64 gcc-mingw-w64-i686-win32 gcc-mingw-w64-x86-64-win32 \
	clang lld llvm wine wine64
WINDOWS_DEPS = gcc-mingw-w64-x86-64-win32 binutils-mingw-w64-x86-64 mingw-w64-x86-64-dev dpkg-dev
LINT_DEPS = cppcheck clang clang-tidy clang-format
FUZZ_DEPS = clang libclang-rt-14-dev llvm libwin-hivex-perl
BENCH_DEPS = libwine fonts-wine python3 python3-pefile pev wine64-tools yara icoutils binutils-mingw-w64-x86-64 \
	libhivex-bin strace

.PHONY: deps deps-check deps-check-full deps-windows deps-lint deps-fuzz deps-bench
deps:
	@sh tests/install-packages.sh $(BUILD_DEPS)
deps-check:
	@sh tests/install-packages.sh $(BUILD_DEPS) $(CHECK_DEPS)
deps-check-full:
	@sh tests/install-packages.sh $(BUILD_DEPS) $(CHECK_DEPS) $(CHECK_FULL_DEPS) $(WINDOWS_DEPS)
deps-windows:
	@sh tests/install-packages.sh $(WINDOWS_DEPS)
deps-lint:
	@sh tests/install-packages.sh $(BUILD_DEPS) $(CHECK_DEPS) $(LINT_DEPS)
deps-fuzz:
	@sh tests/install-packages.sh $(BUILD_DEPS) $(FUZZ_DEPS)
deps-bench:
	@sh tests/install-packages.sh $(BUILD_DEPS) $(BENCH_DEPS)

# --- what a user does ------------------------------------------------------------------------

.PHONY: demo install uninstall windows clean help
demo: deps
	@$(MAKE) -s -j$(JOBS) $(BUILD)/compatscan $(BUILD)/compatscan-fixture
	@sh tests/demo.sh $(BUILD)

# scanner/windows/third-party/windows.mk says how.
WINDOWS_BUILD ?= build-windows
windows: deps-windows
	@$(MAKE) -s -j$(JOBS) SYSTEM=windows BUILD=$(WINDOWS_BUILD) $(WINDOWS_BUILD)/compatscan.exe

install: $(BUILD)/compatscan
	install -D -m 755 $(BUILD)/compatscan $(DESTDIR)$(PREFIX)/bin/compatscan
	install -d $(DESTDIR)$(PREFIX)/share/compatscan/packs $(DESTDIR)$(PREFIX)/share/compatscan/schema
	install -m 644 rules/packs/*.json $(DESTDIR)$(PREFIX)/share/compatscan/packs
	install -m 644 rules/schema/*.schema.json report/schema/*.json $(DESTDIR)$(PREFIX)/share/compatscan/schema
	install -D -m 644 docs/compatscan.1 $(DESTDIR)$(PREFIX)/share/man/man1/compatscan.1

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/compatscan $(DESTDIR)$(PREFIX)/share/man/man1/compatscan.1
	rm -rf $(DESTDIR)$(PREFIX)/share/compatscan

clean:
	rm -rf build build-asan build-fuzz build-windows demo-output

help:
	@echo "make              build build/compatscan"
	@echo "make demo         install what is missing, build, scan the sample server"
	@echo "make check        install what is missing, build, run every test"
	@echo "make check-full   make check, thousands of real images compared with other readers, and the Windows build"
	@echo "make windows      cross-compile build-windows/compatscan.exe"
	@echo "make install      into PREFIX ($(PREFIX)), below DESTDIR; make uninstall undoes it"
	@echo "make layering     check that includes point only backwards"
	@echo "make schema       write rules/schema/pack.schema.json from the tables of checks"
	@echo "make packs-table  write docs/packs.md from the rule packs"
	@echo "make lint         cppcheck and clang-tidy"
	@echo "make format       lay the sources out by .clang-format"
	@echo "make fuzz         fuzz the image readers for FUZZ_SECONDS ($(FUZZ_SECONDS)), all of FUZZ_TARGET ($(FUZZ_TARGET))"
	@echo "make fuzz-merge   fold what fuzzing found into tests/fuzz/corpus"
	@echo "make fuzz-coverage, make fuzz-ledger"
	@echo "                  what the kept inputs reach, and how long was fuzzed"
	@echo "make bench        speed beside other readers, BENCH_ROUNDS ($(BENCH_ROUNDS)) times"
	@echo "make bench-closure"
	@echo "                  what deps costs on programs of 200 and 2,000 DLLs"
	@echo "make bench-facts  what facts costs on a server of 20,000 files"
	@echo "make bench-packs  what scans by the packs that ship cost on 20,000 files, real DLLs and 200 services"
	@echo "make bench-hostile"
	@echo "                  the worst that any input costs; BENCH_FOLDERS adds files"
	@echo "make clean        remove everything that was built"

# --- what a developer does -------------------------------------------------------------------

.PHONY: check check-full check-run test-programs layering schema packs-table lint format
check: deps-check
	@$(MAKE) check-run

ASAN = BUILD=build-asan OPTIMISE="-O1 -g" SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all"
TEST_PROGRAMS = $(BUILD)/compatscan $(BUILD)/compatscan-fixture $(BUILD)/unit-tests $(BUILD)/fuzz-replay
test-programs: $(TEST_PROGRAMS)
check-run:
	@$(MAKE) -s -j$(JOBS) test-programs $(BUILD)/image-hostile
	@$(MAKE) -s -j$(JOBS) $(ASAN) test-programs
	@$(PYTHON) tests/run.py $(RUN_OPTIONS)

# Everything of check, every damage to every hive, the sanitized program over some thousand images with every reader,
# and the Windows build beside the Linux one.
check-full: deps-check-full
	@$(MAKE) check-run RUN_OPTIONS=--full
	@COMPATSCAN_THOROUGH=1 build/unit-tests host_hive_damage
	@$(PYTHON) tests/conformance/images.py --full build-asan/compatscan build-asan/compatscan-fixture \
		build/conformance
	@$(PYTHON) tests/conformance/closure.py build-asan/compatscan build/conformance
	@$(PYTHON) tests/wine/witness.py build-asan/compatscan build-asan/compatscan-fixture build/wine
	@$(MAKE) windows
	@$(PYTHON) tests/windows/compare.py build $(WINDOWS_BUILD)/compatscan.exe $(WINDOWS_BUILD)/compare
	@$(PYTHON) tests/windows/live.py build $(WINDOWS_BUILD)/compatscan.exe $(WINDOWS_BUILD)/live

layering:
	@sh tests/layering.sh

# What packs may say follows from the tables of checks and selections.
schema: $(BUILD)/compatscan
	@$(PYTHON) rules/schema/make_schema.py $<

packs-table: $(BUILD)/compatscan
	@$(PYTHON) rules/packs_table.py $<

LINTED = $(LIBRARY_SOURCES) $(PROGRAM_SOURCES) $(BENCH_SOURCES) $(wildcard scanner/windows/*.c)
lint: deps-lint layering
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --error-exitcode=1 \
		--suppress=missingIncludeSystem \
		'-DcJSON_ArrayForEach(element,array)=while((element=cJSON_following(array,element)))' \
		-j$(JOBS) -D_GNU_SOURCE -I. \
		$(LINTED)
	clang-tidy --quiet $(LINTED) -- -std=c11 $(CPPFLAGS) $(PACKAGE_CFLAGS)

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

# --- fuzzing: docs/fuzzing.md ----------------------------------------------------------------

FUZZ_SECONDS ?= 60
FUZZ_TARGET ?= all
FUZZ_SEEDS ?=
FUZZ_DIR ?= build-fuzz
FUZZ_TARGETS = mz ne le collection te pe resources version32 version16 manifest apiset read-error names text view hive \
	host-text shell-link pack
FUZZ_CHECK_SOURCES := $(filter-out tests/fuzz/fuzzer_main.c tests/fuzz/mutate.c tests/fuzz/mutate_json.c tests/fuzz/replay_main.c, \
	$(wildcard tests/fuzz/*.c))

# Only what is tested is measured, so that no input is kept for what the checks do with it.
$(BUILD)/scanner/%.o $(BUILD)/rules/%.o: CFLAGS += $(FUZZ_MEASURE)

$(BUILD)/problem_codes.inc: docs/problems.md Makefile
	@mkdir -p $(@D)
	@sed -n '/^## In images/,/^## On/s/^| `\([a-z0-9-]*\)` | \([a-z]*\) |.*/PROBLEM_CODE("\1", "\2")/p' $< >$@
PROBLEM_CODE_READERS = $(call objects,tests/fuzz/facts_check.c tests/unit/image_case.c tests/unit/image_doubt.c)
$(PROBLEM_CODE_READERS): $(BUILD)/problem_codes.inc
$(PROBLEM_CODE_READERS): CPPFLAGS += -I$(BUILD)

$(BUILD)/fuzz-replay: $(call objects,$(FUZZ_CHECK_SOURCES) tests/fuzz/replay_main.c) $(LIBRARY)
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/fuzz/%: tests/fuzz/fuzzer_main.c \
		$(call objects,$(FUZZ_CHECK_SOURCES) tests/fuzz/mutate.c tests/fuzz/mutate_json.c) $(LIBRARY)
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer -DFUZZ_TARGET='"$*"' -o $@ $^ $(LIBS)

.PHONY: fuzz fuzz-programs fuzz-merge fuzz-coverage fuzz-ledger
fuzz-programs: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%) $(BUILD)/fuzz-replay

FUZZ_BUILD = CC=clang BUILD=$(FUZZ_DIR) OPTIMISE="-O1 -g" \
	SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all" FUZZ_MEASURE=-fsanitize=fuzzer-no-link
fuzz: deps-fuzz
	@$(MAKE) -s -j$(JOBS) $(BUILD)/compatscan-fixture
	@$(MAKE) -s -j$(JOBS) $(FUZZ_BUILD) fuzz-programs
	@$(PYTHON) tests/fuzz/seeds.py $(BUILD)/compatscan-fixture $(FUZZ_DIR)/seeds
	@$(PYTHON) tests/fuzz/campaign.py --seconds $(FUZZ_SECONDS) --targets "$(FUZZ_TARGET)" \
		--more-seeds "$(FUZZ_SEEDS)" $(FUZZ_DIR) $(FUZZ_TARGETS)

fuzz-merge: deps-fuzz
	@$(MAKE) -s -j$(JOBS) $(BUILD)/compatscan-fixture
	@$(MAKE) -s -j$(JOBS) $(FUZZ_BUILD) fuzz-programs
	@$(PYTHON) tests/fuzz/seeds.py $(BUILD)/compatscan-fixture $(FUZZ_DIR)/seeds
	@$(PYTHON) tests/fuzz/merge.py $(FUZZ_DIR) $(FUZZ_TARGETS)

fuzz-coverage: deps-fuzz
	@$(MAKE) -s -j$(JOBS) CC=clang BUILD=$(FUZZ_DIR)/coverage OPTIMISE="-O1 -g" \
		SANITIZE="-fprofile-instr-generate -fcoverage-mapping" $(FUZZ_DIR)/coverage/fuzz-replay
	@$(PYTHON) tests/fuzz/coverage.py $(FUZZ_DIR)/coverage tests/fuzz/corpus tests/fuzz/findings

fuzz-ledger:
	@$(PYTHON) tests/fuzz/campaign.py --ledger $(FUZZ_DIR)

# --- measuring: bench/README.md -----------------------------------------------------------------

.PHONY: bench bench-closure bench-facts bench-packs bench-hostile
BENCH_ROUNDS ?= 5
BENCH_FOLDERS ?=
bench: deps-bench
	@$(MAKE) -s -j$(JOBS) $(BUILD)/compatscan $(BUILD)/image-bench $(BUILD)/bench-floor
	@$(PYTHON) bench/run.py --build $(BUILD) --rounds $(BENCH_ROUNDS) $(BENCH_OPTIONS)

bench-closure: deps-bench
	@$(MAKE) -s -j$(JOBS) $(BUILD)/compatscan $(BUILD)/compatscan-fixture $(BUILD)/bench-floor
	@$(PYTHON) bench/closure.py --build $(BUILD) --rounds $(BENCH_ROUNDS) $(BENCH_OPTIONS)

bench-facts: deps-bench
	@$(MAKE) -s -j$(JOBS) $(BUILD)/compatscan $(BUILD)/compatscan-fixture
	@$(PYTHON) bench/facts.py --build $(BUILD) --rounds $(BENCH_ROUNDS) $(BENCH_OPTIONS)

bench-packs: deps-bench
	@$(MAKE) -s -j$(JOBS) $(BUILD)/compatscan $(BUILD)/compatscan-fixture $(BUILD)/bench-floor
	@$(PYTHON) bench/packs.py --build $(BUILD) --rounds $(BENCH_ROUNDS) $(BENCH_OPTIONS)

bench-hostile: deps
	@$(MAKE) -s -j$(JOBS) $(BUILD)/image-hostile
	@$(BUILD)/image-hostile $(BENCH_FOLDERS)
