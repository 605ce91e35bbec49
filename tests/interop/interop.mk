# Files written here, read by h5py and torch; the book's own files, where they are at hand.
# What is missing is said by name, and skipped.

REFERENCE := ../shared/reference/models
interop_programs := $(BUILD)/tests/interop/one_step $(BUILD)/chapters/tools/convert_model
reference_programs := $(BUILD)/chapters/8-2/05_evaluate $(BUILD)/chapters/8-2/06_predict $(BUILD)/chapters/8-2/07_test_set
passed += $(BUILD)/tests/interop/interop.passed $(BUILD)/tests/interop/reference.passed

$(BUILD)/tests/interop/one_step: $(BUILD)/tests/interop/one_step.o $(files_library) $(library)
	@$(CC) $(CFLAGS) -o $(new) $^ $(FILES_LDLIBS) $(LDLIBS) && $(moved)

$(BUILD)/tests/interop/interop.passed: $(wildcard tests/interop/*.py) $(interop_programs)
	@if [ -x /usr/bin/python3 ]; then \
	  /usr/bin/python3 tests/interop/test_interop.py $(BUILD) $(REFERENCE) >$(new) 2>&1 || { cat $(new); rm $(new); exit 1; }; \
	else \
	  echo "skipped: interop with h5py and torch: no /usr/bin/python3" >$(new); \
	fi; \
	grep '^skipped' $(new); $(moved)
	@echo "passed: $@ ($$(tail -n 1 $@))"

$(BUILD)/tests/interop/reference.passed: tests/interop/test_reference $(reference_programs)
	@tests/interop/test_reference $(BUILD) $(REFERENCE) >$(new) 2>&1 || { cat $(new); rm $(new); exit 1; }; \
	  grep '^skipped' $(new); $(moved)
	@echo "passed: $@ ($$(tail -n 1 $@))"

.PHONY: interop
#: interop          files of Keras and PyTorch, read there and here; needs python3-h5py, python3-torch
interop: $(BUILD)/tests/interop/interop.passed $(BUILD)/tests/interop/reference.passed
