# Building for Windows with mingw-w64, included by the Makefile for SYSTEM=windows. Debian has no mingw packages of these
# libraries, so the files that are needed of them are compiled from Debian's source packages, into the build folder.

CC = x86_64-w64-mingw32-gcc
AR = x86_64-w64-mingw32-ar

THIRD_PARTY := $(BUILD)/third-party
THIRD_PARTY_INCLUDE := $(THIRD_PARTY)/include
THIRD_PARTY_LIBRARY := $(BUILD)/libthird-party.a

# Windows 7 and later. printf is mingw's own, which knows %zu and %llu; the compiler would judge it by Microsoft's, and
# the Linux build has checked the same formats.
CPPFLAGS += -D_WIN32_WINNT=0x0601 -DWIN32_LEAN_AND_MEAN -DXML_STATIC -DCJSON_HIDE_SYMBOLS
CFLAGS += -Wno-format
LDFLAGS += -static -municode
PACKAGE_CFLAGS = -isystem $(THIRD_PARTY_INCLUDE)
LIBS = -lbcrypt -lntdll

# What posts is not built for Windows yet; scanner/cli/delivery_windows.c says so to whoever asks.
LIBRARY_SOURCES := $(filter-out report/post%.c report/spool%.c,$(LIBRARY_SOURCES))
LIBRARY_SOURCES += $(wildcard scanner/windows/*.c)
CPPFLAGS += -Iscanner/windows
PROGRAM_SOURCES := $(filter-out scanner/cli/command_post.c,$(PROGRAM_SOURCES))

UNISTRING := $(THIRD_PARTY)/libunistring/lib
EXPAT := $(THIRD_PARTY)/expat/expat/lib
CJSON := $(THIRD_PARTY)/cjson
THIRD_PARTY_SOURCES := $(CJSON)/cJSON.c \
	$(EXPAT)/xmlparse.c $(EXPAT)/xmlrole.c $(EXPAT)/xmltok.c \
	$(addprefix $(UNISTRING)/, \
		unictype/categ_none.c unictype/categ_of.c unictype/combiningclass.c \
		uninorm/canonical-decomposition.c uninorm/composition.c uninorm/decompose-internal.c \
		uninorm/decomposition-table.c uninorm/nfc.c uninorm/nfd.c uninorm/u8-normalize.c \
		unistr/u8-cpy.c unistr/u8-mbtouc-unsafe.c unistr/u8-mbtouc-unsafe-aux.c unistr/u8-mbtoucr.c \
		unistr/u8-next.c unistr/u8-strlen.c unistr/u8-strmbtouc.c unistr/u8-uctomb.c \
		unistr/u8-uctomb-aux.c uniwidth/u8-strwidth.c uniwidth/u8-width.c uniwidth/width.c)
THIRD_PARTY_OBJECTS := $(THIRD_PARTY_SOURCES:.c=.o)

$(THIRD_PARTY)/ready: scanner/windows/third-party/windows.mk scanner/windows/third-party/debian-source.sh
	@for package in cjson expat libunistring; do \
		sh scanner/windows/third-party/debian-source.sh $$package $(THIRD_PARTY) || exit 1; \
	done
	@mkdir -p $(THIRD_PARTY_INCLUDE)/cjson $(THIRD_PARTY_INCLUDE)/unistring
	@cp $(CJSON)/cJSON.h $(THIRD_PARTY_INCLUDE)/cjson/
	@cp $(EXPAT)/expat.h $(EXPAT)/expat_external.h $(THIRD_PARTY_INCLUDE)/
	@for header in $(UNISTRING)/uni*.in.h $(UNISTRING)/unistring/woe32dll.in.h; do \
		name=$${header#$(UNISTRING)/}; \
		sed 's/@DLL_VARIABLE@//' $$header >$(THIRD_PARTY_INCLUDE)/$${name%.in.h}.h; \
	done
	@rm -f $(THIRD_PARTY_INCLUDE)/unistd.h
	@cp $(addprefix $(UNISTRING)/,unistring/cdefs.h unistring/inline.h localcharset.h) \
		$(THIRD_PARTY_INCLUDE)/unistring/
	@for header in stdbool stdint; do \
		echo "#include <$$header.h>" >$(THIRD_PARTY_INCLUDE)/unistring/$$header.h; \
	done
	@touch $@
$(THIRD_PARTY_SOURCES): $(THIRD_PARTY)/ready ;
$(call objects,$(LIBRARY_SOURCES) $(PROGRAM_SOURCES)): | $(THIRD_PARTY)/ready

$(THIRD_PARTY_OBJECTS): %.o: %.c scanner/windows/third-party/windows.mk
	@echo "  CC    $(patsubst $(THIRD_PARTY)/%,%,$<)"
	@$(CC) -std=gnu11 -O2 -w -DXML_STATIC -DCJSON_HIDE_SYMBOLS -DIN_LIBUNISTRING -Iscanner/windows/third-party/config -I$(THIRD_PARTY_INCLUDE) \
		-I$(UNISTRING) -c -o $@ $<

$(THIRD_PARTY_LIBRARY): $(THIRD_PARTY_OBJECTS)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/compatscan.exe: $(call objects,$(PROGRAM_SOURCES)) $(LIBRARY) $(THIRD_PARTY_LIBRARY)
	@echo "  LINK  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
