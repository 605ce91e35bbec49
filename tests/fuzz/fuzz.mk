# Files that nobody meant to write. `make fuzz` lets libFuzzer (clang) look for bytes that
# upset our own side of the readers, FUZZ_SECONDS for each; `make mutate` runs a whole
# program on MUTATIONS damaged files.

FUZZ_SECONDS := 20
MUTATIONS := 2000
fuzzers := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS := -std=c11 -g -O1 -fno-omit-frame-pointer -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
  $(WARNINGS)
# what the fuzzers reach is compiled for them; the arithmetic is linked as it is
fuzzed_sources := $(wildcard lib/base/*.c lib/data/*.c lib/model/*.c) $(files_sources)
fuzz_library := $(BUILD)/fuzz/libconvbook.a

.PHONY: need-clang fuzz mutate
need-clang:
	@$(call missing,command -v clang,the compiler clang,setup-dev)

$(BUILD)/fuzz/objects/%.o: %.c $(BUILD)/compiled-with | need-clang need-files
	@mkdir -p $(@D)
	@echo "compile $< for fuzzing"
	@clang $(CPPFLAGS) $(FILES_CPPFLAGS) $(FUZZ_FLAGS) $(depends) -c -o $(new) $< && $(kept_depends) && $(moved)

$(fuzz_library): $(fuzzed_sources:%.c=$(BUILD)/fuzz/objects/%.o)
	@ar rcs $(new) $^ && $(moved)

$(fuzzers): $(BUILD)/fuzz/%: $(BUILD)/fuzz/objects/tests/fuzz/%.o $(fuzz_library) $(library)
	@clang $(FUZZ_FLAGS) -o $(new) $^ $(FILES_LDLIBS) $(LDLIBS) -lgomp && $(moved)

#: fuzz             let libFuzzer try the readers of model files (FUZZ_SECONDS=20 for each)
fuzz: $(fuzzers)
	@for fuzzer in $^; do \
	  name=$$(basename $$fuzzer); mkdir -p $(BUILD)/fuzz/corpus/$$name; \
	  $$fuzzer -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=1024 -timeout=60 -print_final_stats=1 \
	    -artifact_prefix=$(BUILD)/fuzz/$$name- $(BUILD)/fuzz/corpus/$$name $$(ls -d tests/fuzz/seeds/$$name 2>/dev/null) \
	    >$(BUILD)/fuzz/$$name.log 2>&1 || { tail -n 40 $(BUILD)/fuzz/$$name.log; exit 1; }; \
	  echo "$$name: $$(sed -n 's/^stat::number_of_executed_units: *//p' $(BUILD)/fuzz/$$name.log) runs in $(FUZZ_SECONDS) s, nothing found"; \
	done

$(BUILD)/tests/fuzz/test_mutated: $(BUILD)/tests/fuzz/test_mutated.o $(library)
	@$(CC) $(CFLAGS) -o $(new) $^ $(LDLIBS) && $(moved)

#: mutate           run inspect_model on damaged files (MUTATIONS=2000 of them)
mutate: $(BUILD)/tests/fuzz/test_mutated $(BUILD)/chapters/tools/inspect_model
	@$^ $(MUTATIONS)
