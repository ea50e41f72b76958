# dnsfollow - `make help` lists the targets. Needs GNU make 3.81 or newer.

VERSION = 1.0.0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DOCDIR ?= $(PREFIX)/share/doc/dnsfollow
SYSCONFDIR ?= /etc
PKG_CONFIG ?= pkg-config
INSTALL ?= install
PYTHON ?= python3
CLANG ?= clang
FUZZ_SECONDS ?= 300
STATIC_CC = $(if $(findstring command,$(origin CC)),$(CC),musl-gcc)
# What drives a fuzzer; OSS-Fuzz has others.
FUZZ_ENGINE ?= -fsanitize=fuzzer
CFLAGS ?= $(if $(SANITIZE),-O1,-O2) -g

# SANITIZE=address,undefined builds beside the ordinary objects, never over them.
comma = ,
OUT = build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))
PROGRAM = $(OUT)/dnsfollow

DEFINES = -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -D_DARWIN_C_SOURCE \
	-DDNSFOLLOW_VERSION='"$(VERSION)"' \
	-DSYSCONFDIR='"$(SYSCONFDIR)"'
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wdate-time
# An empty list is NULL and no step from it; clang takes offence at the step.
SANITIZING = $(if $(SANITIZE),-fsanitize=$(SANITIZE) \
	-fno-sanitize-recover=all -fno-omit-frame-pointer \
	$(if $(filter $(CLANG),$(CC)),-fno-sanitize=pointer-overflow))

SOURCES := $(sort $(wildcard src/*.c src/*/*.c))
OBJECTS := $(SOURCES:src/%.c=$(OUT)/obj/%.o)
MODULES := $(filter-out %/obj/main.o %/obj/manual.o,$(OBJECTS))
WIRELESS := $(filter-out $(OUT)/obj/wire.o $(OUT)/obj/wire_%.o,$(MODULES))

