# Other systems, as far as a Debian can tell: every file of lib/ and chapters/ compiled for macOS on Arm and
# for musl, by zig's clang (`make setup-dev` brings it); the unit tests of base, data, kernels and model
# run against musl, made by Debian's musl-gcc, without OpenMP. Nothing was run on a macOS.

elsewhere := $(BUILD)/elsewhere
zig := build/elsewhere/venv/bin/python-zig
elsewhere_targets := aarch64-macos x86_64-linux-musl
elsewhere_sources := $(lib_sources) $(files_sources) $(chapter_sources) $(wildcard chapters/*.c)
elsewhere_objects := $(foreach target,$(elsewhere_targets),$(elsewhere_sources:%.c=$(elsewhere)/$(target)/%.o))

# the headers of the libraries alone, without those of Debian's C library; Debian's hdf5.h asks for glibc's
# features.h, which no other system's hdf5.h does
elsewhere_headers := zlib.h zconf.h zip.h zipconf.h cjson png.h pngconf.h pnglibconf.h $(notdir $(wildcard /usr/include/hdf5/serial/*.h))
$(elsewhere)/include: | need-files
	@rm -rf $(new) && mkdir -p $(new) && cd $(new) && for header in $(elsewhere_headers); do \
	  for folder in /usr/include /usr/include/hdf5/serial /usr/include/*-linux-gnu /usr/include/libpng16; do \
	    [ ! -e $$folder/$$header ] || ln -sf $$folder/$$header .; done; done; \
	  cd "$(CURDIR)" && rm -rf $@ && mkdir -p $(elsewhere)/aarch64-macos && touch $(elsewhere)/aarch64-macos/features.h && mv $(new) $@

define compile_elsewhere
$(elsewhere)/$1/%.o: %.c | $(elsewhere)/include
	@$$(call missing,test -x $(zig),zig,setup-dev)
	@mkdir -p $$(@D)
	@$(zig) cc -target $1 -std=c11 -O1 -Wall -Wextra -Werror $(CPPFLAGS) -I$(elsewhere)/include -I$(elsewhere)/$1 $$(depends) -c -o $$(new) $$< && \
	  $$(kept_depends) && $$(moved)
endef
$(foreach target,$(elsewhere_targets),$(eval $(call compile_elsewhere,$(target))))

# ---- musl ----
musl := $(elsewhere)/musl
musl_flags := -std=c11 -O1 -ffp-contract=fast -fno-math-errno -g $(WARNINGS) -Wno-unknown-pragmas -Wno-unused-function \
  -Itests/arm $(CPPFLAGS) -I$(elsewhere)/include
musl_sources := $(filter-out lib/figures/%,$(lib_sources)) $(wildcard chapters/book_model.c chapters/options.c) tests/elsewhere/for_zlib.c
musl_tests := $(patsubst tests/unit/%.c,$(musl)/%,$(filter-out %/test_figures.c,$(wildcard tests/unit/test_*.c)))

$(musl)/%.o: %.c tests/arm/check.h | $(elsewhere)/include
	@$(call missing,command -v musl-gcc,musl-gcc,setup-dev)
	@mkdir -p $(@D)
	@musl-gcc $(musl_flags) $(depends) -c -o $(new) $< && $(kept_depends) && $(moved)
$(musl)/lib.a: $(musl_sources:%.c=$(musl)/%.o)
	@ar rcs $(new) $^ && $(moved)
# Debian's static zlib was made for glibc: for_zlib.c has the two names that musl lacks
$(musl_tests): $(musl)/%: $(musl)/tests/unit/%.o $(musl)/lib.a
	@musl-gcc -o $(new) $^ $$($(CC) -print-file-name=libz.a) $(musl)/lib.a -lm && $(moved)

.PHONY: test-elsewhere
#: test-elsewhere   compile all for macOS and musl; the library's unit tests on musl
test-elsewhere: $(elsewhere_objects) $(musl_tests:%=%.passed)
	@echo "compiled for $(elsewhere_targets): $(words $(elsewhere_sources)) files each"
