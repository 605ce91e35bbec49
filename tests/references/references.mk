# A second and a third author for every number: test_references.c, torch_references.py.
# `make references SHAPES=1000` tries as many shapes of each kernel; `make check` some.

SHAPES := 60
export SHAPES
references_test := $(BUILD)/tests/references/test_references
passed += $(references_test).passed $(references_test).torch.passed

$(references_test).o: | need-check
$(references_test): $(references_test).o $(library)
	@$(CC) $(CFLAGS) -o $(new) $^ -lcheck -lsubunit -lrt -lpthread $(LDLIBS) && $(moved)

# where PyTorch is not installed, this is said, and in CI it is a failure
$(references_test).torch.passed: $(references_test) tests/references/torch_references.py
	@if /usr/bin/python3 -c 'import torch' 2>/dev/null; then \
	  OMP_WAIT_POLICY=passive $< --cases | /usr/bin/python3 tests/references/torch_references.py >$(new) 2>&1 || { cat $(new); rm $(new); exit 1; }; \
	else echo "skipped: PyTorch in float64 against the kernels: \`make setup-dev\` brings it" | tee $(new); [ -z "$$CI" ] || { rm $(new); exit 1; }; fi; \
	$(moved); echo "passed: $@ ($$(tail -n 1 $@))"

.PHONY: references
#: references       the kernels against their formulas in double precision, and PyTorch (SHAPES=60 of each)
references:
	@rm -f $(references_test).passed $(references_test).torch.passed
	@$(MAKE) --no-print-directory $(references_test).passed $(references_test).torch.passed
