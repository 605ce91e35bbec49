# Model files: read, refused, written. With lib/files under the sanitizers too.

sanitized_files := $(SANITIZED)/libconvbook-files.a
files_tests := $(patsubst tests/files/%.c,$(BUILD)/tests/files/%,$(filter-out %/test_damaged.c,$(wildcard tests/files/test_*.c)))
passed += $(files_tests:%=%.passed) $(BUILD)/tests/files/test_damaged.passed

$(files_sources:%.c=$(SANITIZED)/%.o): own_flags = $(FILES_CPPFLAGS)
$(files_sources:%.c=$(SANITIZED)/%.o): | need-files
$(sanitized_files): $(files_sources:%.c=$(SANITIZED)/%.o)
	@mkdir -p $(@D) && ar rcs $(new) $^ && $(moved)

$(files_tests:$(BUILD)/%=$(SANITIZED)/%.o): | need-check
$(files_tests): $(BUILD)/tests/files/%: $(SANITIZED)/tests/files/%.o $(sanitized_files) $(sanitized_library)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(SANITIZE) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(FILES_LDLIBS) $(LDLIBS) && $(moved)

# thousands of child processes: without sanitizers, which take a second for each hundred
damaged_test := $(BUILD)/tests/files/test_damaged
$(damaged_test).o: | need-check
$(damaged_test): $(damaged_test).o $(files_library) $(library)
	@$(CC) $(CFLAGS) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(FILES_LDLIBS) $(LDLIBS) && $(moved)

# the fixtures are read, not built: a changed one means another run
$(files_tests:%=%.passed): $(wildcard tests/files/fixtures/*)

.PHONY: files damage
#: damage           cut a model file at every place, overwrite every field of it in turn
damage: $(damaged_test)
	@DAMAGE=all CK_TIMEOUT_MULTIPLIER=60 $<

#: files            run the tests of model files that have to run again
files: $(files_tests:%=%.passed) $(damaged_test).passed