UNITS := $(patsubst tests/%.c,$(OUT)/%,$(sort $(wildcard tests/unit/test_*.c)))
PLAYER := $(if $(wildcard tests/talk/player.c),$(OUT)/talk/player)
PLAYER_SOURCES := $(sort $(wildcard tests/talk/*.c))
FUZZERS := $(patsubst tests/%.c,$(OUT)/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
REPLAYERS := $(FUZZERS:$(OUT)/fuzz/%=$(OUT)/replay/%)
# The fuzzers' world is their own: their wire, the lines of a machine, and the
# words of the talks.
FUZZ_PARTS := $(patsubst tests/%.c,$(OUT)/%.o,$(filter-out \
	tests/fuzz/fuzz_% tests/fuzz/replay.c tests/fuzz/mutate.c \
	tests/talk/player.c tests/talk/stage.c,$(sort $(wildcard tests/fuzz/*.c)) $(PLAYER_SOURCES)))
FUZZED := $(filter-out %/obj/links_linux.o %/obj/links_bsd.o,$(WIRELESS)) \
	$(FUZZ_PARTS)

# ONLY='sandbox pin': of all tests those of these names.
CHECKED := $(if $(ONLY),$(filter $(ONLY:%=$(OUT)/unit/test_%),$(UNITS)),$(UNITS) $(PLAYER))

MANUAL := $(if $(wildcard src/manual.c),$(OUT)/man/dnsfollow-providers.7)
PAGES := $(sort $(wildcard man/*.[1-9])) $(MANUAL)
EXAMPLE := $(wildcard examples/dnsfollow.conf)

# What tests/probe found out stands in files that the compiler reads itself, so
# that a parse of this file needs no tool: `make deps demo` begins without any.
FLAGS = $(OUT)/flags
COMPILE = $(CC) $(DEFINES) -std=c11 $(WARNINGS) @$(FLAGS)/include \
	@$(FLAGS)/compile $(CPPFLAGS) $(CFLAGS) $(SANITIZING)
LINK = @$(FLAGS)/link $(LDFLAGS)
LIBS = @$(FLAGS)/libs $(LDLIBS)

# The compiler believes PWD, which may go by way of a link; tests/probe has the
# directory left out of what is built.
export PWD = $(CURDIR)

# V=1 shows the commands.
Q = $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)")

.PHONY: all deps test-deps static-deps demo check check-gnutls check-static \
	lint bench static fuzz torture replay install uninstall clean help \
	fuzzers replayers FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(PROGRAM) $(MANUAL)	## the program, build/dnsfollow (default)

help:			## this list
	@awk -F ':.*## *' '/^[a-z-]+:.*##/ { printf "%-14s%s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'From outside: CC CPPFLAGS CFLAGS LDFLAGS LDLIBS PKG_CONFIG DESTDIR PREFIX'
	@echo 'BINDIR MANDIR DOCDIR SYSCONFDIR, SANITIZE=address,undefined, V=1 (say more).'

deps:			## install what the build needs
	@tests/deps

test-deps: deps		## install what the tests need, too
	@tests/deps --tests

static-deps:		## install what `make static` needs
	@tests/deps --static

demo: $(PROGRAM)	## the main job for real, with no account
	@tests/demo $(PROGRAM)

check: $(PROGRAM) $(MANUAL) $(CHECKED)	## every test; SANITIZE=... works here too
	@PYTHON='$(PYTHON)' ONLY='$(ONLY)' tests/summary $(OUT)

check-gnutls:		## the tests that could differ, with libcurl on GnuTLS
	@tests/variants gnutls

check-static: $(filter static-deps,$(MAKECMDGOALS))	## the same with the static program
	@CC='$(STATIC_CC)' tests/variants static

lint: $(FLAGS)/probed $(MANUAL)	## warnings, analyzers, floors, banned words, pages
	@LINT_FLAGS='$(subst ','\'',$(DEFINES) $(WARNINGS))' tests/lint $(OUT)

bench: $(PROGRAM)	## what a run costs, beside others (BENCH='--quick trips')
	@DNSFOLLOW='$(PROGRAM)' CC='$(CC)' CFLAGS='$(CFLAGS)' OUT='$(OUT)' \
	tests/bench/run $(BENCH)

static: $(filter static-deps,$(MAKECMDGOALS))	## a static program for routers, build/static/dnsfollow
	@CC='$(STATIC_CC)' tests/static build/static

fuzz:			## each fuzzer (FUZZ='talk json': these) for FUZZ_SECONDS=300
	@! CC='$(CLANG)' tests/fuzzers --able || $(MAKE) OUT=build/fuzz \
		CC='$(CLANG)' SANITIZE=fuzzer-no-link,address,undefined fuzzers
	@CC='$(CLANG)' FUZZ_SECONDS='$(FUZZ_SECONDS)' tests/fuzzers build/fuzz $(FUZZ)

torture: $(PROGRAM)	## each allocation over TLS fails once (make check: one of 16)
	@DNSFOLLOW='$(abspath $(PROGRAM))' TORTURE=all $(PYTHON) -B tests/run/test_memory_tls.py

replay: $(REPLAYERS)	## the kept inputs of the fuzzers; SANITIZE=... works here too
	@tests/fuzzers --replay $(OUT)

install: all		## into DESTDIR and PREFIX; STRIP=1 strips
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)'
	$(INSTALL) $(if $(STRIP),-s) -m 755 $(PROGRAM) '$(DESTDIR)$(BINDIR)/dnsfollow'
	for page in $(PAGES); do \
		to='$(DESTDIR)$(MANDIR)'/man$${page##*.} && \
		$(INSTALL) -d "$$to" && \
		$(INSTALL) -m 644 "$$page" "$$to" || exit 1; \
	done
ifneq ($(EXAMPLE),)
	$(INSTALL) -d '$(DESTDIR)$(DOCDIR)'
	$(INSTALL) -m 644 $(EXAMPLE) '$(DESTDIR)$(DOCDIR)'
endif

uninstall:		## what install put there, with the same DESTDIR and PREFIX
	$(Q)rm -f '$(DESTDIR)$(BINDIR)/dnsfollow' '$(DESTDIR)$(DOCDIR)/dnsfollow.conf'
	$(Q)for page in $(notdir $(PAGES)); do \
		rm -f '$(DESTDIR)$(MANDIR)'/man$${page##*.}/"$$page" || exit 1; \
	done
	$(Q)rmdir '$(DESTDIR)$(DOCDIR)' 2>/dev/null || :

clean:			## remove build/
	rm -rf build

# A file that changes only when what it holds does: the first line of defence
# against objects made with yesterday's flags.
remember = @mkdir -p $(@D) && \
	printf '%s\n' '$(subst ','\'',$(1))' >$@.new && \
	if cmp -s $@.new $@; then rm -f $@.new; else mv -f $@.new $@; fi

$(FLAGS)/settings: FORCE
	$(call remember,$(CURDIR) $(OUT) $(CC) $(DEFINES) $(WARNINGS) $(CPPFLAGS) $(CFLAGS) $(SANITIZING) $(LDFLAGS) $(LDLIBS) $(PKG_CONFIG))

$(FLAGS)/objects: FORCE
	$(call remember,$(OBJECTS))

# With `make -j deps demo` the packages come before the questions.
$(FLAGS)/probed: $(FLAGS)/settings tests/probe \
		| $(filter deps test-deps,$(MAKECMDGOALS))
	@CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' CFLAGS='$(CFLAGS) $(SANITIZING)' \
	LDFLAGS='$(LDFLAGS)' LDLIBS='$(LDLIBS)' PKG_CONFIG='$(PKG_CONFIG)' \
	SANITIZE='$(SANITIZE)' tests/probe $(FLAGS)
	@touch $@

$(OUT)/obj/%.o: src/%.c $(FLAGS)/probed
	$(call say,cc $<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(PROGRAM): $(OUT)/obj/main.o $(MODULES) $(FLAGS)/objects
	$(call say,link $@)
	$(Q)$(COMPILE) $(LINK) -o $@ $(filter %.o,$^) $(LIBS)

$(OUT)/manual: $(OUT)/obj/manual.o $(MODULES) $(FLAGS)/objects
	$(call say,link $@)
	$(Q)$(COMPILE) $(LINK) -o $@ $(filter %.o,$^) $(LIBS)

$(OUT)/man/dnsfollow-providers.7: $(OUT)/manual man/dnsfollow-providers.7.in
	@mkdir -p $(@D)
	$(Q)$(OUT)/manual <man/dnsfollow-providers.7.in >$@

# Tests compile and link in one go; -MF, since the target is no object.
define test-program
	$(call say,test $@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(1) -Isrc -MMD -MP -MF $@.d -MT $@ $(LINK) -o $@ \
		$(filter %.c %.o,$^) $(LIBS)
endef

$(UNITS): $(OUT)/unit/%: tests/unit/%.c $(MODULES) $(FLAGS)/objects
	$(test-program)

# The player is its own wire: no network exists in it.
$(OUT)/talk/player: $(WIRELESS) $(FLAGS)/objects $(FLAGS)/probed
$(OUT)/talk/player: $(PLAYER_SOURCES:tests/%.c=$(OUT)/%.o)
	$(call say,test $@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(LINK) -o $@ $(filter %.o,$^) $(LIBS)

$(OUT)/talk/%.o: tests/talk/%.c $(FLAGS)/probed
	$(call say,cc $<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Isrc -MMD -MP -c -o $@ $<

$(OUT)/fuzz/%.o: tests/fuzz/%.c $(FLAGS)/probed
	$(call say,cc $<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Isrc -Itests/talk -MMD -MP -c -o $@ $<

fuzzers: $(FUZZERS)
$(OUT)/fuzz/fuzz_talk $(OUT)/replay/fuzz_talk: $(OUT)/fuzz/mutate.o
$(FUZZERS): $(OUT)/fuzz/%: $(OUT)/fuzz/%.o $(FUZZED) $(FLAGS)/objects
	$(call say,test $@)
	$(Q)$(COMPILE) $(FUZZ_ENGINE) $(LINK) -o $@ $(filter %.o,$^) $(LIBS)

# Without an engine, for any compiler.
replayers: $(REPLAYERS)
$(REPLAYERS): $(OUT)/replay/%: $(OUT)/fuzz/%.o $(OUT)/fuzz/replay.o $(FUZZED) \
		$(FLAGS)/objects
	$(call say,test $@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(LINK) -o $@ $(filter %.o,$^) $(LIBS)

-include $(OBJECTS:.o=.d) $(UNITS:=.d) $(FUZZERS:=.d) $(FUZZ_PARTS:.o=.d) \
	$(OUT)/fuzz/replay.d $(OUT)/fuzz/mutate.d $(PLAYER_SOURCES:tests/%.c=$(OUT)/%.d)
