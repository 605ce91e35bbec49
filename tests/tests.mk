# The tests of the library: each tests/unit/test_NAME.c is a Check program of its own,
# linked with a library built under the address and undefined-behaviour sanitizers.

SANITIZED := $(BUILD)/sanitized
SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
sanitized_library := $(SANITIZED)/libconvbook.a

.PHONY: unit

$(SANITIZED)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -MMD -MP -c -o $@ $<

$(sanitized_library): $(lib_sources:%.c=$(SANITIZED)/%.o)
	@rm -f $@
	ar rcs $@ $^

$(unit_tests): $(BUILD)/tests/unit/%: $(SANITIZED)/tests/unit/%.o $(sanitized_library)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS)

unit: $(unit_tests)
	@for test in $^; do $$test || exit 1; done
