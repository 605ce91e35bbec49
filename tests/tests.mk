# The tests. Each tests/unit/test_NAME.c is a program of its own, made with Check and linked
# with the library built under the address and undefined-behaviour sanitizers.
#
# What a test printed is kept in a file NAME.passed when it passed. The file is newer than
# the test, so make runs the test again only when the test or the library has changed.

# -Wno-pass-failed: clang cannot vectorize a loop that the sanitizers watch, and says so
SANITIZED := $(BUILD)/sanitized
SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer \
  -Wno-pass-failed
sanitized_library := $(SANITIZED)/libconvbook.a
unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))

# the .passed files that `make verify` wants; each part of the tests adds its own
passed := $(unit_tests:%=%.passed)

.PHONY: need-check unit verify check
need-check: need-compiler
	@$(call missing,$(call has_header,check.h),the test framework's header check.h,setup)

# ---- build ----
$(SANITIZED)/%.o: %.c $(BUILD)/compiled-with | need-compiler
	@mkdir -p $(@D)
	@echo "compile $< with sanitizers"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) $(own_flags) $(depends) -c -o $(new) $< && $(kept_depends) && $(moved)

$(unit_tests:$(BUILD)/%=$(SANITIZED)/%.o): | need-check

# with the chapters' shared parts, so that a test can have the book's network
$(sanitized_library): $(lib_sources:%.c=$(SANITIZED)/%.o) $(patsubst %.c,$(SANITIZED)/%.o,$(wildcard chapters/*.c))
	@ar rcs $(new) $^ && $(moved)

$(unit_tests): $(BUILD)/tests/unit/%: $(SANITIZED)/tests/unit/%.o $(sanitized_library)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(SANITIZE) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS) && $(moved)

# ---- run ----
# Check stops a test after 4 seconds. The sanitizers and a busy machine need far more. A thread that
# waits for another sleeps (passive): on a busy machine, spinning costs more than all the work.
# Leaks are looked for in gcc's builds. clang's OpenMP leaks what it knew of its threads when more are
# asked for, and its leak check sometimes falls over a thread that ends meanwhile.
leaks_with_clang := $(if $(findstring clang,$(CC)),ASAN_OPTIONS=detect_leaks=0)
%.passed: %
	@$(leaks_with_clang) OMP_WAIT_POLICY=passive CK_TIMEOUT_MULTIPLIER=60 $< >$(new) 2>&1 || { cat $(new); rm $(new); echo "failed: $<"; exit 1; }; \
	  $(moved); echo "passed: $< ($$(tail -n 1 $@))"

#: unit             run the unit tests whose test or library has changed
unit: $(unit_tests:%=%.passed)

-include $(wildcard tests/*/*.mk)

#: verify           run all tests of the library that have to run again
verify: $(passed)
	@cat $^ | awk '/^[0-9]+%: Checks:/ { n += $$3; bad += $$5 + $$7 } \
	  END { printf "library: %d checks, %d failed, in %d test programs\n", n, bad, $(words $(passed)); exit bad > 0 }'

#: check            verify the library, then show where the exercises stand
# The exercises' table comes last, where the eye is. The two are runs of make of their own: an exercise that
# is wrong does not keep the library from being verified, nor a library that fails the table from being shown.
check:
	@status=0; \
	$(MAKE) --no-print-directory --keep-going verify || status=1; \
	$(if $(wildcard exercises/exercises.mk),$(MAKE) --no-print-directory exercise-table || status=1;) \
	exit $$status

.PHONY: torture-sid
#: torture-sid      the README's commands on a bare Debian unstable (part of make torture)
torture-sid:
	@tests/fresh_machine sid
