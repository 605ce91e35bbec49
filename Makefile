# convbook: sections 8-2 and 8-3 of the book, in C.
#
# A line that starts with `#:` is what `make help` shows. This file finds what is
# missing, builds the library and includes the parts: chapters/chapters.mk runs the
# chapters, tests/tests.mk the tests, exercises/ and docs/ their own.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
# as many compilers at a time as there are processors; -j on the command line goes before
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
endif
# but never `make clean all` side by side
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# ---- settings: `make CC=clang BUILD=build/clang`, `make OPT=-O0` for a debugger ----
ifeq ($(origin CC),default)
CC := gcc
endif
ARCH := native
OPT := -O3
BUILD := build

CPPFLAGS := -Ilib -Ichapters -D_GNU_SOURCE
WARNINGS := -Wall -Wextra -Wshadow -Wconversion
LDLIBS := -lz -ldl -lm

# Flags that not every compiler knows: $(call known,FLAGS) are those that $(CC) takes without a word.
known = $(shell takes() { echo 'int x;' | $(CC) -Werror "$$@" -fsyntax-only -x c - >/dev/null 2>&1; }; \
  if takes $1; then echo '$1'; else for flag in $1; do takes $$flag && echo $$flag; done; fi)
# tuned for no maker in particular, and chains of fused multiply-adds stay fused: else gcc would split
# them for some processors, from version 13 on for most, and the fast paths lose the definition's bits
tuning := $(call known,$(if $(filter native,$(ARCH)),-march=native) -mtune=generic --param=avoid-fma-max-bits=0 -fopenmp)

# macOS, where this was compiled for and never run: the libraries stand where Homebrew puts them, and
# Apple's clang needs Homebrew's libomp; without it there is one thread
comma := ,
homebrew := $(if $(filter Darwin,$(shell uname -s)),$(firstword $(wildcard /opt/homebrew /usr/local)))
ifneq ($(homebrew),)
CPPFLAGS += -I$(homebrew)/include
LDLIBS += -L$(homebrew)/lib
ifeq ($(filter -fopenmp,$(tuning)),)
libomp := $(wildcard $(homebrew)/opt/libomp)
tuning += $(if $(libomp),-Xpreprocessor -fopenmp -I$(libomp)/include,-Wno-unknown-pragmas)
LDLIBS += $(if $(libomp),-L$(libomp)/lib -lomp)
$(if $(libomp),,$(info one thread only: `brew install libomp` brings more))
endif
endif

# fast fused multiply-add: gcc's -std=c11 alone turns it off
# no errno after sqrtf, so that Adam takes many roots at once; no result changes
# what is typed, `make CFLAGS=-O1`, comes last and takes nothing of this away
override CFLAGS := -std=c11 $(OPT) $(if $(filter-out native,$(ARCH)),-march=$(ARCH)) $(tuning) \
  -ffp-contract=fast -fno-math-errno -g $(WARNINGS) $(if $(filter command%,$(origin CFLAGS)),$(CFLAGS))

# Two makes may run in one clone: what is made is made as $(new), and moved to its name when it is whole.
new = $@.$$$$
moved = mv -f $(new) $@

# ---- what make hands on to the programs: `make chapter-8-2 EPOCHS=3 MODEL=mine.h5` ----
# Literally, whatever characters it holds. `make` would take the `$` of a file name for a
# variable of its own; $(value MODEL) is the text as it was typed. It then travels in the
# environment, and a recipe says "$$MODEL", which the shell does not read again.
handed_on := EPOCHS BATCH SEED CONV KERNELS THREADS DROPOUT PATIENCE MODEL DATA FIGURES \
  IMAGE SET PNG INVERT REPORT
$(foreach name,$(handed_on),$(eval override $(name) := $$(value $(name))))
export $(handed_on)

# ---- setup ----
#: setup            install what the chapters and `make check` need (asks for sudo)
#: setup-docs       install what `make docs` needs
#: setup-dev        install what the project's own tests and benchmarks need
#: setup-interop    fetch real Keras and TensorFlow.js into this folder, for `make interop` (1.8 GB on disk)
setup_packages := gcc libc6-dev zlib1g-dev libhdf5-dev libzip-dev libcjson-dev libpng-dev \
  gnuplot-nox fonts-dejavu-core check dataset-fashion-mnist
docs_packages := doxygen libjs-mathjax libjs-lunr python3
# the second compiler and its sanitizers; the peers of the bench and of the model files; Arm;
# the fresh machine; what reads the scripts, the prose and the pages
dev_packages := clang strace valgrind libomp-dev libclang-rt-dev g++ libdnnl-dev python3-torch python3-h5py \
  gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user debootstrap shellcheck \
  hunspell hunspell-en-gb hunspell-ko musl-tools python3-venv chromium nodejs npm fonts-nanum
interop_packages := python3-venv python3-h5py python3-torch nodejs npm

.PHONY: setup setup-docs setup-dev setup-interop
setup:      ; @TARGET=$@ chapters/tools/install_packages $(setup_packages)
setup-docs: ; @TARGET=$@ chapters/tools/install_packages $(docs_packages)
setup-dev:
	@TARGET=$@ chapters/tools/install_packages $(dev_packages)
	@tests/elsewhere/install
setup-interop:
	@TARGET=$@ chapters/tools/install_packages $(interop_packages)
	@tests/interop/install

