# Small damages to the library, one at a time: would a test notice? See mutants.py.

mutants := $(BUILD)/mutants
MUTANTS := 400
# another sample for each commit; `make mutants MUTANT_SEED=...` takes an earlier one again
MUTANT_SEED = $(shell git rev-parse --short HEAD 2>/dev/null || date +%F)

# the figures' test draws for half a minute, and looks at other rooms
mutant_tests := $(filter-out %/test_figures,$(unit_tests))
.PHONY: mutant-tests mutants
mutant-tests: $(mutant_tests)

# The unit tests three times: with gcov, to know which test runs which line; plain, for speed; and with
# the sanitizers, for what lives.
#: mutants          damage the library in MUTANTS=400 small ways: which would no test notice? (20 minutes)
mutants: mutant-tests
	@$(MAKE) --no-print-directory -s BUILD=$(mutants)/coverage OPT=-O0 SANITIZE=--coverage WARNINGS= mutant-tests >/dev/null
	@$(MAKE) --no-print-directory -s BUILD=$(mutants)/plain OPT=-O1 SANITIZE= WARNINGS= mutant-tests >/dev/null
	@python3 tests/mutants/mutants.py --plain $(mutants)/plain --sanitized $(BUILD) --coverage $(mutants)/coverage \
	  --compiler '$(CC) $(CPPFLAGS) $(filter-out $(WARNINGS),$(CFLAGS))' --sanitize '$(SANITIZE)' --count $(MUTANTS) --seed $(MUTANT_SEED)
