# convbook: sections 8-2 and 8-3 of the book, in C. `make help` lists the targets.
#
# The parts: this file builds the library and the chapters; tests/tests.mk,
# exercises/exercises.mk and docs/docs.mk bring their own targets.

# ---- settings: `make CC=clang ARCH=x86-64-v3 BUILD=build-clang` ----
ifeq ($(origin CC),default)
CC := gcc
endif
ARCH := native
BUILD := build

CPPFLAGS := -Ilib -D_GNU_SOURCE
WARNINGS := -Wall -Wextra -Wshadow -Wconversion
# fast fused multiply-add: gcc's -std=c11 alone turns it off
CFLAGS := -std=c11 -O3 -march=$(ARCH) -ffp-contract=fast -fopenmp -g $(WARNINGS)
LDLIBS := -lz -lm

.DELETE_ON_ERROR:
.PHONY: all clean help
.DEFAULT_GOAL := all

# ---- the library ----
lib_sources := $(wildcard lib/base/*.c lib/data/*.c lib/kernels/*.c lib/model/*.c lib/figures/*.c)
files_sources := $(wildcard lib/files/*.c)
library := $(BUILD)/libconvbook.a
files_library := $(BUILD)/libconvbook-files.a
FILES_LDLIBS :=

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(library): $(lib_sources:%.c=$(BUILD)/%.o)
	@rm -f $@
	ar rcs $@ $^

# ---- the chapters: one program per step ----
chapter_sources := $(wildcard chapters/8-2/[0-9]*.c chapters/8-3/[0-9]*.c chapters/tools/*.c)
chapter_programs := $(chapter_sources:%.c=$(BUILD)/%)

$(chapter_programs): $(BUILD)/%: $(BUILD)/%.o $(library)
	$(CC) $(CFLAGS) -o $@ $^ $(LDLIBS)

all: $(library) $(chapter_programs)

-include $(wildcard tests/tests.mk exercises/exercises.mk docs/docs.mk)

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