# ---- what is missing? ----
# Asked each time something is made, and only then: reading this file needs nothing but
# make. $(call missing,TEST,WHAT,TARGET) says it in one line when TEST fails.
# `make -n` and `make -q` only ask what would be built, and get no more of an answer.
only_asked := $(filter-out ---%,$(firstword -$(MAKEFLAGS)))
only_asked := $(findstring n,$(only_asked))$(findstring q,$(only_asked))
missing = $(if $(only_asked),,{ $1; } >/dev/null 2>&1 || { echo "$2 is missing: \`make $3\` brings it" >&2; exit 1; })
# can the compiler find the header $1?
has_header = printf '\#include <stdio.h>\n\#include <$1>\n' | $(CC) $(CPPFLAGS) $2 -fsyntax-only -x c -
setup_for_compiler := $(if $(findstring clang,$(CC)),setup-dev,setup)

.PHONY: need-compiler need-files need-gnuplot
need-compiler:
	@$(call missing,command -v $(CC),the compiler $(CC),$(setup_for_compiler))
	@$(call missing,$(call has_header,stdio.h),the C library's header stdio.h,setup)
	@$(if $(homebrew),,$(call missing,$(call has_header,omp.h),OpenMP's header omp.h,$(setup_for_compiler)))
	@$(call missing,$(call has_header,zlib.h),zlib's header zlib.h,setup)
need-files: need-compiler
	@$(call missing,$(call has_header,hdf5.h,$(FILES_CPPFLAGS)),HDF5's header hdf5.h,setup)
	@$(call missing,$(call has_header,zip.h),libzip's header zip.h,setup)
	@$(call missing,$(call has_header,cjson/cJSON.h),cJSON's header cjson/cJSON.h,setup)
	@$(call missing,$(call has_header,png.h),libpng's header png.h,setup)
need-gnuplot:
	@$(call missing,command -v gnuplot,gnuplot,setup)

# ---- the library ----
lib_sources := $(wildcard lib/base/*.c lib/data/*.c lib/kernels/*.c lib/model/*.c lib/figures/*.c)
files_sources := $(wildcard lib/files/*.c)
library := $(BUILD)/libconvbook.a
# lib/files alone needs HDF5, zip and JSON: an archive of its own, so the rest builds without
files_library := $(BUILD)/libconvbook-files.a
# Debian's HDF5 has a folder and a name of its own
hdf5_serial := $(wildcard /usr/include/hdf5/serial)
FILES_CPPFLAGS := $(hdf5_serial:%=-I%)
FILES_LDLIBS := $(if $(homebrew),,-Wl$(comma)--as-needed) $(if $(hdf5_serial),-lhdf5_serial,-lhdf5) -lzip -lcjson -lpng

# own_flags: what one object alone is compiled with; depends: the headers it was made from, for make
depends = -MMD -MP -MT $@ -MF $(new).made-from
kept_depends = mv -f $(new).made-from $(@:.o=.d)

$(BUILD)/%.o: %.c $(BUILD)/compiled-with | need-compiler
	@mkdir -p $(@D)
	@echo "compile $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) $(own_flags) $(depends) -c -o $(new) $< && $(kept_depends) && $(moved)

$(files_sources:%.c=$(BUILD)/%.o): own_flags = $(FILES_CPPFLAGS)
$(files_sources:%.c=$(BUILD)/%.o): | need-files

# The definition is compiled as it stands, one product after the other. Left free, gcc multiplies
# several at a time and adds without fusing; then the fast paths could not have its bits.
$(BUILD)/lib/kernels/conv2d_naive.o $(BUILD)/sanitized/lib/kernels/conv2d_naive.o: own_flags := -fno-tree-vectorize

$(library): $(lib_sources:%.c=$(BUILD)/%.o)
$(files_library): $(files_sources:%.c=$(BUILD)/%.o)
$(library) $(files_library):
	@mkdir -p $(@D) && ar rcs $(new) $^ && $(moved)

# Every object depends on this file, and it changes only when the compiler or its flags do:
# then everything is built anew, and no object of another compiler is mixed in.
.PHONY: always
compiled_with := $(strip $(CC) $(CPPFLAGS) $(CFLAGS))
ifneq ($(shell cat $(BUILD)/compiled-with 2>/dev/null),$(compiled_with))
$(BUILD)/compiled-with: always
endif
$(BUILD)/compiled-with: | need-compiler
	@mkdir -p $(@D)
	@echo '$(compiled_with)' | tee $(new) && { cmp -s $(new) $@ && rm $(new) || $(moved); }

# ---- the parts ----
# `make setup chapter-8-2` must not compile while the compiler is still being installed, with
# -j2 neither. So this make does the setup only; a second one, started after it, does the rest.
# Two of them are one after the other: there is one apt.
setups := $(filter setup setup-%,$(MAKECMDGOALS))
others := $(filter-out $(setups),$(MAKECMDGOALS))
ifneq ($(setups),)
.NOTPARALLEL:
endif
ifneq ($(if $(setups),$(others)),)

.PHONY: always $(others)
$(others): after-setup ; @:
after-setup: always $(setups)
	@$(MAKE) --no-print-directory $(others)

else

include chapters/chapters.mk tests/tests.mk
-include $(wildcard exercises/exercises.mk docs/docs.mk)

.PHONY: all clean help
#: all              build everything (plain `make` does the same)
all: $(library) $(chapter_programs)

#: clean            delete all that was built, trained and drawn
clean:
	rm -rf $(BUILD)

#: help             this list
help:
	@echo "make TARGET, such as \`make chapter-8-2\`:"
	@sed -n 's/^#:/ /p' $(filter-out %.d,$(MAKEFILE_LIST))
	@echo "Handed on to the programs: $(handed_on:%=%=) (\`build/chapters/8-2/04_train --help\`)"

# what nobody has a rule for: `make chek`, `make check-99`
.DEFAULT:
	@chapters/tools/no_target '$(subst ','"'"',$@)' $(filter-out %.d,$(MAKEFILE_LIST))

# which headers each object was made from, as the compiler wrote it down
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

endif
