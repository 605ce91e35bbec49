# Files written here, read by h5py and torch; the book's own files, where they are at hand. And, in
# `make interop` only, what `make setup-interop` brings: real Keras, ONNX's published cases and
# TensorFlow.js. What is missing is said by name, and skipped; in CI that is a failure.

REFERENCE := ../shared/reference/models
# the book's own files are no part of the project: a reader need not hear that they are not there
skipped = sed -n '/^skipped/{ /$(subst /,\/,$(REFERENCE))/!p; }'
interop_programs := $(BUILD)/tests/interop/one_step $(BUILD)/chapters/tools/convert_model
reference_programs := $(BUILD)/chapters/8-2/05_evaluate $(BUILD)/chapters/8-2/06_predict $(BUILD)/chapters/8-2/07_test_set
passed += $(BUILD)/tests/interop/interop.passed $(BUILD)/tests/interop/reference.passed

$(BUILD)/tests/interop/one_step: $(BUILD)/tests/interop/one_step.o $(files_library) $(library)
	@$(CC) $(CFLAGS) -o $(new) $^ $(FILES_LDLIBS) $(LDLIBS) && $(moved)

$(BUILD)/tests/interop/interop.passed: $(wildcard tests/interop/*.py) $(interop_programs)
	@mkdir -p $(@D)
	@if [ -x /usr/bin/python3 ]; then \
	  /usr/bin/python3 tests/interop/test_interop.py $(BUILD) $(REFERENCE) >$(new) 2>&1 || { cat $(new); rm $(new); exit 1; }; \
	else \
	  echo "skipped: interop with h5py and torch: no /usr/bin/python3" >$(new); \
	fi; \
	$(skipped) $(new); $(moved)
	@echo "passed: $@ ($$(tail -n 1 $@))"

$(BUILD)/tests/interop/reference.passed: tests/interop/test_reference $(reference_programs)
	@mkdir -p $(@D)
	@tests/interop/test_reference $(BUILD) $(REFERENCE) >$(new) 2>&1 || { cat $(new); rm $(new); exit 1; }; \
	  $(skipped) $(new); $(moved)
	@echo "passed: $@ ($$(tail -n 1 $@))"

# ---- real Keras, ONNX ----
judges := $(patsubst tests/interop/test_%.py,$(BUILD)/tests/interop/%.passed,$(filter-out %/test_interop.py,$(wildcard tests/interop/test_*.py)))

$(BUILD)/tests/interop/kernel_case: $(BUILD)/tests/interop/kernel_case.o $(library)
	@$(CC) $(CFLAGS) -o $(new) $^ $(LDLIBS) && $(moved)

$(judges): $(BUILD)/tests/interop/%.passed: tests/interop/test_%.py tests/interop/judge.py tests/interop/requirements.txt \
  $(interop_programs) $(reference_programs) $(BUILD)/chapters/8-2/04_train $(BUILD)/chapters/tools/inspect_model \
  $(BUILD)/tests/interop/kernel_case
	@python=build/interop-venv/bin/python; [ -x $$python ] || python=/usr/bin/python3; \
	  $$python -W ignore $< $(BUILD) >$@.new 2>$@.err || { cat $@.new; grep -v -e absl -e port.cc $@.err | tail -n 20; exit 1; }
	@cat $@.new
	@if grep -q '^skipped' $@.new; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/tests/interop/readers.passed: tests/interop/test_readers.mjs tests/interop/package-lock.json \
  $(interop_programs) $(BUILD)/chapters/8-2/04_train
	@if command -v node >/dev/null; then \
	  node $< $(BUILD) >$@.new 2>$@.err || { cat $@.new $@.err; exit 1; }; \
	else \
	  echo "skipped: readers in JavaScript: no node (make setup-interop)" >$@.new; \
	  [ -z "$$CI" ] || { cat $@.new; exit 1; }; \
	fi
	@cat $@.new
	@if grep -q '^skipped' $@.new; then rm $@.new; else mv $@.new $@; fi

.PHONY: interop
#: interop          model files in Keras, PyTorch and TensorFlow.js, and theirs here (`make setup-interop` first)
interop: $(BUILD)/tests/interop/interop.passed $(BUILD)/tests/interop/reference.passed $(judges) $(BUILD)/tests/interop/readers.passed
